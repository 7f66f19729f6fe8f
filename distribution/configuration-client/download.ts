import { Checks, type Check } from '#protocol/checks.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { FileMemo } from '#protocol/configuration/file-memo.ts';
import { instanceFolderName, partFileName } from '#protocol/configuration/files.ts';
import type { ConfigurationFiles } from '#protocol/configuration/load.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters } from '#protocol/configuration/private-parameters.ts';
import type { DirectoryPart, SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { verifyPart, verifySignedDirectory } from '#protocol/configuration/verify-directory.ts';
import type { Candidate } from './candidates.ts';
import { HttpFault, TooLarge, type Answer, type HttpSource } from './http.ts';
import type { DownloadLimits } from './limits.ts';

/** A file of a verified directory, with its content, which has the digest that was signed. */
export interface DownloadedFile {
  /** Path in the configuration folder. */
  readonly path: string;
  readonly instance: string;
  readonly part: DirectoryPart;
  readonly content: Uint8Array;
  /** Whether it had to be fetched, as the one at hand had another digest. */
  readonly fetched: boolean;
}

export interface Download {
  /** The address as it was given, and with the version that was chosen. */
  readonly source: URL;
  readonly url: URL;
  readonly directory: SignedDirectory;
  readonly files: readonly DownloadedFile[];
}

/** One place that was tried. */
export interface Attempt {
  readonly url: string;
  /** Whether it was named by someone; false for an `https` form that was only tried. */
  readonly given: boolean;
  readonly checks: readonly Check[];
  /** Absent for the one that succeeded. */
  readonly error?: DrumError;
}

export interface DownloadQuery {
  readonly http: HttpSource;
  readonly limits: DownloadLimits;
  readonly at: Date;
  /** The instance whose configuration it is: that of the anchor. */
  readonly instance: string;
  /** Only this version; without it the highest that the source has. */
  readonly version?: ConfigurationVersion;
  /** Which parts are wanted; those of `instance` without one of their own count as its. */
  readonly wants: (part: { readonly instance: string; readonly contentIdentifier?: string }) => boolean;
  /** What is told with the request for the directory. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is at hand: files whose digest has not changed are not fetched again. */
  readonly known: ConfigurationFiles;
  readonly memo: FileMemo;
}

/** Downloads and verifies from one place. What it finds out is told in `checks`. Throws `global_conf_…` codes. */
async function downloadFrom(candidate: Candidate, query: DownloadQuery, checks: Checks): Promise<Download> {
  const { url, body } = await fetchDirectory(candidate, query);
  const directory = verifySignedDirectory(body, candidate.certificates, query.at, checks);
  const files: DownloadedFile[] = [];
  for (const part of directory.parts) {
    const instance = part.instance ?? query.instance;
    if (!query.wants({ ...part, instance })) continue;
    const path = `${instanceFolderName(instance)}/${partFileName(part)}`;
    if (files.some((file) => file.path === path)) {
      throw drumError('global_conf_header_field_wrong_value', `The directory lists ${path} twice`);
    }
    files.push(await fileOf(part, instance, path, { ...query, base: url, candidate, directory, checks }));
  }
  return { source: candidate.url, url, directory, files };
}

/** Probes from the highest version down: 404 says that a version is not there; the lowest is taken without a question. */
async function fetchDirectory(candidate: Candidate, query: DownloadQuery): Promise<{ url: URL; body: Buffer }> {
  const versions = query.version === undefined ? [...CONFIGURATION_VERSIONS].reverse() : [query.version];
  const fixed = candidate.url.searchParams.has('version');
  for (const [index, version] of versions.entries()) {
    const last = fixed || index === versions.length - 1;
    const url = new URL(candidate.url);
    if (!fixed) url.searchParams.set('version', String(version));
    const code = last ? 'global_conf_download_url_connection_failure' : 'global_conf_get_version_failed';
    const { headers, limits } = query;
    const answer = await get(url, limits.directoryBytesMax, query, { ...candidate, headers }, code);
    if (answer.status === 404 && !last) continue;
    if (answer.status !== 200) {
      throw drumError('global_conf_download_url_connection_failure', `${url.href} answered with HTTP ${answer.status}`);
    }
    return { url, body: answer.body };
  }
  throw new TypeError('There is no version to ask for');
}

async function get(
  url: URL,
  bytesMax: number,
  { http }: DownloadQuery,
  { attempt, headers }: { readonly attempt: boolean; readonly headers?: DownloadQuery['headers'] | undefined },
  code:
    | 'global_conf_download_url_connection_failure'
    | 'global_conf_get_version_failed'
    | 'global_conf_part_download_failure',
): Promise<Answer> {
  try {
    return await http.get(url, bytesMax, { attempt, ...(headers === undefined ? {} : { headers }) });
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    // The source did answer, but what it sent is no directory, and no file that a directory could list.
    const told = error instanceof TooLarge ? 'global_conf_parsing_downloaded_conf_directory_failure' : code;
    throw drumError(told, `${url.href}: ${error.message}`, error);
  }
}

interface FileQuery extends DownloadQuery {
  readonly base: URL;
  readonly candidate: Candidate;
  readonly directory: SignedDirectory;
  readonly checks: Checks;
}

async function fileOf(part: DirectoryPart, instance: string, path: string, query: FileQuery): Promise<DownloadedFile> {
  const { checks, directory, memo } = query;
  const known = query.known.get(path);
  const unchanged =
    known !== undefined &&
    holds(() => {
      verifyPart(part, known);
    });
  const content = unchanged ? known : await fetchPart(part, query);
  checks.run(`part ${path}`, () => {
    verifyPart(part, content);
    requireInstance(part, instanceIn(part, content, directory.version, memo), instance);
    return { value: undefined, detail: `${part.digestName} digest holds${unchanged ? ', unchanged' : ''}` };
  });
  return { path, instance, part, content, fetched: !unchanged };
}

async function fetchPart(part: DirectoryPart, query: FileQuery): Promise<Buffer> {
  const url = URL.parse(part.location, query.base.href);
  // Parts stand beside their directory (PR-GCONF: a path); a directory must not send its readers to other hosts.
  if (url?.origin !== query.base.origin) {
    throw drumError(
      'global_conf_header_field_wrong_value',
      `The location ${part.location.slice(0, 200)} leaves its source`,
    );
  }
  const answer = await get(url, query.limits.fileBytesMax, query, query.candidate, 'global_conf_part_download_failure');
  if (answer.status !== 200) {
    throw drumError('global_conf_part_download_failure', `${url.href} answered with HTTP ${answer.status}`);
  }
  return answer.body;
}

function holds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Parameters must be readable, and of the instance that the signed directory gives them to. */
function requireInstance({ location }: DirectoryPart, found: string | undefined, instance: string): void {
  if (found !== undefined && found !== instance) {
    throw drumError(
      'global_conf_part_invalid_instance_identifier',
      `${location} is of instance ${found}, not of ${instance} as the directory says`,
    );
  }
}

function instanceIn(
  { contentIdentifier }: DirectoryPart,
  xml: Uint8Array,
  version: ConfigurationVersion,
  memo: FileMemo,
): string | undefined {
  if (contentIdentifier === 'SHARED-PARAMETERS') return memo.sharedParameters(xml, version).instance;
  if (contentIdentifier === 'PRIVATE-PARAMETERS') return readPrivateParameters(xml, version).instance;
  return undefined;
}

/** Tries the candidates in their order until one succeeds. Never throws for what a source does. */
export async function downloadFirst(
  candidates: readonly Candidate[],
  query: DownloadQuery,
): Promise<{ download?: Download; attempts: readonly Attempt[] }> {
  const attempts: Attempt[] = [];
  for (const candidate of candidates) {
    const checks = new Checks();
    const given = !candidate.attempt;
    try {
      const download = await downloadFrom(candidate, query, checks);
      attempts.push({ url: download.url.href, given, checks: checks.list });
      return { download, attempts };
    } catch (error) {
      attempts.push({ url: candidate.url.href, given, checks: checks.list, error: asDrumError(error) });
    }
  }
  return { attempts };
}
