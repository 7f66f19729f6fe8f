import type { Server } from 'node:net';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { systemCode, systemReason } from './named-file.ts';

/**
 * Starts a listener; a port that is taken, or an address that this machine lacks, is said in words. Throws
 * `port_not_available`. `shared`: other processes of this program listen there too, and each connection reaches one of them.
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

/** Why a program cannot listen at an address and port, by what the system said. */
export function listenError(error: unknown, address: string, port: number): DrumError {
  return drumError('port_not_available', reason(error, address, port), error);
}

function reason(error: unknown, address: string, port: number): string {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return `Port ${port} of ${address} is in use by another program`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${address}`;
    case 'EACCES':
      return `Listening on port ${port} of ${address} is not permitted to the user who runs this`;
    case 'ENOTSUP':
      return 'This system does not let several processes share a port: set proxy.workers to 0';
    case 'ENOTFOUND':
      return `${address} is no address and no known name of this machine`;
    default:
      return `Port ${port} of ${address} cannot be listened on (${systemReason(error)})`;
  }
}
