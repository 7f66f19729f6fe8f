import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Of all connections that a listener takes, those that are kept free: one in so many. */
const FREE_SHARE = 16;

/** The connections of a listener. */
export interface Connections {
  /** Ends all of them, also those whose TLS handshake is under way: Node.js ends those with HTTP on them only. */
  endAll(): void;
}

/**
 * Takes at most so many connections. When there are nearly as many, the oldest of those that have not made a request is ended for
 * each that comes: whoever holds connections that lead to nothing, which anyone can, does not keep out those who have
 * something to say.
 */
export function boundConnections(server: Pick<Server, 'on' | 'maxConnections'>, connectionsMax: number): Connections {
  const all = new Set<Socket>();
  const beginning = new Map<string, Socket>();
  const calmMax = connectionsMax - Math.ceil(connectionsMax / FREE_SHARE);
  server.maxConnections = connectionsMax;
  server.on('connection', (socket: Socket) => {
    const from = nameOf(socket);
    all.add(socket);
    beginning.set(from, socket);
    socket.once('close', () => {
      all.delete(socket);
      if (beginning.get(from) === socket) beginning.delete(from);
    });
    const [oldest] = beginning.values();
    if (all.size > calmMax) oldest?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage) => {
    beginning.delete(nameOf(socket));
  });
  return {
    endAll: () => {
      for (const socket of all) socket.destroy();
    },
  };
}

/** A connection under TLS is another object than the one below it, with the same other end. */
const nameOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string => `${remoteAddress} ${remotePort}`;
