import { createCipheriv, hkdfSync, type Cipheriv } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import type { LogKey, LogKeys } from './keys.ts';

const ALGORITHM = 'aes-128-ctr';
const BLOCK_BYTES = 16;
const ID_BYTES = 8;
const KEY_BYTES = 16;

/**
 * Encrypts what the log holds of messages, as X-Road does: AES-128 in counter mode, whose first counter is the record's id and
 * the attachment's number, so that none is used twice. Counter mode is its own inverse: one function serves both ways. It
 * hides content; that content was not changed is for signatures and time-stamps to prove.
 */
export class LogCipher {
  /** With which new records are encrypted; null where they are not. */
  readonly currentId: string | null;
  private readonly keys: ReadonlyMap<string, LogKey>;

  constructor({ keys, currentId }: LogKeys) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
    this.currentId = currentId ?? null;
  }

  message(keyId: string | null, recordId: number, bytes: Uint8Array): Uint8Array {
    return keyId === null ? bytes : applied(this.key(keyId).messages, counterOf(recordId, 0), bytes);
  }

  /** The `number`-th attachment, counted from 1, where it lies in its record. */
  attachment(keyId: string | null, { id, number }: { id: number; number: number }, bytes: Uint8Array): Uint8Array {
    return keyId === null ? bytes : applied(this.key(keyId).attachments, counterOf(id, number - 1), bytes);
  }

  /**
   * For a body outside of its record, which is written before its record has an id: a key of its own, by its name. Undefined
   * where it is not encrypted.
   */
  body(keyId: string | null, name: string): Cipheriv | undefined {
    if (keyId === null) return undefined;
    const key = new Uint8Array(hkdfSync('sha512', this.key(keyId).bodies, name, '', KEY_BYTES));
    return createCipheriv(ALGORITHM, key, Buffer.alloc(BLOCK_BYTES));
  }

  private key(id: string): LogKey {
    const key = this.keys.get(id);
    if (key !== undefined) return key;
    throw drumError(
      'log_key_not_found',
      `Records of the message log are encrypted with the key "${id}", which the keystore (message-log.messagelog-keystore) lacks`,
    );
  }
}

function applied(key: Uint8Array, counter: Buffer, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, counter);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** The record's id in 8 bytes, the attachment in 4, and 4 for the blocks: an attachment in its record is small. */
function counterOf(recordId: number, attachment: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(recordId));
  counter.writeUInt32BE(attachment, ID_BYTES);
  return counter;
}
