import { killsOf, TARGETS, type Disturbance } from './plan.ts';
import type { Outcome, RunResult } from './run.ts';

const FAULTS_SHOWN = 10;

/** One disturbance on a line. */
export function outcomeLine(
  { disturbance, recoveredSeconds, trouble }: Outcome,
  number: number,
  of: number | undefined,
): string {
  const count = of === undefined ? String(number).padStart(4) : `${number}/${of}`.padStart(String(of).length * 2 + 1);
  const what = `${disturbance.kind.padEnd(20)} ${disturbance.targets.join(' and ').padEnd(36)}`;
  const recovered = recoveredSeconds === undefined ? '' : `${recoveredSeconds.toFixed(2).padStart(6)} s`;
  return `${count}  ${what}${recovered}${trouble === undefined ? '' : `  FAILED: ${trouble}`}`;
}

/** What the run has shown, and its last line: how many of the things that were looked at hold. */
export function report(result: RunResult): { readonly text: string; readonly failed: number } {
  const { outcomes, findings, died } = result;
  const checks = [
    ...outcomes.map(({ trouble }) => trouble === undefined),
    ...findings.map(({ faults }) => faults.length === 0),
    died.length === 0,
  ];
  const failed = checks.filter((holds) => !holds).length;
  const lines = [
    ...section('Kills', killRows(outcomes)),
    ...section(
      'Seconds to recover: from the restart (or the end of the disturbance) to an answer on every route',
      recoveryRows(outcomes),
    ),
    ...section('Exchanges, as their clients saw them', exchangeRows(result)),
    ...section('Audit', [
      ['log records', String(result.records)],
      ['containers verified', `${result.containers} from the logs, ${result.downloads} more over /asic`],
      ['archives verified', String(result.archives)],
      ...findings.map(({ says, faults }) => [says, faults.length === 0 ? 'holds' : `FAILED ${faults.length} times`]),
      ['no program has ended by itself', died.length === 0 ? 'holds' : `FAILED: ${died.join(', ')}`],
    ]),
    ...findings.flatMap(({ says, faults }) => (faults.length === 0 ? [] : faultLines(says, faults))),
    ...(result.kept === undefined ? [] : [`Logs and databases of the run: ${result.kept}`]),
    `${result.seconds.toFixed(0)} s`,
    `${checks.length - failed} passed, ${failed} failed, 0 skipped`,
  ];
  return { text: lines.join('\n'), failed };
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [title, ...rows.map((row) => `  ${line(row)}`), ''];
}

function faultLines(says: string, faults: readonly { readonly where: string; readonly what: string }[]): string[] {
  const more = faults.length > FAULTS_SHOWN ? [`  and ${faults.length - FAULTS_SHOWN} more`] : [];
  return [`✗ ${says}`, ...faults.slice(0, FAULTS_SHOWN).map(({ where, what }) => `  ${where}: ${what}`), ...more, ''];
}

function killRows(outcomes: readonly Outcome[]): string[][] {
  const perKill = outcomes.flatMap(({ disturbance }) => {
    if (killsOf(disturbance) === 0) return [];
    return disturbance.targets.flatMap((target) => {
      const name = nameOf(disturbance, target);
      return disturbance.kind === 'kill while starting' ? [name, name] : [name];
    });
  });
  const counts = Map.groupBy(perKill, (name) => name);
  const rows = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return [...rows.map(([name, all]) => [name, String(all.length)]), ['together', String(perKill.length)]];
}

function nameOf({ kind }: Disturbance, target: (typeof TARGETS)[number]): string {
  switch (kind) {
    case 'kill child':
      return `a process that ${target} has started`;
    case 'kill all':
      return `${target} with all that it has started`;
    case 'kill database':
      return `a process of ${target}’s database`;
    default:
      return target;
  }
}

function recoveryRows(outcomes: readonly Outcome[]): string[][] {
  const kinds = Map.groupBy(outcomes, ({ disturbance }) => disturbance.kind);
  const rows = [...kinds].map(([kind, all]) => {
    const seconds = all.flatMap(({ recoveredSeconds }) => recoveredSeconds ?? []).toSorted((a, b) => a - b);
    const at = (share: number): string => (seconds[Math.floor((seconds.length - 1) * share)] ?? NaN).toFixed(2);
    return [kind, String(all.length), at(0), at(0.5), at(1)];
  });
  return [['', 'times', 'min', 'median', 'max'], ...rows.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))];
}

function exchangeRows({ ledger }: RunResult): string[][] {
  const outcomes = ledger.map((entry) => {
    switch (entry.outcome) {
      case 'answered':
        return 'answered';
      case 'refused':
        return entry.code;
      default:
        return `${entry.outcome}: ${entry.reason}`;
    }
  });
  const counts = [...Map.groupBy(outcomes, (outcome) => outcome)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts.map(([outcome, all]) => [outcome, String(all.length)]);
}
