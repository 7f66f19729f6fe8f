import { readSync } from 'node:fs';
import { join } from 'node:path';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { createLog } from '#config/log.ts';
import { asDrumError } from '#protocol/errors.ts';
import { operate } from './operations.ts';
import { Signer } from './signer.ts';
import { makePrivateFolder } from './socket-path.ts';
import { SocketServer } from './socket-server.ts';
import type { SignerMessage } from './start.ts';

/*
 * The signer's process. Arguments: directory, path of its socket, level of its log. Descriptor 3 holds the PIN, or nothing. It is
 * a child of the server and ends with it: when the channel between them closes, it answers what is under way and goes.
 */

const SOFTWARE_TOKEN_FOLDER = 'softtoken';
const PIN_DESCRIPTOR = 3;
const PIN_BYTES_MAX = 1_024;
/** What is under way when the server goes may take this long. */
const DRAIN_MS_MAX = 2_000;

const [directory = '', socketPath = '', level = 'info'] = process.argv.slice(2);
const log = createLog('signer', level as Parameters<typeof createLog>[1]);

/** Up to the first line end: a PIN in a file most often has one behind it. */
function readPin(): string {
  const bytes = Buffer.alloc(PIN_BYTES_MAX);
  let length = 0;
  for (let read = 1; read > 0 && length < bytes.length; length += read) {
    read = readSync(PIN_DESCRIPTOR, bytes, length, bytes.length - length, null);
  }
  const pin = bytes.toString('utf8', 0, length).split(/\r?\n/, 1)[0] ?? '';
  bytes.fill(0);
  return pin;
}

async function logIn(signer: Signer, token: SoftwareToken): Promise<string | undefined> {
  const pin = readPin();
  if (pin === '') return undefined;
  try {
    await signer.login(token.id, pin);
    return undefined;
  } catch (error) {
    log.error('The login with the given PIN failed', { error });
    return asDrumError(error).code;
  }
}

async function run(): Promise<void> {
  // Everything that this process makes, its socket first of all, is its user's alone.
  process.umask(0o077);
  makePrivateFolder(directory);
  const token = await SoftwareToken.open({ folder: join(directory, SOFTWARE_TOKEN_FOLDER) });
  const signer = await Signer.open(directory, [token], log);
  const server = new SocketServer((kind, body) => operate(signer, kind, body), log);
  signer.onChange = () => {
    server.announceChange();
  };
  whenAlone = () => {
    setTimeout(() => process.exit(0), DRAIN_MS_MAX).unref();
    void server.close().then(() => process.exit(0));
  };
  const loginFailure = await logIn(signer, token);
  await server.listen(socketPath);
  process.send?.({ kind: 'ready', ...(loginFailure === undefined ? {} : { loginFailure }) } satisfies SignerMessage);
}

let whenAlone = (): void => process.exit(0);
process.on('disconnect', () => {
  whenAlone();
});

// A terminal sends these to all processes of a group; the server decides when the signer goes, after its last message.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, () => undefined);

run().catch((error: unknown) => {
  const { code, message } = asDrumError(error);
  log.error('The signer cannot start', { error });
  process.send?.({ kind: 'failed', code, message } satisfies SignerMessage, () => process.exit(1));
});
