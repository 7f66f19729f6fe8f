import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signBytes } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { toPem } from '#certs/pem.ts';
import { readCentralServerFile } from '#central-server/file.ts';
import { startCentralServer, type RunningCentralServer } from '#central-server/program.ts';
import { systemClock } from '#config/clock.ts';
import { openCentralTokens } from '../../cli/central-tokens.ts';
import { keptLog } from '../quiet-log.ts';

export async function certificatePem(name: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: name }]),
    key: {
      publicKey: createPublicKey(privateKey),
      sign: (algorithm, data) => Promise.resolve(signBytes(algorithm, privateKey, data, 'der')),
    },
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2060-01-01T00:00:00Z'),
  });
  return toPem('CERTIFICATE', der);
}

const yaml = (port: number, more: string, instance: string) => `
data: data
instance: ${instance}
listen: { address: 127.0.0.1, port: ${port} }
publicAddress: 127.0.0.1:${port}
pin: { file: pin }
signingKeyType: EC
memberClasses: [{ code: GOV, description: Government }]
members:
  - { memberClass: GOV, memberCode: '1', name: First, subsystems: [{ code: sub, name: A subsystem }, { code: management }] }
securityServers:
  - { owner: ${instance}/GOV/1, code: ss1, address: 127.0.0.2, authenticationCertificates: [auth.pem], clients: [${instance}/GOV/1/sub] }
certificationServices:
  - { name: CA, certificate: ca.pem, profile: Ejbca, ocsp: [{ url: 'http://127.0.0.1:1/ocsp' }] }
timeStampingServices: [{ name: TSA, url: 'http://127.0.0.1:1/tsa', certificate: tsa.pem }]
managementServiceProvider: ${instance}/GOV/1/management
${more}`;

/** Writes a small central server's YAML (`central.yaml`, with `more` behind it) and what it names into a folder. */
export async function writeCentralServer(home: string, port: number, more = '', instance = 'TEST'): Promise<void> {
  for (const name of ['auth', 'ca', 'tsa']) writeFileSync(join(home, `${name}.pem`), await certificatePem(name));
  writeFileSync(join(home, 'pin'), 'secret-1234\n');
  writeFileSync(join(home, 'central.yaml'), yaml(port, more, instance));
}

/** Takes a key out of a YAML that was written so, for what the file leaves to the database. */
export function withoutKey(home: string, key: string): void {
  const path = join(home, 'central.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`^${key}:.*\n`, 'm'), ''));
}

/** Starts the central server of a folder, in this process; what it is stopped with closes its token too. */
export async function startInFolder(home: string, clock = systemClock): Promise<RunningCentralServer> {
  const file = await readCentralServerFile(join(home, 'central.yaml'));
  const log = keptLog();
  const tokens = await openCentralTokens(file, clock, log);
  const running = await startCentralServer(file, tokens, clock, log);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await tokens.close();
    },
  };
}
