import type { Server } from 'node:net';
import { listenError } from '#config/listening.ts';

/**
 * Starts a listener; a port that is taken, or an address that this machine lacks, is said in words. `shared`: other processes of
 * this server listen there too, and each connection reaches one of them.
 */
export function listen(server: Server, address: string, port: number, { shared = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenError(error, address, port));
    });
    server.listen({ host: address, port, reusePort: shared }, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve();
    });
  });
}
