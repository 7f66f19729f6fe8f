import { z } from 'zod';

/* What the YAML files of several programs have in common. */

const TEXT_LENGTH_MAX = 255;
/** Descriptors 0 to 2 are the standard streams. */
const DESCRIPTOR_MIN = 3;

/** A code of an identifier, or a name. */
export const codeSchema = z.string().min(1).max(TEXT_LENGTH_MAX);

/** Text for people. */
export const textSchema = z.string().max(TEXT_LENGTH_MAX);

/** Where a program reads its PIN: a file, or a descriptor that whoever starts it has opened. */
export const pinSchema = z
  .strictObject({ file: z.string() })
  .or(z.strictObject({ descriptor: z.int().min(DESCRIPTOR_MIN) }));

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be postgresql://user:password@host:port/database');

/** SQLite in the program's own folder, or PostgreSQL. */
export const databaseSchema = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite') }),
  z.strictObject({ engine: z.literal('postgresql'), url: postgresUrl }),
]);

/** One PostgreSQL database for all that a program stores. */
export const databaseUrlSchema = postgresUrl;

/** A clock that is not the system's; only a sandbox may have one. */
export const clockSchema = z
  .strictObject({ fixedAt: z.iso.datetime() })
  .or(z.strictObject({ offsetMs: z.int() }))
  .optional();
