import { readFile } from 'node:fs/promises';
import { metricSet, singleMetric, type Metric, type MetricSet } from '#protocol/monitoring/metrics.ts';
import { packageMetrics } from './packages.ts';
import { allProcesses, ownProcesses } from './proc.ts';
import { processMetric, readMachine, type Machine } from './processes.ts';

/** What runs and what is installed on the machine. */
export class ListingSensor {
  private readonly now: () => Date;
  private operatingSystem: string | undefined;
  private lists: readonly MetricSet[] = [];

  constructor(now: () => Date) {
    this.now = now;
  }

  async measure(): Promise<void> {
    const machine = await readMachine(this.now());
    this.operatingSystem = (await readFile('/proc/version', 'utf8')).trim();
    this.lists = [
      metricSet('Processes', await processes(await allProcesses(), machine, false)),
      metricSet('Xroad Processes', await processes(await ownProcesses(), machine, true)),
      metricSet('Packages', await packageMetrics()),
    ];
  }

  simple(): Metric[] {
    return this.operatingSystem === undefined ? [] : [singleMetric('OperatingSystem', this.operatingSystem)];
  }

  listings(): readonly MetricSet[] {
    return this.lists;
  }
}

/** One after the other: a machine may have thousands, and nobody waits for them. */
async function processes(pids: readonly number[], machine: Machine, isWhole: boolean): Promise<MetricSet[]> {
  const found: MetricSet[] = [];
  for (const pid of pids) {
    const metric = await processMetric(pid, machine, isWhole);
    if (metric !== undefined) found.push(metric);
  }
  return found;
}
