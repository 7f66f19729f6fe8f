import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { latencyOf, type Latency } from './parties/load.ts';

const SYNCS = 300;
const BLOCK_BYTES = 4_096;

/** Milliseconds that a small write takes to be on the disk of this folder: below it no synced commit can come. */
export function diskSync(folder: string): Latency {
  const path = join(folder, 'sync-probe');
  const file = openSync(path, 'wx');
  try {
    const block = Buffer.alloc(BLOCK_BYTES, 1);
    const times = Float64Array.from({ length: SYNCS }, () => {
      const started = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      return performance.now() - started;
    });
    return latencyOf(times);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
