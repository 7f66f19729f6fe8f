import { createHash } from 'node:crypto';
import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import { drumError } from '#protocol/errors.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ConfigurationSourceKind } from '../catalogue/signing-keys.ts';
import type { Added, CatalogueChange, Changed } from '../membership/change.ts';
import {
  OPTIONAL_PART_KINDS,
  optionalPartsOf,
  requireValid,
  type OptionalPartKind,
  type PartsOfCatalogue,
} from './optional-parts.ts';
import { publishedParts, readPublished } from './published-parts.ts';

/** A part as administration shows it; one that is not there yet has neither version nor time. */
export interface ConfigurationPart {
  readonly contentIdentifier: string;
  readonly fileName: string;
  readonly isOptional: boolean;
  /** Of the configuration that it belongs to; 0 where it is the same in all. */
  readonly version?: number;
  readonly updatedAt?: Date;
}

interface Required {
  readonly contentIdentifier: string;
  readonly fileName: string;
}

const SHARED: Required = { contentIdentifier: 'SHARED-PARAMETERS', fileName: SHARED_PARAMETERS_FILE };
const REQUIRED: Readonly<Record<ConfigurationSourceKind, readonly Required[]>> = {
  INTERNAL: [{ contentIdentifier: 'PRIVATE-PARAMETERS', fileName: PRIVATE_PARAMETERS_FILE }, SHARED],
  EXTERNAL: [SHARED],
};
const OPTIONAL_VERSION = 0;

/** Which configuration is asked about, and where it is published. */
export interface PartsOf {
  readonly source: ConfigurationSourceKind;
  readonly folder: string;
  readonly now: Date;
}

type Parts = PartsOfCatalogue;

/** The required parts as they are published, in each version, then the optional ones. */
export async function listParts(catalogue: Parts, { source, folder, now }: PartsOf): Promise<ConfigurationPart[]> {
  const published = await publishedParts(folder, source, now);
  const ofKind = (identifier: string) => published.filter((part) => part.contentIdentifier === identifier);
  const required = REQUIRED[source].flatMap((part): ConfigurationPart[] => {
    const found = ofKind(part.contentIdentifier);
    if (found.length === 0) return [{ ...part, isOptional: false }];
    return found.map(({ version, publishedAt }) => ({ ...part, isOptional: false, version, updatedAt: publishedAt }));
  });
  const known = optionalPartsOf(catalogue);
  const optional = kindsIn(source).map(({ contentIdentifier, fileName }): ConfigurationPart => {
    const part = known.find((each) => each.contentIdentifier === contentIdentifier);
    if (part === undefined) return { contentIdentifier, fileName, isOptional: true };
    const updatedAt = part.uploadedAt ?? ofKind(contentIdentifier).at(-1)?.publishedAt;
    return {
      ...{ contentIdentifier, fileName, isOptional: true, version: OPTIONAL_VERSION },
      ...(updatedAt === undefined ? {} : { updatedAt }),
    };
  });
  return [...required, ...optional];
}

const kindsIn = (source: ConfigurationSourceKind): OptionalPartKind[] =>
  OPTIONAL_PART_KINDS.filter(({ publishedIn }) => publishedIn.includes(source));

/** Throws `configuration_part_file_not_found`. */
export async function downloadPart(
  catalogue: Parts,
  wanted: { readonly contentIdentifier: string; readonly version: number },
  { source, folder, now }: PartsOf,
): Promise<{ readonly fileName: string; readonly bytes: Buffer }> {
  const { contentIdentifier, version } = wanted;
  if (version === OPTIONAL_VERSION) {
    const part = optionalPartsOf(catalogue).find((each) => each.contentIdentifier === contentIdentifier);
    if (part?.publishedIn.includes(source) === true) return part;
  } else {
    const part = (await publishedParts(folder, source, now)).find(
      (each) => each.contentIdentifier === contentIdentifier && each.version === version,
    );
    if (part !== undefined) return { fileName: part.fileName, bytes: await readPublished(folder, part) };
  }
  throw drumError(
    'configuration_part_file_not_found',
    `There is no part ${contentIdentifier.slice(0, SHOWN_MAX)} of version ${version} in ${source} configuration`,
  );
}

/** Characters of a name from outside that an error shows. */
const SHOWN_MAX = 100;

/** What the audit log tells of an uploaded part. */
interface UploadedPart {
  readonly source_type: ConfigurationSourceKind;
  readonly content_identifier: string;
  readonly part_file_name: string;
  readonly upload_file_hash: string;
  readonly upload_file_hash_algorithm: 'SHA-256';
}

/**
 * Takes the place of an older one. Throws `unknown_configuration_part`, `configuration_part_validation_failed`,
 * `declared_in_file`.
 */
export async function uploadPart(
  change: CatalogueChange,
  wanted: {
    readonly source: ConfigurationSourceKind;
    readonly contentIdentifier: string;
    readonly file: Uint8Array;
    /** What the central server's file declares. */
    readonly declared: Catalogue['settings'];
  },
  now: Date,
): Promise<Added<UploadedPart> | Changed<UploadedPart>> {
  const { source, contentIdentifier, file, declared } = wanted;
  const kind = kindsIn(source).find((each) => each.contentIdentifier === contentIdentifier);
  if (kind?.made !== undefined) {
    throw drumError('unknown_configuration_part', `content_identifier: ${contentIdentifier} is administered by itself`);
  }
  if (kind === undefined) {
    throw drumError(
      'unknown_configuration_part',
      `content_identifier: ${source} configuration has no optional part ${contentIdentifier.slice(0, SHOWN_MAX)}`,
    );
  }
  requireValid(kind, file);
  if (kind.declared(declared) !== undefined) {
    throw drumError(
      'declared_in_file',
      `Part ${contentIdentifier} is declared in the central server's configuration file`,
    );
  }
  const before = await change
    .selectFrom('configuration_part')
    .select('file')
    .where('content_identifier', '=', contentIdentifier)
    .executeTakeFirst();
  const columns = { file: Buffer.from(file), uploaded_at: now.getTime() };
  await change
    .insertInto('configuration_part')
    .values({ content_identifier: contentIdentifier, ...columns })
    .onConflict((conflict) => conflict.column('content_identifier').doUpdateSet(columns))
    .execute();
  const told = (bytes: Uint8Array): UploadedPart => ({
    ...{ source_type: source, content_identifier: contentIdentifier, part_file_name: kind.fileName },
    upload_file_hash: createHash('sha256').update(bytes).digest('hex'),
    upload_file_hash_algorithm: 'SHA-256',
  });
  return { before: before && told(before.file), after: told(file) };
}
