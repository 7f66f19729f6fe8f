import { createHash } from 'node:crypto';
import { nodeDigest, type DigestName } from '#certs/algorithms.ts';
import { Checks, type Check } from '../../checks.ts';
import { asDrumError, drumError, type DrumError } from '../../errors.ts';
import type { ByteSource } from '../source.ts';
import { withZip, type Zip } from '../zip-reader.ts';
import {
  lastDigestOf,
  linkDigest,
  LINKING_INFO_BYTES_MAX,
  LINKING_INFO_ENTRY,
  readLinkingInfo,
  type ArchiveLink,
  type LinkingInfo,
} from './linking-info.ts';

/** Bounds of one archive. X-Road begins a new one past 32 MiB. */
const ARCHIVE_LIMITS = { entriesMax: 100_000, bytesFree: 4 * 1024 ** 3, ratioMax: 100 };

/** A message log archive to be verified, under the name of its file. */
export interface ArchiveFile {
  readonly name: string;
  readonly source: ByteSource;
}

/** What was found about one archive by itself. */
export interface ArchiveReport {
  readonly name: string;
  readonly error?: DrumError;
  readonly checks: readonly Check[];
  /** Absent where the linking information cannot be read. */
  readonly link?: {
    readonly previous?: ArchiveLink;
    /** As its own linking information states it. */
    readonly lastDigest: string;
    readonly containers: number;
  };
}

/**
 * Verifies one archive: the files in it are exactly those of its linking information, and each fits the chain of digests
 * from the start that is stated. Whether that start is right is for the archive before to say.
 */
export async function verifyArchive({ name, source }: ArchiveFile): Promise<ArchiveReport> {
  const checks = new Checks();
  let info: LinkingInfo | undefined;
  try {
    await withZip(
      source,
      ARCHIVE_LIMITS,
      { absent: 'archive_malformed', malformed: 'archive_malformed' },
      async (zip) => {
        info = await linkingInfoOf(zip);
        const { previous, algorithm, containers } = info;
        checks.ok(
          'linking-info',
          `${containers.length} containers by ${algorithm}, after ${previous?.name ?? 'nothing'}`,
        );
        checks.run('files', () => checkNames(zip, containers));
        await checkDigests(zip, info);
        checks.ok(
          'digests',
          `Each of the ${containers.length} containers fits the chain; it ends with ${lastDigestOf(info)}`,
        );
      },
    );
  } catch (error) {
    if (checks.error === undefined) checks.fail(info === undefined ? 'linking-info' : 'digests', asDrumError(error));
  }
  return {
    name,
    checks: checks.list,
    ...(checks.error === undefined ? {} : { error: checks.error }),
    ...(info === undefined ? {} : { link: linkOf(info) }),
  };
}

const linkOf = (info: LinkingInfo): NonNullable<ArchiveReport['link']> => ({
  ...(info.previous === undefined ? {} : { previous: info.previous }),
  lastDigest: lastDigestOf(info),
  containers: info.containers.length,
});

async function linkingInfoOf(zip: Zip): Promise<LinkingInfo> {
  const entry = zip.entries.find(({ name }) => name === LINKING_INFO_ENTRY);
  if (entry === undefined) {
    throw drumError('archive_linking_info_not_found', `The archive has no entry ${LINKING_INFO_ENTRY}`);
  }
  return readLinkingInfo(await zip.bytes(entry, LINKING_INFO_BYTES_MAX));
}

function checkNames(zip: Zip, containers: readonly ArchiveLink[]) {
  const present = new Set(zip.entries.map(({ name }) => name).filter((name) => name !== LINKING_INFO_ENTRY));
  if (![...present].some((name) => name.endsWith('.asice'))) {
    throw drumError('archive_no_containers', 'There are no containers in the archive, at least one is expected');
  }
  const listed = new Set(containers.map(({ name }) => name));
  const missing = [...listed].filter((name) => !present.has(name));
  const extra = [...present].filter((name) => !listed.has(name));
  if (missing.length > 0) {
    throw drumError('archive_files_differ', `Listed but not in the archive: ${shown(missing)}`);
  }
  if (extra.length > 0) throw drumError('archive_files_differ', `In the archive but not listed: ${shown(extra)}`);
  return { value: undefined, detail: `The archive holds exactly the ${listed.size} files that are listed` };
}

const NAMES_SHOWN_MAX = 5;
const shown = (names: readonly string[]): string =>
  names
    .slice(0, NAMES_SHOWN_MAX)
    .map((name) => name.slice(0, 200))
    .join(', ') + (names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : '');

async function checkDigests(zip: Zip, { algorithm, previous, containers }: LinkingInfo): Promise<void> {
  const entries = new Map(zip.entries.map((entry) => [entry.name, entry]));
  let last = previous?.digest ?? '';
  for (const { name, digest: stated } of containers) {
    const entry = entries.get(name);
    if (entry === undefined) continue;
    last = linkDigest(algorithm, last, await hashOf(zip.content(entry), algorithm));
    if (last !== stated) throw drumError('archive_digest_mismatch', `${name.slice(0, 200)} does not fit the chain`);
  }
}

async function hashOf(content: AsyncIterable<Buffer>, algorithm: DigestName): Promise<Buffer> {
  const hash = createHash(nodeDigest(algorithm));
  for await (const chunk of content) hash.update(chunk);
  return hash.digest();
}
