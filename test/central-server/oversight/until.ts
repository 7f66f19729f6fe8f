import { setTimeout as delay } from 'node:timers/promises';

const WAITED_MS_MAX = 15_000;

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAITED_MS_MAX; waitedMs += 20) {
    if (await holds()) return;
    await delay(20);
  }
  throw new Error(`Not within ${WAITED_MS_MAX} ms: ${what}`);
}
