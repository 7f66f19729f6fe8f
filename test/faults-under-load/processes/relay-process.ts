import { connect, createServer, type Socket } from 'node:net';
import { z } from 'zod';
import { helperSettings, tellReady } from './helper-process.ts';

/*
 * The network between security servers: passes on what comes to one port to another. Killed, it breaks all connections and
 * refuses new ones; stopped, it delivers nothing; told to, it cuts what there is. Started by the harness.
 */

const settings = z.strictObject({ address: z.string(), from: z.int(), to: z.int() }).parse(helperSettings());

const open = new Set<Socket>();

function keep(socket: Socket, other: Socket): void {
  open.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open.delete(socket);
    other.destroy();
  });
}

const server = createServer((incoming) => {
  const outgoing = connect({ host: settings.address, port: settings.to });
  keep(incoming, outgoing);
  keep(outgoing, incoming);
  incoming.pipe(outgoing);
  outgoing.pipe(incoming);
});
server.listen({ host: settings.address, port: settings.from }, tellReady);
process.on('message', () => {
  for (const socket of open) socket.resetAndDestroy();
});
process.once('SIGTERM', () => process.exit(0));
