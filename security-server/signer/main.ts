import { readSync } from 'node:fs';
import { pkcs11TokensSchema } from '#certs/tokens/pkcs11/declaration.ts';
import { createLog } from '#config/log.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { endOnlyWithTheServer } from '../as-child.ts';
import { DRAIN_MS_MAX, serveSigner } from './serve.ts';
import type { Signer } from './signer.ts';
import { SOFTWARE_TOKEN } from './software-token-id.ts';
import type { SignerMessage } from './start.ts';

/*
 * The signer's process. Arguments: directory, path of its socket, level of its log, its devices (JSON). Descriptor 3 holds the PIN, or nothing. It is
 * a child of the server and ends with it: when the channel between them closes, it answers what is under way and goes.
 */

const PIN_DESCRIPTOR = 3;
const PIN_BYTES_MAX = 1_024;

const [directory = '', socketPath = '', level = 'info', devices = '[]'] = process.argv.slice(2);
const log = createLog('signer', level as Parameters<typeof createLog>[1]);

/** Up to the first line end, which a PIN in a file most often has behind it, or the end. */
function readPin(): string {
  const bytes = Buffer.alloc(PIN_BYTES_MAX);
  let length = 0;
  try {
    for (let read = 1; read > 0 && length < bytes.length && !bytes.includes('\n'); length += read) {
      read = readSync(PIN_DESCRIPTOR, bytes, length, bytes.length - length, null);
    }
  } catch (error) {
    throw drumError('io_error', 'The PIN cannot be read', error);
  }
  const pin = bytes.toString('utf8', 0, length).split(/\r?\n/, 1)[0] ?? '';
  bytes.fill(0);
  return pin;
}

async function logIn(signer: Signer): Promise<string | undefined> {
  const pin = readPin();
  if (pin === '') return undefined;
  try {
    await signer.login(SOFTWARE_TOKEN, pin);
    return undefined;
  } catch (error) {
    log.error('The login with the given PIN failed', { error });
    return asDrumError(error).code;
  }
}

async function run(): Promise<void> {
  // Everything that this process makes, its socket first of all, is its user's alone.
  process.umask(0o077);
  let loginFailure: string | undefined;
  let refused: readonly string[] = [];
  const declared = pkcs11TokensSchema.parse(JSON.parse(devices));
  const served = await serveSigner({ directory, socketPath, devices: declared, log }, async (signer) => {
    loginFailure = await logIn(signer);
    refused = await signer.logInToDevices();
  });
  whenAlone = () => {
    setTimeout(() => process.exit(0), DRAIN_MS_MAX).unref();
    void served.close().then(() => process.exit(0));
  };
  const failure = loginFailure === undefined ? {} : { loginFailure };
  process.send?.({ kind: 'ready', refused, ...failure } satisfies SignerMessage);
}

let whenAlone = (): void => process.exit(0);
process.on('disconnect', () => {
  whenAlone();
});

endOnlyWithTheServer();

run().catch((error: unknown) => {
  const { code, message } = asDrumError(error);
  log.error('The signer cannot start', { error });
  process.send?.({ kind: 'failed', code, message } satisfies SignerMessage, () => process.exit(1));
});
