import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often a listener looks for requests that are late: Node.js would look every 30 s. */
export const CHECK_MS = 1_000;

/** Requests of one connection that wait for their answers; programs send the next one when they have read the last. */
const UNANSWERED_MAX = 8;

/**
 * The same listener, for connections that do not run ahead of their answers: Node.js takes every request that is in the bytes at
 * hand, thousands of them, and each would hold its answer. A connection with more is ended.
 */
export function unhurried(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const waiting = (unanswered.get(socket) ?? 0) + 1;
    if (waiting > UNANSWERED_MAX) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, waiting);
    response.once('close', () => {
      unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1);
    });
    listener(request, response);
  };
}

/** Takes no more connections and breaks off those that there are. */
export function closeAtOnce(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
