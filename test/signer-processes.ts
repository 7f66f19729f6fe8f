import { cpSync } from 'node:fs';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { GenerateKey } from '#security-server/signer/messages.ts';
import { startSigner, type RunningSigner, type SignerOptions } from '#security-server/signer/start.ts';
import { keptLog } from './quiet-log.ts';
import { refusalOf } from './refusal.ts';
import { temporaryFolders } from './temporary.ts';

export const PIN = 'Right-Pin-1234';
export const TOKEN = '0';
export const EC: GenerateKey['spec'] = { kind: 'ec', curve: 'P-256' };
/** Far more than a restart takes, for machines that do much else. */
const RESTART_MS_MAX = 20_000;

/** Signers as processes of their own, for the suite it is called in; what still runs after a test is stopped. */
export function signerProcesses() {
  const folder = temporaryFolders();
  const log = keptLog();
  const running: RunningSigner[] = [];
  let prepared: string;

  const startWith = (options: Partial<SignerOptions>): Promise<RunningSigner> =>
    startSigner({
      directory: folder(),
      pin: { kind: 'none' },
      clientTimeoutMs: 10_000,
      log,
      logLevel: 'error',
      ...options,
    });

  const start = async (options: Partial<SignerOptions> = {}): Promise<RunningSigner> => {
    const signer = await startWith(options);
    running.push(signer);
    return signer;
  };

  /** A directory whose token has PIN. */
  const preparedDirectory = (): string => {
    const directory = folder();
    cpSync(prepared, directory, { recursive: true });
    return directory;
  };

  before(async () => {
    const signer = await startWith({});
    prepared = dirname(signer.socketPath);
    await signer.client.initialise(TOKEN, PIN);
    await signer.stop();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((signer) => signer.stop()));
  });

  return {
    folder,
    log,
    start,
    preparedDirectory,
    startPrepared: (options: Partial<SignerOptions> = {}): Promise<RunningSigner> =>
      start({ directory: preparedDirectory(), pin: { kind: 'held', pin: PIN }, ...options }),
    /** One that outlives the tests; its suite stops it. */
    startForSuite: (): Promise<RunningSigner> =>
      startWith({ directory: preparedDirectory(), pin: { kind: 'held', pin: PIN } }),
  };
}

/** Kills the process and waits for the next one to answer. */
export async function killed(signer: RunningSigner): Promise<void> {
  const { pid } = signer;
  if (pid === undefined) throw new Error('The signer runs');
  process.kill(pid, 'SIGKILL');
  await until(() => Promise.resolve(signer.pid !== undefined && signer.pid !== pid));
  await until(async () => (await refusalOf(() => signer.client.status())) === 'accepted');
}

export function newKey(signer: RunningSigner, usage: GenerateKey['usage'], spec: GenerateKey['spec']): Promise<string> {
  return signer.client.generateKey({ tokenId: TOKEN, label: 'a key', usage, spec });
}

export function signature(signer: RunningSigner, keyId: string, data: Uint8Array): Promise<Buffer> {
  return signer.client.sign({ keyId, algorithm: 'SHA512withECDSA', form: 'ieee-p1363', data });
}

export async function publicKey(signer: RunningSigner, keyId: string): Promise<KeyObject> {
  const { tokens } = await signer.client.keys();
  const key = tokens.flatMap(({ keys }) => keys).find(({ id }) => id === keyId);
  return createPublicKey({ key: Buffer.from(key?.publicKey ?? '', 'base64'), format: 'der', type: 'spki' });
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + RESTART_MS_MAX;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It does not hold within ${RESTART_MS_MAX} ms`);
    await wait(20);
  }
}
