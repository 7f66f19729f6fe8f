import { hkdfSync } from 'node:crypto';
import { PasswordKeys, readPkcs12 } from '#certs/pkcs12.ts';
import { readNamedFile } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';

/** What is derived from one secret of the keystore; plain values, so that it can go to another thread. */
export interface LogKey {
  readonly id: string;
  readonly messages: Uint8Array;
  readonly attachments: Uint8Array;
  /** From which each body outside of the records has a key of its own. X-Road has no such bodies. */
  readonly bodies: Uint8Array;
}

export interface LogKeys {
  readonly keys: readonly LogKey[];
  /** With which new records are encrypted; undefined where they are not. */
  readonly currentId: string | undefined;
}

export const NO_KEYS: LogKeys = { keys: [], currentId: undefined };

const KEY_BYTES = 16;
const KEYSTORE_BYTES_MAX = 1_048_576;
const PASSWORD_FILE_BYTES_MAX = 4096;

/**
 * The keys of one secret, as X-Road derives them: HKDF (RFC 5869) with SHA-512, the key's name as salt and no info; 16 bytes for
 * messages, the next 16 for attachments. The 16 after them are ours.
 */
export function deriveLogKey(id: string, secret: Uint8Array): LogKey {
  const bytes = new Uint8Array(hkdfSync('sha512', secret, Buffer.from(id, 'utf8'), '', 3 * KEY_BYTES));
  return {
    id,
    messages: bytes.slice(0, KEY_BYTES),
    attachments: bytes.slice(KEY_BYTES, 2 * KEY_BYTES),
    bodies: bytes.slice(2 * KEY_BYTES),
  };
}

export interface KeystoreSettings {
  readonly isEnabled: boolean;
  /** Empty: none. */
  readonly keystore: string;
  readonly passwordFile: string;
  readonly keyId: string;
}

/**
 * Reads the secrets of the keystore, also where new records are not encrypted: older ones may be. Throws
 * `malformed_server_conf` naming the parameter, and what reading files and keystores throws.
 */
export async function readLogKeys({ isEnabled, keystore, passwordFile, keyId }: KeystoreSettings): Promise<LogKeys> {
  if (keystore === '') {
    if (isEnabled) throw unset('messagelog-keystore');
    return NO_KEYS;
  }
  if (passwordFile === '') throw unset('messagelog-keystore-password-file');
  const password = (await readNamedFile(passwordFile, PASSWORD_FILE_BYTES_MAX)).toString('utf8').replace(/\r?\n$/, '');
  const { secrets } = await readPkcs12(await readNamedFile(keystore, KEYSTORE_BYTES_MAX), new PasswordKeys(password));
  const keys = secrets.flatMap(({ secret, friendlyName }) =>
    friendlyName === undefined ? [] : [deriveLogKey(friendlyName, secret)],
  );
  if (!isEnabled) return { keys, currentId: undefined };
  if (keyId === '') throw unset('messagelog-key-id');
  if (!keys.some(({ id }) => id === keyId)) {
    throw drumError(
      'malformed_server_conf',
      `Parameter message-log.messagelog-key-id: the keystore has no secret "${keyId}"; name one of its own`,
    );
  }
  return { keys, currentId: keyId };
}

const unset = (name: string) =>
  drumError(
    'malformed_server_conf',
    `Parameter message-log.${name}: must be set for the message log to be encrypted (message-log.messagelog-encryption-enabled)`,
  );
