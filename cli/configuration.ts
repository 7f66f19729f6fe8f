import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '#config/clock.ts';
import type { Check } from '#protocol/checks.ts';
import type { DrumError } from '#protocol/errors.ts';
import {
  CONFIGURATION_VERSIONS,
  type ConfigurationAnchor,
  type ConfigurationVersion,
} from '#protocol/configuration/parameters.ts';
import { formatDateTime } from '#protocol/configuration/simple-types.ts';
import { readAnchorFile } from '#distribution/configuration-client/anchor-file.ts';
import {
  ConfigurationClient,
  type FetchOutcome,
  type InstanceOutcome,
} from '#distribution/configuration-client/configuration-client.ts';
import { checkLines, printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { explained, givenBy, toldError, wordsOf } from './told-error.ts';

/** What could not be had or kept says nothing about whether the configuration holds. */
const NOT_JUDGED = new Set([
  'anchor_file_not_found',
  'malformed_anchor',
  'file_not_found',
  'file_not_usable',
  'global_conf_download_url_connection_failure',
  'global_conf_get_version_failed',
  'global_conf_part_download_failure',
  'global_conf_part_file_save_failure',
  'io_error',
  'internal_error',
]);

/** `drum configuration`: global configuration as files. */
export function configurationCommand(io: Io): Command {
  const command = new Command('configuration').description('Global configuration: the signed facts about an instance');
  const fetching = new DrumCommand('fetch')
    .description(
      'Download global configuration, verify it, and keep it in a folder as a security server does. ' +
        'Exit code 0: verified and kept; 1: not verified; 2: could not be judged. On failure the folder is as it was.',
    )
    .needs('--anchor <file>', 'configuration anchor: where to download from, and whom to believe')
    .needs('--into <folder>', 'folder to keep the configuration in')
    .option('--json', 'print the result as JSON')
    .option('--allowed-federations <list>', 'federated instances to fetch too: none, all, or names with commas', 'none')
    .addOption(
      new Option(
        '--configuration-version <number>',
        'only this version (2 to 6), not the highest that there is',
      ).argParser(versionFrom),
    )
    .action(async (options: FetchOptions) => {
      const { result, error } = await fetchResult(options);
      const judged = error === undefined || !NOT_JUDGED.has(error.code);
      if (options.json === true) io.out(`${JSON.stringify(result)}\n`);
      else if (judged) io.out(printed(inWords(result, error)));
      if (!judged) io.err(printed(['The configuration could not be judged', ...failureInWords(result, error)]));
      io.exit(result.verified ? 0 : judged ? 1 : 2);
    });
  return command.addCommand(fetching);
}

interface FetchOptions {
  readonly anchor: string;
  readonly into: string;
  readonly json?: true;
  readonly allowedFederations: string;
  readonly configurationVersion?: ConfigurationVersion;
}

function versionFrom(text: string): ConfigurationVersion {
  const version = CONFIGURATION_VERSIONS.find((known) => String(known) === text);
  if (version === undefined) throw new InvalidArgumentError('It must be a whole number from 2 to 6.');
  return version;
}

/** What `--json` prints. */
interface FetchResult {
  readonly verified: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly checks: readonly Check[];
  readonly instance: string | null;
  readonly anchorFingerprint: string | null;
  readonly source: string | null;
  readonly version: number | null;
  readonly expiresAt: string | null;
  readonly files: readonly { readonly path: string; readonly fetched: boolean }[];
  /** Every address that was tried and gave nothing. */
  readonly attempts: readonly { readonly source: string; readonly code: string; readonly message: string }[];
  readonly federated: readonly {
    readonly instance: string;
    readonly code: string | null;
    readonly message: string | null;
  }[];
}

const NOTHING: FetchResult = {
  verified: false,
  code: null,
  message: null,
  checks: [],
  instance: null,
  anchorFingerprint: null,
  source: null,
  version: null,
  expiresAt: null,
  files: [],
  attempts: [],
  federated: [],
};

interface Fetched {
  readonly result: FetchResult;
  readonly error?: DrumError | undefined;
}

async function fetchResult(options: FetchOptions): Promise<Fetched> {
  let known: Partial<FetchResult> = {};
  try {
    const { anchor, fingerprint } = await givenBy('--anchor', () => readAnchorFile(options.anchor));
    known = { anchorFingerprint: fingerprint, instance: anchor.instance };
    const outcome = await givenBy('--into', () => fetchFrom(anchor, options));
    return { result: { ...NOTHING, ...known, ...resultOf(outcome) }, error: outcome.error };
  } catch (thrown) {
    const error = toldError(thrown);
    return { result: { ...NOTHING, ...known, ...failure(error) }, error };
  }
}

function fetchFrom(anchor: ConfigurationAnchor, options: FetchOptions): Promise<FetchOutcome> {
  const { into, allowedFederations, configurationVersion } = options;
  return new ConfigurationClient({
    anchor,
    directory: into,
    clock: systemClock,
    allowedFederations,
    ...(configurationVersion === undefined ? {} : { version: configurationVersion }),
  }).fetch();
}

function failure({ code, message }: DrumError) {
  return { verified: false, code, message };
}

function resultOf(outcome: FetchOutcome): Partial<FetchResult> {
  const { attempts, download, error } = outcome;
  const tried = attempts.flatMap((attempt) =>
    attempt.error === undefined
      ? []
      : [{ source: attempt.url, code: attempt.error.code, message: attempt.error.message }],
  );
  const told = attempts.findLast((attempt) => attempt.error === error) ?? attempts.at(-1);
  return {
    ...(error === undefined ? { verified: true } : failure(error)),
    checks: told?.checks ?? [],
    attempts: tried,
    ...(download === undefined
      ? {}
      : {
          source: download.url.href,
          version: download.directory.version,
          expiresAt: formatDateTime(download.directory.expiresAt),
          files: download.files.map(({ path, fetched }) => ({ path, fetched })),
        }),
    federated: outcome.federated.map(federatedResult),
  };
}

function federatedResult({ instance, error }: InstanceOutcome) {
  return { instance, code: error?.code ?? null, message: error?.message ?? null };
}

function inWords(result: FetchResult, error: DrumError | undefined): string[] {
  const lines = checkLines(result.checks);
  if (!result.verified) return [...lines, ...failureInWords(result, error)];
  const { instance, version, source, expiresAt, federated } = result;
  return [
    ...lines,
    `Configuration of ${instance ?? ''}, version ${version ?? ''}, fetched from ${source ?? ''}; valid until ${expiresAt ?? ''}`,
    ...federated.map(({ instance: other, message }) =>
      message === null ? `Federated: ${other}` : `Federated, not fetched: ${other}: ${message}`,
    ),
  ];
}

function failureInWords({ attempts }: FetchResult, error: DrumError | undefined): string[] {
  return [
    ...attempts.map((attempt) => `Tried ${attempt.source}: ${attempt.code}: ${attempt.message}`),
    ...(error === undefined ? [] : [wordsOf(error), ...explained(error)]),
  ];
}
