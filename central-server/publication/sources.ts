import type { Kysely } from 'kysely';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { nodesIn } from '../catalogue/nodes.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { signingKeysIn, type ConfigurationSourceKind } from '../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../file.ts';

/** The nodes of this central server, with the certificates of all keys that they sign with, did, or will. */
export async function configurationSources(
  { node }: Pick<CentralServerFile, 'node'>,
  catalogue: Kysely<CatalogueTables>,
): Promise<ConfigurationSource[]> {
  const keys = await signingKeysIn(catalogue);
  const names = [node.name, ...node.others];
  const certificates = (name: string, source: ConfigurationSourceKind): Uint8Array[] =>
    keys.filter((key) => key.node === name && key.source === source).map(({ certificate }) => certificate);
  return (await nodesIn(catalogue))
    .filter(({ name }) => names.includes(name))
    .map(({ name, address }) => ({
      address,
      internalVerificationCertificates: certificates(name, 'INTERNAL'),
      externalVerificationCertificates: certificates(name, 'EXTERNAL'),
    }));
}

/** Those that sign both configurations: one that is not set up yet is no source. */
export const readySources = (sources: readonly ConfigurationSource[]): ConfigurationSource[] =>
  sources.filter(
    (source) =>
      source.internalVerificationCertificates.length > 0 && source.externalVerificationCertificates.length > 0,
  );
