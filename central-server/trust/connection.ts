import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';

/** All addresses of a host, by the system's name service. */
export async function addressesOf(host: string, signal: AbortSignal): Promise<readonly string[]> {
  return (await beforeEnd(lookup(host, { all: true }), signal)).map(({ address }) => address);
}

/** The system's name service cannot be told to stop; its answer is no longer waited for. */
async function beforeEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The first of the addresses that takes a connection on a port, which is closed again. */
export async function firstOpen(addresses: readonly string[], port: number, signal: AbortSignal): Promise<string> {
  const faults: unknown[] = [];
  for (const address of addresses) {
    try {
      await opened(address, port, signal);
      return address;
    } catch (error) {
      faults.push(error);
    }
  }
  throw new AggregateError(faults, `port ${port} takes no connections`);
}

async function opened(host: string, port: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const socket = connect({ host, port });
  socket.once('connect', resolve);
  socket.once('error', reject);
  try {
    await beforeEnd(promise, signal);
  } finally {
    socket.destroy();
  }
}
