import type { Log } from '#config/log.ts';

const RETRY_MS = 5_000;

export interface Publishing {
  /** Publishes as soon as what is under way has ended, without waiting for the interval. */
  soon(): void;
  /** Ends it, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Publishes again and again, one at a time; after a failure sooner, because what was published last runs out. */
export function publishAtInterval(
  publish: () => Promise<void>,
  { intervalSeconds, log }: { readonly intervalSeconds: number; readonly log: Log },
): Publishing {
  const intervalMs = intervalSeconds * 1000;
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;
  let timer = setTimeout(run, intervalMs);
  function run(): void {
    again = false;
    running = publish()
      .then(() => intervalMs)
      .catch((error: unknown) => {
        log.error('Global configuration could not be published', { error });
        return Math.min(RETRY_MS, intervalMs);
      })
      .then((waitMs) => {
        running = undefined;
        if (!stopped) timer = setTimeout(run, again ? 0 : waitMs);
      });
  }
  return {
    soon: () => {
      if (stopped) return;
      again = true;
      if (running !== undefined) return;
      clearTimeout(timer);
      run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
