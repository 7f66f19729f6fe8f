import { readFileSync, writeFileSync } from 'node:fs';
import { cpuSeconds } from '../../bench/processes.ts';
import type { Country } from '../country.ts';

const KIB = 1024;
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
    cpuSeconds: cpuSeconds(country.processIds(server).server),
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
