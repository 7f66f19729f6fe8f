import {
  FETCH_INTERVAL_FILE,
  LEGAL_BASES_FILE,
  MONITORING_FILE,
  NEXT_UPDATE_FILE,
} from '#protocol/configuration/files.ts';
import {
  OCSP_FETCH_SECONDS_MAX,
  readFetchIntervalSeconds,
  readMonitoringClient,
  readVerifyNextUpdate,
  writeFetchInterval,
  writeMonitoringClient,
  writeVerifyNextUpdate,
} from '#protocol/configuration/optional-parts.ts';
import { readLegalBases, writeLegalBases } from '#protocol/configuration/legal-bases.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { Catalogue, CatalogueSettings } from '../catalogue/catalogue.ts';
import type { ConfigurationSourceKind } from '../catalogue/signing-keys.ts';

/** A few elements; more than this is no part. */
const PART_BYTES_MAX = 64 * 1024;

/** A kind of part that may stand beside the parameters: where it is published, and under which names. */
export interface OptionalPartKind {
  readonly contentIdentifier: string;
  readonly fileName: string;
  readonly publishedIn: readonly ConfigurationSourceKind[];
  /** What the central server's file declares of it. */
  readonly declared: (settings: CatalogueSettings) => Buffer | undefined;
  /** What it is made of, where it is administered by itself; then nobody uploads it. */
  readonly made?: (catalogue: Pick<Catalogue, 'legalBases'>) => Buffer | undefined;
  /** Throws where a file is no such part. */
  readonly check: (file: Uint8Array) => void;
}

const given = <T>(value: T | undefined, write: (value: T) => Buffer): Buffer | undefined =>
  value === undefined ? undefined : write(value);

/** All that can be published; a new kind of part is a row here. */
export const OPTIONAL_PART_KINDS: readonly OptionalPartKind[] = [
  {
    contentIdentifier: 'MONITORING',
    fileName: MONITORING_FILE,
    publishedIn: ['INTERNAL'],
    declared: ({ monitoringClient }) => given(monitoringClient, writeMonitoringClient),
    check: readMonitoringClient,
  },
  {
    contentIdentifier: 'FETCHINTERVAL',
    fileName: FETCH_INTERVAL_FILE,
    publishedIn: ['INTERNAL'],
    declared: ({ ocspFetchIntervalSeconds }) => given(ocspFetchIntervalSeconds, writeFetchInterval),
    check: (file) => {
      if (readFetchIntervalSeconds(file) > OCSP_FETCH_SECONDS_MAX) {
        throw drumError('malformed_global_conf', `ocspFetchInterval must be at most ${OCSP_FETCH_SECONDS_MAX} seconds`);
      }
    },
  },
  {
    contentIdentifier: 'NEXTUPDATE',
    fileName: NEXT_UPDATE_FILE,
    publishedIn: ['INTERNAL'],
    declared: ({ ocspVerifyNextUpdate }) => given(ocspVerifyNextUpdate, writeVerifyNextUpdate),
    check: readVerifyNextUpdate,
  },
  {
    contentIdentifier: 'LEGAL-BASES',
    fileName: LEGAL_BASES_FILE,
    publishedIn: ['INTERNAL'],
    declared: () => undefined,
    made: ({ legalBases }) => given(legalBases, writeLegalBases),
    check: readLegalBases,
  },
];

/** By the name of its file; undefined for a part that there must be. */
export const kindOf = (fileName: string): OptionalPartKind | undefined =>
  OPTIONAL_PART_KINDS.find((kind) => kind.fileName === fileName);

/** A part as it is published. */
export interface OptionalPart extends Pick<OptionalPartKind, 'contentIdentifier' | 'fileName' | 'publishedIn'> {
  readonly bytes: Buffer;
  /** When it was uploaded; undefined: the file declares it. */
  readonly uploadedAt: Date | undefined;
}

/** What optional parts are made of. */
export type PartsOfCatalogue = Pick<Catalogue, 'settings' | 'uploadedParts' | 'legalBases'>;

/** The parts that there are. What the file declares goes before what was uploaded. */
export function optionalPartsOf(catalogue: PartsOfCatalogue): OptionalPart[] {
  const { settings, uploadedParts = [] } = catalogue;
  return OPTIONAL_PART_KINDS.flatMap(({ contentIdentifier, fileName, publishedIn, declared, made }) => {
    const own = declared(settings) ?? made?.(catalogue);
    const uploaded = uploadedParts.find((part) => part.contentIdentifier === contentIdentifier);
    const bytes = own ?? uploaded?.file;
    if (bytes === undefined) return [];
    const uploadedAt = own === undefined ? uploaded?.uploadedAt : undefined;
    return [{ contentIdentifier, fileName, publishedIn, bytes: Buffer.from(bytes), uploadedAt }];
  });
}

/** Whether a passed nextUpdate refuses an OCSP response, where a part says it. */
export function verifiesNextUpdate(catalogue: Pick<Catalogue, 'settings' | 'uploadedParts'>): boolean | undefined {
  const part = optionalPartsOf(catalogue).find(({ fileName }) => fileName === NEXT_UPDATE_FILE);
  return part && readVerifyNextUpdate(part.bytes);
}

/** Throws `configuration_part_validation_failed`. */
export function requireValid({ contentIdentifier, check }: OptionalPartKind, file: Uint8Array): void {
  if (file.length > PART_BYTES_MAX) {
    throw drumError('configuration_part_validation_failed', `file: must have at most ${PART_BYTES_MAX} bytes`);
  }
  try {
    check(file);
  } catch (error) {
    const { message } = asDrumError(error);
    throw drumError('configuration_part_validation_failed', `file: is no part ${contentIdentifier}: ${message}`, error);
  }
}
