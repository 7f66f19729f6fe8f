import { Store } from './store.ts';

const PAUSE_MS = 1_500;

/** How many calls wait because the server takes no more of them just now. */
class Waiting {
  readonly calls = new Store(0);

  async pause(signal?: AbortSignal): Promise<void> {
    this.calls.set(this.calls.value + 1);
    try {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      signal?.throwIfAborted();
    } finally {
      this.calls.set(this.calls.value - 1);
    }
  }
}

export const waiting = new Waiting();
