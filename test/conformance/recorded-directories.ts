import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Certificate } from '#certs/certificate.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { vectorsPath } from '../vectors.ts';

const read = (...parts: string[]) => readFileSync(vectorsPath(...parts));
const pem = (...parts: string[]) => Certificate.fromPem(read(...parts).toString()).der;

/** A recorded directory, what it may be signed with, and where its files are. */
export interface Recorded {
  readonly name: string;
  readonly bytes: Buffer;
  readonly certificates: readonly Uint8Array[];
  readonly at: Date;
  readonly fileOf: (location: string) => string;
}

/** What a central server published: its certificates are in the `source` of its own shared parameters. */
export function published(version: ConfigurationVersion, name: string): Recorded {
  const folder = vectorsPath('configuration-signed', `V${version}`);
  const generation = readdirSync(folder).find((entry) => /^\d+$/.test(entry)) ?? '';
  const shared = readSharedParameters(readFileSync(join(folder, generation, 'shared-params.xml')), version);
  return {
    name: `configuration-signed/V${version}/${name}`,
    bytes: readFileSync(join(folder, name)),
    certificates: shared.sources.flatMap((source) => [
      ...source.internalVerificationCertificates,
      ...source.externalVerificationCertificates,
    ]),
    at: new Date('2026-11-23T00:00:00Z'),
    fileOf: (location) => join(vectorsPath('configuration-signed'), location),
  };
}

/** What the lab served: its certificates are in the anchor. */
export function lab(version: ConfigurationVersion, name: string): Recorded {
  const anchor = readAnchor(
    read('lab', name === 'externalconf' ? 'anchor-externalconf.xml' : 'anchor-internalconf.xml'),
  );
  return {
    name: `lab/www/V${version}/${name}`,
    bytes: read('lab', 'www', `V${version}`, name),
    certificates: anchor.sources.flatMap((source) => source.verificationCertificates),
    at: new Date('2026-11-23T00:00:00Z'),
    fileOf: (location) => join(vectorsPath('lab', 'www'), location),
  };
}

export function confclient(name: string, at: string): Recorded {
  return {
    name: `confclient/${name}.txt`,
    bytes: read('confclient', `${name}.txt`),
    certificates: [pem('certs', 'consumer.pem')],
    at: new Date(at),
    fileOf: (location) => {
      const folder = vectorsPath('confclient', name);
      return existsSync(join(folder, 'EE')) ? join(folder, 'EE', location) : join(folder, location);
    },
  };
}
