import { InvalidArgumentError, type Command } from 'commander';
import { systemClock, type Clock } from '#config/clock.ts';
import { Checks } from '#protocol/checks.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { formatDateTime } from '#protocol/configuration/simple-types.ts';
import type { VerificationReport } from '#protocol/container/report.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import type { DrumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { dateTimeOf } from '#protocol/signature/date-time.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { checkLines, printed, UNREADABLE } from './check-lines.ts';
import { withFile } from './file-source.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { explained, givenBy, nextStep, toldError, wordsOf } from './told-error.ts';

interface VerifyOptions {
  readonly configuration: string;
  readonly at?: Date;
  readonly json?: true;
}

/** `drum verify`: judges a container of evidence. */
export function verifyCommand(io: Io, clock: Clock = systemClock): Command {
  return new DrumCommand('verify')
    .description(
      'Verify evidence of an exchange (an ASiC-E container): who signed it, when, and that nothing was changed. ' +
        'Exit code 0: verified; 1: not verified; 2: could not be judged.',
    )
    .argument('<file>', 'container, as downloaded (.asice)')
    .needs(
      '--configuration <folder>',
      'global configuration to judge by, as a client keeps it or as /verificationconf gives it',
    )
    .option(
      '--at <time>',
      'judge certificates at this time (2026-11-22T23:58:50Z), not at that of the time-stamp',
      timeFrom,
    )
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: VerifyOptions) => {
      const judgement = await judge(file, options, clock);
      const { report, error } = judgement;
      if (options.json === true) io.out(`${JSON.stringify(resultOf(report))}\n`);
      else if (error === undefined) io.out(inWords(file, judgement, options.at));
      if (error !== undefined) io.err(printed([`${file} could not be judged: ${wordsOf(error)}`, ...nextStep(error)]));
      io.exit(report.verified ? 0 : error === undefined ? 1 : 2);
    });
}

function timeFrom(text: string): Date {
  const time = dateTimeOf(text);
  if (time === undefined) {
    throw new InvalidArgumentError('It must be a date and time with a zone, such as 2026-11-22T23:58:50Z.');
  }
  return time;
}

interface Judgement {
  readonly report: VerificationReport;
  /** What did not hold. */
  readonly failure?: DrumError | undefined;
  /** Why nothing could be judged. */
  readonly error?: DrumError;
}

async function judge(file: string, options: VerifyOptions, clock: Clock): Promise<Judgement> {
  const checks = new Checks();
  try {
    const configuration = await givenBy('--configuration', () => readConfigurationDirectory(options.configuration));
    noteConfiguration(configuration, clock.now(), checks);
    const report = await withFile(file, (source) => verifyContainer({ source, configuration, at: options.at, checks }));
    const failure = checks.error;
    return report.code === UNREADABLE && failure !== undefined ? { report, error: failure } : { report, failure };
  } catch (thrown) {
    const error = toldError(thrown);
    const { code } = error;
    return {
      report: { verified: false, code, checks: checks.list, signer: null, signedAt: null, timestampedAt: null },
      error,
    };
  }
}

/** Old evidence is judged by old configuration, so that alone refuses nothing; but the reader should know. */
function noteConfiguration(configuration: GlobalConfiguration, now: Date, checks: Checks): void {
  const { instance } = configuration;
  const expiry = configuration.expiresAt(instance);
  if (configuration.isExpired(now)) {
    checks.warn(
      'configuration',
      `Configuration of ${instance} expired at ${expiry === undefined ? '' : formatDateTime(expiry)}`,
    );
  } else {
    checks.ok('configuration', `Configuration of ${configuration.instances.join(', ')}`);
  }
  for (const { where, error } of configuration.problems) {
    checks.warn('configuration', `${where} was left out: ${error.message}`);
  }
}

/** What `--json` prints. */
function resultOf(report: VerificationReport) {
  return {
    verified: report.verified,
    code: report.code,
    checks: report.checks.map(({ name, outcome, detail }) => ({ name, outcome, detail })),
    signer: report.signer === null ? null : keyOf(report.signer),
    signedAt: report.signedAt === null ? null : report.signedAt.toISOString(),
    timestampedAt: report.timestampedAt === null ? null : report.timestampedAt.toISOString(),
  };
}

function inWords(file: string, { report, failure }: Judgement, at: Date | undefined): string {
  const lines = checkLines(report.checks);
  if (report.verified) {
    const { kind, isRequest, queryId } = report.message;
    lines.push(
      '',
      `${file}: VERIFIED`,
      `  What          ${kind} ${isRequest ? 'request' : 'response'} ${queryId}`,
      `  Signed by     ${keyOf(report.signer)}`,
      `  Certificate   ${report.certificate.subject.toRfc2253()}, serial ${report.certificate.serial}`,
      `  Signed at     ${report.signedAt === null ? 'not stated' : report.signedAt.toISOString()} (as the signer states it)`,
      `  OCSP answer   ${report.ocspProducedAt.toISOString()}`,
      `  Time-stamped  ${report.timestampedAt.toISOString()} by ${report.timestampCertificate.subject.toRfc2253()}`,
    );
  } else {
    lines.push('', `${file}: NOT VERIFIED`, `  ${report.code}`, ...explained(failure ?? report));
    if (at !== undefined) {
      lines.push(
        `  Certificates were judged for ${at.toISOString()}, as --at says; without --at it is the time of the time-stamp.`,
      );
    }
  }
  return printed(lines);
}
