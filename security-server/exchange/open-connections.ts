import type { Server, Socket } from 'node:net';

/**
 * The connections of a listener from the moment they are accepted. Node.js counts a TLS connection among those that it can
 * close only when its handshake is done, and waits for all others when the listener is to end.
 */
export class OpenConnections {
  private readonly sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** Ends those that are left. */
  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
