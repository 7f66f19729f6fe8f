import { readFile } from 'node:fs/promises';
import { metricSet, singleMetric, type MetricSet } from '#protocol/monitoring/metrics.ts';
import { bytesOf, procFields } from './proc.ts';

/** Of times in /proc, on every architecture. */
const TICKS_PER_SECOND = 100;
const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What processes are told against. */
export interface Machine {
  readonly now: Date;
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
  /** Names by user id. */
  readonly users: ReadonlyMap<string, string>;
}

export async function readMachine(now: Date): Promise<Machine> {
  const uptime = await readFile('/proc/uptime', 'utf8');
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  return {
    now,
    uptimeSeconds: Number.parseFloat(uptime),
    memoryBytes: bytesOf(await procFields('/proc/meminfo'), 'MemTotal'),
    users: new Map(users.map(([name = '', , id = '']) => [id, name])),
  };
}

/**
 * A process as `ps` tells it in the columns that X-Road asks for; its whole command line where `isWhole` says so. Undefined for one that
 * has ended meanwhile.
 */
export async function processMetric(pid: number, machine: Machine, isWhole: boolean): Promise<MetricSet | undefined> {
  try {
    const [stat, status, line] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      procFields(`/proc/${pid}/status`),
      isWhole ? readFile(`/proc/${pid}/cmdline`, 'utf8') : '',
    ]);
    // The name stands in brackets, and may hold any.
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const numbers = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, started = 0] = [numbers[11], numbers[12], numbers[19]];
    const ageSeconds = Math.max(machine.uptimeSeconds - started / TICKS_PER_SECOND, 0);
    const load = ageSeconds === 0 ? 0 : ((user + system) / TICKS_PER_SECOND / ageSeconds) * 100;
    const [userId = ''] = (status.get('Uid') ?? '').split(/\s/);
    return metricSet(String(pid), [
      singleMetric('processId', pid),
      singleMetric('command', line.replaceAll('\0', ' ').trim() || name),
      singleMetric('cpuLoad', load.toFixed(1)),
      singleMetric('memUsed', ((bytesOf(status, 'VmRSS') / machine.memoryBytes) * 100).toFixed(1)),
      singleMetric('startTime', startTime(new Date(machine.now.getTime() - ageSeconds * 1000), machine.now)),
      singleMetric('userId', machine.users.get(userId) ?? userId),
    ]);
  } catch {
    return undefined;
  }
}

/** The time of a process that was started today, the day of one of this year, or the year. */
export function startTime(started: Date, now: Date): string {
  const isToday = now.getTime() - started.getTime() < DAY_MS && started.getDate() === now.getDate();
  const two = (number: number): string => String(number).padStart(2, '0');
  if (isToday) return `${two(started.getHours())}:${two(started.getMinutes())}`;
  if (started.getFullYear() !== now.getFullYear()) return String(started.getFullYear());
  return `${MONTHS[started.getMonth()] ?? ''}${two(started.getDate())}`;
}
