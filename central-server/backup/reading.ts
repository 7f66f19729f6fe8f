import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fileError } from '#config/named-file.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import {
  BODY_BYTES_MAX,
  FILE_BYTES_MAX,
  LABEL_BYTES_MAX,
  LINE_BYTES_MAX,
  MAGIC,
  readLabel,
  readLine,
  readMagic,
  readTrailer,
  TRAILER_BYTES_MAX,
  type BackupLabel,
  type BodyLine,
} from './format.ts';
import { signerOf } from './signing.ts';

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

/** A backup whose signature holds. */
export interface SignedBackup {
  readonly label: BackupLabel;
  /** Fingerprint of the key. */
  readonly signer: string;
  /** Hexadecimal, of all that is signed. */
  readonly sha512: string;
  /** What is in it, line by line. Throws `invalid_backup_file`. */
  lines(): AsyncGenerator<BodyLine>;
}

/**
 * Opens a backup's file and lends it. Nothing of it is read before its signature holds, and before `isTrusted` takes the key. Throws
 * `invalid_backup_file`, `backup_too_new`, `backup_not_trusted`, and what `fileError` says.
 */
export async function withSigned<T>(
  path: string,
  isTrusted: (signer: string) => boolean,
  use: (backup: SignedBackup) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, `The file ${path}`);
  });
  try {
    return await use(await verified(file, isTrusted));
  } finally {
    await file.close();
  }
}

async function verified(file: FileHandle, isTrusted: (signer: string) => boolean): Promise<SignedBackup> {
  const { size } = await file.stat();
  if (size > FILE_BYTES_MAX) throw drumError('invalid_backup_file', `The file has more than ${FILE_BYTES_MAX} bytes`);
  const head = await part(file, 0, Math.min(size, MAGIC.length + LABEL_BYTES_MAX));
  readMagic(head.subarray(0, head.indexOf(NEWLINE) + 1).toString('latin1'));
  const trailerAt = await trailerStart(file, size);
  const trailer = readTrailer((await part(file, trailerAt, size)).toString('utf8'));
  const sha512 = await digestUpTo(file, trailerAt);
  const signer = signerOf(sha512, trailer);
  if (!isTrusted(signer)) {
    throw drumError('backup_not_trusted', `The backup is signed by the key ${signer}, which is not trusted here`);
  }
  const labelEnd = head.indexOf(NEWLINE, MAGIC.length) + 1;
  if (labelEnd === 0) throw drumError('invalid_backup_file', 'The label of the backup does not end');
  const label = readLabel(head.subarray(MAGIC.length, labelEnd).toString('utf8'));
  return { label, signer, sha512, lines: () => bodyLines(file, labelEnd, trailerAt - 1) };
}

async function part(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
}

/** Where the last line begins. */
async function trailerStart(file: FileHandle, size: number): Promise<number> {
  const start = Math.max(0, size - TRAILER_BYTES_MAX);
  const tail = await part(file, start, size);
  const before = tail.length < 2 ? -1 : tail.lastIndexOf(NEWLINE, tail.length - 2);
  if (tail.at(-1) !== NEWLINE || before === -1 || start + before < MAGIC.length) {
    throw drumError('invalid_backup_file', 'The backup does not end with its signature: it has been cut off');
  }
  return start + before + 1;
}

async function digestUpTo(file: FileHandle, end: number): Promise<string> {
  const digest = createHash('sha512');
  for await (const chunk of chunks(file, 0, end)) digest.update(chunk);
  return digest.digest('hex');
}

/** By positions of its own: the handle has others who read. */
async function* chunks(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end;) {
    const chunk = await part(file, at, Math.min(end, at + CHUNK_BYTES));
    if (chunk.length === 0) throw drumError('invalid_backup_file', 'The file has become shorter while it was read');
    at += chunk.length;
    yield chunk;
  }
}

async function* bodyLines(file: FileHandle, start: number, end: number): AsyncGenerator<BodyLine> {
  const body = createGunzip();
  pipeline(Readable.from(chunks(file, start, end)), body, () => undefined);
  try {
    for await (const line of linesOf(body as AsyncIterable<Buffer>)) yield readLine(line.toString('utf8'));
  } catch (error) {
    if (error instanceof DrumError) throw error;
    throw drumError('invalid_backup_file', 'The body of the backup cannot be inflated', error);
  } finally {
    body.destroy();
  }
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let [waitingBytes, bytes] = [0, 0];
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX)
      throw drumError('invalid_backup_file', `The body has more than ${BODY_BYTES_MAX} bytes`);
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...waiting, chunk.subarray(start, at)]);
      [waiting, waitingBytes, start] = [[], 0, at + 1];
    }
    waiting.push(chunk.subarray(start));
    waitingBytes += chunk.length - start;
    if (waitingBytes > LINE_BYTES_MAX)
      throw drumError('invalid_backup_file', `A line has more than ${LINE_BYTES_MAX} bytes`);
  }
  if (waitingBytes > 0) throw drumError('invalid_backup_file', 'The last line of the body does not end');
}
