import type { ServerResponse } from 'node:http';

/**
 * Does what a caller waits for. Meanwhile its connection may be silent for as long as that takes, which has bounds of its
 * own (the service's timeout, the other server's); afterwards its own bound counts again.
 */
export async function whileCallerWaits<T>(
  response: ServerResponse,
  silenceMsMax: number,
  work: () => Promise<T>,
): Promise<T> {
  response.setTimeout(0);
  try {
    return await work();
  } finally {
    response.setTimeout(silenceMsMax);
  }
}
