import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** Bytes of a refused request that are still read, so that the caller hears the refusal instead of a broken connection. */
const DRAINED_BYTES_MAX = 1_048_576;
const DRAINING_MS_MAX = 2_000;

/** Reads on to the end of a small request. False for one that is large, slow or broken off: its connection must end. */
export async function drained(request: IncomingMessage): Promise<boolean> {
  const late = new AbortController();
  const chunks = request.iterator({ destroyOnReturn: false });
  const tooLate = setTimeout(DRAINING_MS_MAX, 'too late' as const, { signal: late.signal });
  tooLate.catch(() => undefined);
  let bytes = 0;
  try {
    while (bytes <= DRAINED_BYTES_MAX) {
      const next = await Promise.race([chunks.next(), tooLate]);
      if (next === 'too late') return false;
      if (next.done === true) return true;
      bytes += (next.value as Buffer).length;
    }
    return false;
  } catch {
    return false;
  } finally {
    late.abort();
  }
}
