import type { Server } from 'node:net';
import { drumError } from '#protocol/errors.ts';

/**
 * Starts a listener; a port that is taken, or an address that this machine lacks, is said in words. `shared`: other processes of
 * this server listen there too, and each connection reaches one of them.
 */
export function listen(server: Server, address: string, port: number, { shared = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(drumError('network_error', explain(error, address, port), error));
    });
    server.listen({ host: address, port, reusePort: shared }, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, address: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${address} is in use by another program`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${address}`;
    case 'ENOTSUP':
      return 'This system does not let several processes share a port: set proxy.workers to 0';
    case 'EACCES':
      return `Listening on port ${port} of ${address} is not permitted`;
    default:
      return `Cannot listen on port ${port} of ${address}`;
  }
}
