import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { TokenKey } from '#certs/tokens/token.ts';
import { fixedClock } from '#config/clock.ts';
import type { Fields, Log } from '#config/log.ts';
import { readSecurityServerFile } from '#security-server/file.ts';
import { startSecurityServer, type RunningSecurityServer } from '#security-server/program.ts';
import { writeKeyConfiguration, type KeyEntry } from '#security-server/signer/key-configuration.ts';
import { LAB_TIME, labCertificate, labKey, labOcspResponses, type LabName } from './lab.ts';

const PIN = 'Lab-pin-1234';
/** The PIN protects nothing here, and is not guessed. */
const KDF_ITERATIONS = 1_000;

/** A security server of the laboratory, but ours: its keys, certificates, OCSP responses and clock, and what it declares. */
export interface LabServerSetup {
  /** Empty; the server's YAML, anchor and data go there. */
  readonly folder: string;
  readonly anchor: Buffer;
  readonly address: string;
  readonly server: { readonly memberCode: string; readonly serverCode: string };
  readonly keys: readonly LabKey[];
  /** As in the server's YAML. */
  readonly clients: readonly object[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly newUuid?: () => string;
}

interface LabKey {
  readonly name: LabName;
  /** Of a signing key: the code of the member that it signs for. */
  readonly memberCode?: string;
}

export interface LabServer {
  readonly running: RunningSecurityServer;
  /** What the server has logged, the oldest first. */
  readonly logged: readonly LogLine[];
}

interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Fields;
}

export async function startLabServer(setup: LabServerSetup): Promise<LabServer> {
  const { folder, address, server, clients, parameters, newUuid } = setup;
  const data = join(folder, 'data');
  await layKeys(join(data, 'signer'), setup.keys);
  layOcspResponses(join(data, 'ocsp'));
  writeFileSync(join(folder, 'anchor.xml'), setup.anchor);
  writeFileSync(join(folder, 'pin'), `${PIN}\n`);
  const path = join(folder, 'server.yaml');
  const file = {
    data: 'data',
    address,
    anchor: 'anchor.xml',
    server: { instance: 'LAB', memberClass: 'COM', ...server },
    pin: { file: 'pin' },
    clients,
    parameters,
  };
  writeFileSync(path, stringify(file));
  const logged: LogLine[] = [];
  const running = await startSecurityServer(await readSecurityServerFile(path), fixedClock(LAB_TIME), logInto(logged), {
    ...(newUuid === undefined ? {} : { newUuid }),
  });
  return { running, logged };
}

function logInto(lines: LogLine[]): Log {
  const at =
    (level: keyof Log) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function layOcspResponses(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [{ sha256Hex }, response] of labOcspResponses()) {
    writeFileSync(join(folder, `${sha256Hex}.ocsp`), response);
  }
}

/** What the server's signer finds: a token with these keys, and which certificate each is for. */
async function layKeys(folder: string, keys: readonly LabKey[]): Promise<void> {
  const token = await SoftwareToken.open({ folder: join(folder, 'softtoken'), kdfIterations: KDF_ITERATIONS });
  await token.initialise(PIN);
  await token.login(PIN);
  const entries: KeyEntry[] = [];
  for (const key of keys) entries.push(entryOf(key, await token.importKey(labKey(key.name), key.name)));
  const { id, label } = token;
  await token.close();
  writeFileSync(
    join(folder, 'keyconf.json'),
    writeKeyConfiguration({ version: 1, tokens: [{ id, label, keys: entries }] }),
  );
}

function entryOf({ name, memberCode }: LabKey, { id, publicKey }: TokenKey): KeyEntry {
  return {
    id,
    label: name,
    usage: memberCode === undefined ? 'AUTHENTICATION' : 'SIGNING',
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    certificates: [
      {
        certificate: labCertificate(name).der.toString('base64'),
        ...(memberCode === undefined ? {} : { member: { instance: 'LAB', memberClass: 'COM', memberCode } }),
        active: true,
        status: 'REGISTERED',
      },
    ],
    requests: [],
  };
}
