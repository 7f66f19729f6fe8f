import { statfs } from 'node:fs/promises';
import { singleMetric, type Metric } from '#protocol/monitoring/metrics.ts';

/** The file systems that X-Road tells of: on Linux the root alone. */
const ROOT = '/';

/** Room on the disk, in bytes. */
export class DiskSensor {
  private space: { readonly free: number; readonly total: number } | undefined;

  async measure(): Promise<void> {
    const { bsize, bfree, blocks } = await statfs(ROOT);
    this.space = { free: bfree * bsize, total: blocks * bsize };
  }

  simple(): Metric[] {
    if (this.space === undefined) return [];
    const { free, total } = this.space;
    return [singleMetric(`DiskSpaceFree_${ROOT}`, free), singleMetric(`DiskSpaceTotal_${ROOT}`, total)];
  }
}
