import type { Log } from '#config/log.ts';

const RETRY_MS = 5_000;

/**
 * Publishes again and again; after a failure sooner, because what was published last runs out. Returns what ends it, and waits
 * for what is under way.
 */
export function publishAtInterval(
  publish: () => Promise<void>,
  { intervalSeconds, log }: { readonly intervalSeconds: number; readonly log: Log },
): () => Promise<void> {
  const intervalMs = intervalSeconds * 1000;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, intervalMs);
  function run(): void {
    running = publish()
      .then(() => intervalMs)
      .catch((error: unknown) => {
        log.error('Global configuration could not be published', { error });
        return Math.min(RETRY_MS, intervalMs);
      })
      .then((waitMs) => {
        if (!stopped) timer = setTimeout(run, waitMs);
      });
  }
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
