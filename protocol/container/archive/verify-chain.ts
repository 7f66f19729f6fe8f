import type { Check } from '../../checks.ts';
import { Checks } from '../../checks.ts';
import { drumError } from '../../errors.ts';
import { readArchiveName, sameArchiveName } from './archive-name.ts';
import type { ArchiveLink } from './linking-info.ts';
import { verifyArchive, type ArchiveFile, type ArchiveReport } from './verify-archive.ts';

export interface ArchivesReport {
  readonly verified: boolean;
  readonly code: string | null;
  /** Each archive's own checks, then those of the chain; every detail begins with the name of its file. */
  readonly checks: readonly Check[];
  /** In the order of the chain, whatever the order given. */
  readonly archives: readonly ArchiveReport[];
}

/**
 * Verifies message log archives and the chains that they form. A chain whose beginning was not given holds, with a warning;
 * one with a gap does not. Several chains at once (groups of a server have one each) are told apart by the names of their
 * files. Those of two servers cannot be told apart where a beginning is missing: they then count as one chain with a gap.
 */
export async function verifyArchives(files: readonly ArchiveFile[]): Promise<ArchivesReport> {
  const reports: ArchiveReport[] = [];
  for (const file of files) reports.push(await verifyArchive(file));
  const checks = new Checks();
  const chains = new Chains(reports);
  const archives = chains.inOrder();
  for (const report of archives) chains.judge(report, checks);
  const own = archives.flatMap(({ name, checks: list }) =>
    list.map((check) => ({ ...check, detail: `${name}: ${check.detail}` })),
  );
  const error = archives.find((report) => report.error !== undefined)?.error ?? checks.error;
  return { verified: error === undefined, code: error?.code ?? null, checks: [...own, ...checks.list], archives };
}

interface Linked extends ArchiveReport {
  readonly link: NonNullable<ArchiveReport['link']>;
}

const isLinked = (report: ArchiveReport): report is Linked => report.link !== undefined;

class Chains {
  private readonly reports: readonly ArchiveReport[];
  private readonly linked: readonly Linked[];
  private readonly byLastDigest: ReadonlyMap<string, Linked>;

  constructor(reports: readonly ArchiveReport[]) {
    this.reports = reports;
    this.linked = reports.filter(isLinked);
    this.byLastDigest = new Map(this.linked.map((report) => [report.link.lastDigest, report]));
  }

  /** Chain by chain, each from its beginning; what cannot be linked comes last. */
  inOrder(): ArchiveReport[] {
    const ordered = new Set<ArchiveReport>();
    const starts = this.linked.filter((report) => this.before(report) === undefined);
    for (const start of starts.toSorted(byTime)) this.walk(start, ordered);
    return [...ordered, ...this.reports.filter((report) => !ordered.has(report))];
  }

  judge(report: ArchiveReport, checks: Checks): void {
    if (!isLinked(report)) return;
    const { previous, lastDigest } = report.link;
    const twin = this.linked.find((other) => other !== report && other.link.lastDigest === lastDigest);
    if (twin !== undefined) checks.warn('chain', `${report.name}: the same archive was given twice`);
    if (previous === undefined) checks.ok('chain', `${report.name}: the first archive of its chain`);
    else this.judgeLink(report, previous, checks);
    const { name } = report;
    const stated = readArchiveName(name)?.digestStart;
    if (stated !== undefined && !lastDigest.startsWith(stated)) {
      checks.warn('name', `${name}: the digest in the name of the file is not that of the archive`);
    }
  }

  private judgeLink(report: Linked, previous: ArchiveLink, checks: Checks): void {
    const fork = this.linked.find(
      (other) =>
        other !== report &&
        other.link.previous?.digest === previous.digest &&
        other.link.lastDigest !== report.link.lastDigest,
    );
    const before = this.before(report);
    if (fork !== undefined) {
      checks.fail('chain', broken(`${report.name}: ${fork.name} follows the same archive`));
    } else if (before !== undefined) {
      checks.ok('chain', `${report.name}: follows ${before.name}`);
    } else {
      this.judgeMissing(report, previous, checks);
    }
  }

  private judgeMissing(report: Linked, previous: ArchiveLink, checks: Checks): void {
    const replaced = this.linked.find((other) => sameArchiveName(other.name, previous.name));
    if (replaced !== undefined) {
      checks.fail('chain', broken(`${report.name}: ${replaced.name} is not the archive that it follows`));
      return;
    }
    const earlier = this.linked.find(
      (other) => this.startOf(other) !== report && couldComeBefore(other, report, previous),
    );
    if (earlier !== undefined) {
      const message = `${report.name}: ${previous.name}, which it follows, is missing; ${earlier.name} is another archive`;
      checks.fail('chain', broken(message));
      return;
    }
    checks.warn(
      'chain',
      `${report.name}: ${previous.name}, which it follows, was not given; the chain is unproved before it`,
    );
  }

  private before({ link }: Linked): Linked | undefined {
    return link.previous === undefined ? undefined : this.byLastDigest.get(link.previous.digest);
  }

  /** The archive with which its chain begins here. */
  private startOf(report: Linked): Linked {
    const seen = new Set<Linked>();
    let start = report;
    for (let before = this.before(start); before !== undefined && !seen.has(before); before = this.before(start)) {
      seen.add(before);
      start = before;
    }
    return start;
  }

  private walk(start: Linked, ordered: Set<ArchiveReport>): void {
    for (let next: Linked[] = [start]; next.length > 0;) {
      for (const report of next) ordered.add(report);
      const reached = next;
      next = this.linked.filter((report) => {
        const before = this.before(report);
        return before !== undefined && reached.includes(before) && !ordered.has(report);
      });
    }
  }
}

const broken = (message: string) => drumError('archive_chain_broken', message);

const byTime = (a: Linked, b: Linked): number =>
  (readArchiveName(a.name)?.first ?? a.name).localeCompare(readArchiveName(b.name)?.first ?? b.name);

/**
 * Whether an archive could be of the same chain as `later`, and before the one that is missing or in its place. Archives do
 * not say whose they are: the names of their files tell groups apart, and what was written after the missing one.
 */
function couldComeBefore(archive: Linked, later: Linked, missing: ArchiveLink): boolean {
  const name = readArchiveName(archive.name);
  const after = readArchiveName(later.name);
  const between = readArchiveName(missing.name) ?? after;
  if (name === undefined || between === undefined) return true;
  return name.group === (after ?? between).group && name.first <= between.last;
}
