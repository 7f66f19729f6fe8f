import { readFileSync } from 'node:fs';

/** What the kernel knows of processes (proc(5)). Linux only, as the figures are. */

const TICKS_PER_SECOND = 100;
/** Of /proc/PID/stat, counted behind the command's closing parenthesis. */
const STAT = { utime: 11, stime: 12 } as const;

/** A process and all its descendants. */
function processTree(pid: number): number[] {
  const children = readOr(`/proc/${pid}/task/${pid}/children`, '').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** Seconds of computing by a process and its descendants until now, their own threads included. */
export function cpuSeconds(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + ownCpuSeconds(each), 0);
}

/** Proportional set size of a process and its descendants: shared pages count in parts. Bytes. */
export function pssBytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => {
    const match = /^Pss:\s+(\d+) kB$/m.exec(readOr(`/proc/${each}/smaps_rollup`, ''));
    return sum + Number(match?.[1] ?? 0) * 1024;
  }, 0);
}

function ownCpuSeconds(pid: number): number {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[STAT.utime] ?? 0) + Number(fields[STAT.stime] ?? 0)) / TICKS_PER_SECOND;
}

/** A process may end between being listed and being read. */
function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
