import { z } from 'zod';
import { drumError } from '#protocol/errors.ts';

/* The file of a backup, as docs/backup.md describes it. */

const FORMAT = 'DRUM-BACKUP';
const FORMAT_VERSION = 1;
/** The first line. */
export const MAGIC = `${FORMAT} ${FORMAT_VERSION}\n`;

/** The bounds of a file that is read. */
export const FILE_BYTES_MAX = 2 * 1024 ** 3;
/** Of what is in it, once inflated. */
export const BODY_BYTES_MAX = 16 * 1024 ** 3;
/** Of one row, or one file of the data folder. */
export const LINE_BYTES_MAX = 128 * 1024 ** 2;
export const LABEL_BYTES_MAX = 65_536;
export const TRAILER_BYTES_MAX = 4_096;
export const DATA_FILE_BYTES_MAX = 1_048_576;
const DATA_FILES_MAX = 2_000;
const TEXT_LENGTH_MAX = 255;
const MIGRATIONS_MAX = 1_000;

const text = z.string().min(1).max(TEXT_LENGTH_MAX);

/** Of what a backup is. Stands in the second line, under the signature like all behind it. */
const labelSchema = z.strictObject({
  type: z.literal('central'),
  instance: text,
  node: text,
  createdAt: z.iso.datetime(),
  /** The version of the program that made it. */
  program: text,
  /** That the schema has had, in their order. */
  migrations: z.array(text).max(MIGRATIONS_MAX),
});

export type BackupLabel = z.infer<typeof labelSchema>;

const trailerSchema = z.strictObject({
  algorithm: z.literal('SHA512withECDSA'),
  /** DER of SubjectPublicKeyInfo. */
  publicKey: z.base64(),
  signature: z.base64(),
});

export type Trailer = z.infer<typeof trailerSchema>;

/** What a line of the body says. Rows belong to the table before them. */
const lineSchema = z.union([
  z.array(z.string().nullable()),
  z.strictObject({ table: text, columns: z.array(z.tuple([text, z.enum(['integer', 'text', 'bytes'])])) }),
  z.strictObject({ file: text, bytes: z.string() }),
  z.strictObject({ end: z.strictObject({ tables: z.int(), rows: z.int(), files: z.int().max(DATA_FILES_MAX) }) }),
]);

export type BodyLine = z.infer<typeof lineSchema>;

/** Throws `invalid_backup_file`, and `backup_too_new` for a version of the format that is not known here. */
export function readMagic(line: string): void {
  if (line === MAGIC) return;
  const version = new RegExp(`^${FORMAT} ([0-9]{1,9})\n$`).exec(line)?.[1];
  if (version === undefined) throw drumError('invalid_backup_file', 'The file does not begin as a backup does');
  throw drumError('backup_too_new', `The file has version ${version} of the format; ${FORMAT_VERSION} is known here`);
}

/** Throws `invalid_backup_file`. */
export const readLabel = (line: string): BackupLabel => read(line, labelSchema, 'label');
export const readTrailer = (line: string): Trailer => read(line, trailerSchema, 'signature');
export const readLine = (line: string): BodyLine => read(line, lineSchema, 'body');

function read<T>(line: string, schema: z.ZodType<T>, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw drumError('invalid_backup_file', `The ${what} of the backup is not in its format`, error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw drumError('invalid_backup_file', `The ${what} of the backup is not in its format`, result.error);
}
