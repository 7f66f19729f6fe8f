import { evidenceFault, type DownloadFrom } from '../../country/evidence.ts';
import type { Fault } from './facts.ts';

/** Fetches containers as their owners do, and verifies them. Returns what does not hold. */
export async function auditDownloads(downloads: readonly DownloadFrom[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const download of downloads) {
    // Not forced: time-stamping must have caught up by itself.
    const what = await evidenceFault(download, { force: false });
    if (what !== undefined) faults.push({ where: `${download.queryId}, ${download.direction}`, what });
  }
  return faults;
}
