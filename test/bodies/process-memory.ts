import { readFileSync, writeFileSync } from 'node:fs';
import type { Country } from '../country.ts';

const KIB = 1024;
/** Of `/proc/PID/stat`, in ticks of this many a second on Linux. */
const TICKS_PER_SECOND = 100;
/** Forgets the greatest size that a process has had (proc_pid_clear_refs(5)). */
const RESET_PEAK = '5';

export interface Usage {
  /** Of the server and its signer together. */
  readonly residentBytes: number;
  /** The greatest that it was since the last reset. */
  readonly peakBytes: number;
  readonly cpuSeconds: number;
}

/** What the processes of a security server use. */
export function usageOf(country: Country, server: string): Usage {
  const pids = Object.values(country.processIds(server));
  const sum = (of: (pid: number) => number): number => pids.reduce((total, pid) => total + of(pid), 0);
  return {
    residentBytes: sum((pid) => statusBytes(pid, 'VmRSS')),
    peakBytes: sum((pid) => statusBytes(pid, 'VmHWM')),
    cpuSeconds: sum(cpuSeconds),
  };
}

export function resetPeak(country: Country, server: string): void {
  for (const pid of Object.values(country.processIds(server))) writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK);
}

function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  if (kibibytes === undefined) throw new Error(`Process ${pid} has no ${field}`);
  return Number(kibibytes) * KIB;
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything: state, ppid, … utime and stime are the 12th and 13th from there.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
