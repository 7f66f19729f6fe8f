import type { Log } from '#config/log.ts';
import { operate } from './operations.ts';
import { openSigner, type Signer } from './signer.ts';
import { SocketServer } from './socket-server.ts';

export interface ServedSigner {
  readonly signer: Signer;
  /** Ends when what is under way has been answered. */
  close(): Promise<void>;
}

/**
 * Opens the signer of a directory and answers on its socket. The socket comes first: whoever has it owns the directory, and a
 * second signer finds it taken before it has touched a file. Requests that come early wait until `prepare` is done.
 */
export async function serveSigner(
  options: { readonly directory: string; readonly socketPath: string; readonly log: Log },
  prepare: (signer: Signer) => Promise<void>,
): Promise<ServedSigner> {
  const { directory, socketPath, log } = options;
  const { promise: ready, resolve } = Promise.withResolvers<Signer>();
  const server = new SocketServer(async (kind, body) => operate(await ready, kind, body), log);
  await server.listen(socketPath);
  try {
    const signer = await openSigner(directory, log);
    signer.onChange = () => {
      server.announceChange();
    };
    await prepare(signer);
    resolve(signer);
    return { signer, close: () => server.close() };
  } catch (error) {
    server.abort();
    throw error;
  }
}
