import { Command } from 'commander';
import { basename } from 'node:path';
import { verifyArchives, type ArchivesReport } from '#protocol/container/archive/verify-chain.ts';
import type { ArchiveFile } from '#protocol/container/archive/verify-archive.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { checkLines, printed, UNREADABLE } from './check-lines.ts';
import type { GpgHome } from '#certs/openpgp/gpg.ts';
import { withDecrypted } from './decrypted-archives.ts';
import { withFile } from './file-source.ts';
import type { Io } from './io.ts';
import { explained, nextStep, toldError, wordsOf } from './told-error.ts';

/** `drum archive`: archives of the message log as files. */
export function archiveCommand(io: Io): Command {
  const command = new Command('archive').description('Archives of the message log');
  command
    .command('verify')
    .description(
      'Verify archives and the chain that they form, whatever the order given: that no container was changed, added or ' +
        'removed, and no archive between others. Exit code 0: they hold; 1: they do not; 2: could not be judged.',
    )
    .argument('<files...>', 'archives of one server (.zip, or .zip.gpg, which the gpg command decrypts)')
    .option('--gpg-home <folder>', 'GnuPG’s folder with the keys for .gpg files (default: gpg’s own)')
    .option('--json', 'print the result as JSON')
    .action(async (files: string[], options: { readonly json?: true; readonly gpgHome?: string }) => {
      const { report, error } = await judge(files, options.gpgHome);
      if (options.json === true) io.out(`${JSON.stringify(resultOf(report))}\n`);
      else if (error === undefined) io.out(inWords(report));
      if (error !== undefined)
        io.err(printed([`The archives could not be judged: ${wordsOf(error)}`, ...nextStep(error)]));
      io.exit(error === undefined ? (report.verified ? 0 : 1) : 2);
    });
  return command;
}

const NOTHING: ArchivesReport = { verified: false, code: UNREADABLE, checks: [], archives: [] };

/** More files than a process may hold open would end in an error that says nothing. */
const FILES_MAX = 500;

async function judge(
  paths: readonly string[],
  gpgHome: GpgHome,
): Promise<{ report: ArchivesReport; error?: DrumError }> {
  try {
    if (paths.length > FILES_MAX) {
      throw drumError(
        'invalid_request',
        `At most ${FILES_MAX} archives can be verified together: give them in parts, each with the last one of the part before`,
      );
    }
    const report = await withDecrypted(paths, gpgHome, (plain) => withFiles(plain, [], verifyArchives));
    const unread = report.archives.find(({ error }) => error?.code === UNREADABLE)?.error;
    return unread === undefined ? { report } : { report, error: unread };
  } catch (thrown) {
    const error = toldError(thrown);
    return { report: { ...NOTHING, code: error.code }, error };
  }
}

/** Opens all files, one inside the other, so that each is closed whatever happens. */
function withFiles<T>(
  paths: readonly string[],
  open: readonly ArchiveFile[],
  use: (files: readonly ArchiveFile[]) => Promise<T>,
): Promise<T> {
  const [path, ...more] = paths;
  if (path === undefined) return use(open);
  return withFile(path, (source) => withFiles(more, [...open, { name: basename(path), source }], use));
}

/** What `--json` prints. */
function resultOf({ verified, code, checks, archives }: ArchivesReport) {
  return {
    verified,
    code,
    checks: checks.map(({ name, outcome, detail }) => ({ name, outcome, detail })),
    archives: archives.map(({ name, link }) => ({
      name,
      containers: link?.containers ?? null,
      follows: link?.previous?.name ?? null,
      lastDigest: link?.lastDigest ?? null,
    })),
  };
}

function inWords(report: ArchivesReport): string {
  const lines = checkLines(report.checks);
  lines.push('', report.verified ? 'VERIFIED' : 'NOT VERIFIED');
  for (const { name, error, link } of report.archives) {
    const holds = link === undefined ? '' : `, ${link.containers} containers`;
    lines.push(`  ${error === undefined ? 'holds ' : 'FAILED'} ${name}${holds}`);
  }
  if (report.code !== null) lines.push(`  ${report.code}`, ...explained({ code: report.code }));
  return printed(lines);
}
