import { z } from 'zod';
import { drumError } from '../errors.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from './parameters.ts';
import { formatDateTime, parseDateTime } from './simple-types.ts';

const METADATA_BYTES_MAX = 64 * 1024;

/** What a client keeps beside each configuration file, as `<file>.metadata`. Every field may be absent. */
export interface PartMetadata {
  readonly contentIdentifier?: string;
  readonly instanceIdentifier?: string;
  readonly expirationDate?: Date;
  readonly contentFileName?: string;
  readonly contentLocation?: string;
  /** Version 2 wrote none. */
  readonly configurationVersion?: ConfigurationVersion;
}

const text = z.string().nullish();
// Fields of later versions are left out, not refused.
const schema = z.object({
  contentIdentifier: text,
  instanceIdentifier: text,
  expirationDate: z
    .string()
    .transform((value, context) => parseDateTime(value, 'required') ?? fault(context, 'expirationDate'))
    .nullish(),
  contentFileName: text,
  contentLocation: text,
  configurationVersion: z
    .union([z.string(), z.number()])
    .transform(
      (value, context) =>
        CONFIGURATION_VERSIONS.find((version) => String(version) === String(value)) ??
        fault(context, 'configurationVersion'),
    )
    .nullish(),
});

function fault(context: z.core.$RefinementCtx, field: string): never {
  context.issues.push({ code: 'custom', input: field, message: `${field} is not one that is known` });
  return z.NEVER;
}

/** Reads a metadata file. Throws `malformed_global_conf`. */
export function readMetadata(json: Uint8Array): PartMetadata {
  const parsed = schema.safeParse(jsonOf(json));
  if (!parsed.success) {
    throw drumError(
      'malformed_global_conf',
      `The metadata of a configuration file: ${parsed.error.issues[0]?.message ?? ''}`,
    );
  }
  const present = Object.entries(parsed.data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present);
}

function jsonOf(json: Uint8Array): unknown {
  try {
    if (json.length <= METADATA_BYTES_MAX) return JSON.parse(Buffer.from(json).toString('utf8'));
  } catch (error) {
    throw drumError('malformed_global_conf', 'The metadata of a configuration file is not JSON', error);
  }
  throw drumError('malformed_global_conf', `Metadata is larger than ${METADATA_BYTES_MAX} bytes`);
}

/** Writes a metadata file as X-Road's configuration client does: one line, absent fields left out. */
export function writeMetadata(metadata: PartMetadata): Buffer {
  const { contentIdentifier, instanceIdentifier, expirationDate, contentFileName, contentLocation } = metadata;
  const { configurationVersion } = metadata;
  return Buffer.from(
    JSON.stringify({
      contentIdentifier,
      instanceIdentifier,
      expirationDate: expirationDate && formatDateTime(expirationDate),
      contentFileName,
      contentLocation,
      configurationVersion: configurationVersion === undefined ? undefined : String(configurationVersion),
    }),
    'utf8',
  );
}
