import { readdir, readFile } from 'node:fs/promises';
import { singleMetric, type Metric } from '#protocol/monitoring/metrics.ts';
import { Histogram } from './histogram.ts';
import { bytesOf, ownProcesses, procFields } from './proc.ts';

const HISTOGRAMS = [
  'CommittedVirtualMemory',
  'FreePhysicalMemory',
  'FreeSwapSpace',
  'OpenFileDescriptorCount',
  'SystemCpuLoad',
] as const;
type HistogramName = (typeof HISTOGRAMS)[number];

/** Time that processors have worked and idled since the machine started, in ticks. */
interface ProcessorTime {
  readonly idle: number;
  readonly all: number;
}

/** Memory, processors and files of the machine and of this server's processes, all of them together. */
export class SystemSensor {
  private readonly histograms = new Map(HISTOGRAMS.map((name) => [name, new Histogram()]));
  private totals: Readonly<Record<string, number>> = {};
  private before: ProcessorTime | undefined;

  async measure(): Promise<void> {
    const memory = await procFields('/proc/meminfo');
    const load = await this.processorLoad();
    const own = await ownUse();
    const values: Record<HistogramName, number | undefined> = {
      CommittedVirtualMemory: own.virtualBytes,
      FreePhysicalMemory: bytesOf(memory, 'MemFree'),
      FreeSwapSpace: bytesOf(memory, 'SwapFree'),
      OpenFileDescriptorCount: own.openFiles,
      SystemCpuLoad: load,
    };
    const now = performance.now();
    for (const [name, histogram] of this.histograms) {
      const value = values[name];
      if (value !== undefined) histogram.add(value, now);
    }
    this.totals = {
      MaxFileDescriptorCount: own.openFilesMax,
      TotalPhysicalMemory: bytesOf(memory, 'MemTotal'),
      TotalSwapSpace: bytesOf(memory, 'SwapTotal'),
    };
  }

  simple(): Metric[] {
    return Object.entries(this.totals).map(([name, value]) => singleMetric(name, value));
  }

  distributions(updated: Date): Metric[] {
    return [...this.histograms].flatMap(([name, histogram]) => histogram.metric(name, updated) ?? []);
  }

  /** Whole per cent since the last measurement; undefined at the first. */
  private async processorLoad(): Promise<number | undefined> {
    const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
    // user nice system idle iowait irq softirq steal; what guests use stands in user and nice too.
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const time = { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), all: ticks.reduce((sum, each) => sum + each, 0) };
    const { before } = this;
    this.before = time;
    if (before === undefined || time.all <= before.all) return undefined;
    return Math.floor((1 - (time.idle - before.idle) / (time.all - before.all)) * 100);
  }
}

async function ownUse() {
  const use = { virtualBytes: 0, openFiles: 0, openFilesMax: 0 };
  for (const pid of await ownProcesses()) {
    try {
      const status = await procFields(`/proc/${pid}/status`);
      const limits = await readFile(`/proc/${pid}/limits`, 'utf8');
      const openFiles = (await readdir(`/proc/${pid}/fd`)).length;
      use.virtualBytes += bytesOf(status, 'VmSize');
      use.openFiles += openFiles;
      use.openFilesMax += Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return use;
}
