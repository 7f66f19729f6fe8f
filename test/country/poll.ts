import { setTimeout } from 'node:timers/promises';

const PAUSE_MS = 25;
const MS_MAX_DEFAULT = 15_000;

/** Asks again and again until the answer is there. Throws `what` when it does not come in time. */
export async function until<T>(
  what: string,
  answer: () => T | undefined | false | Promise<T | undefined | false>,
  msMax = MS_MAX_DEFAULT,
): Promise<T> {
  const end = performance.now() + msMax;
  for (;;) {
    const found = await answer();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited ${msMax} ms in vain: ${what}`);
    await setTimeout(PAUSE_MS);
  }
}
