import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** Bytes of a stream as messages behind their lengths (RFC 5425 §4.3); throws on what is none. */
class Frames {
  private rest = Buffer.alloc(0);

  add(chunk: Buffer): string[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: string[] = [];
    for (;;) {
      const space = this.rest.indexOf(' ');
      if (space < 0) return messages;
      const digits = this.rest.subarray(0, space).toString();
      if (!/^[1-9][0-9]*$/.test(digits)) throw new Error(`A frame begins with ${digits}`);
      const end = space + 1 + Number(digits);
      if (this.rest.length < end) return messages;
      messages.push(this.rest.subarray(space + 1, end).toString());
      this.rest = this.rest.subarray(end);
    }
  }
}

interface CollectorOptions {
  readonly port?: number;
  /** TLS with these; without them plain TCP. */
  readonly tls?: TlsOptions;
  /** Reads nothing of what it is sent. */
  readonly deaf?: boolean;
  /** Breaks each connection off after so many messages. */
  readonly breaksAfter?: number;
}

/** A collector of syslog messages over TCP or TLS. */
export class Collector {
  readonly messages: string[] = [];
  connections = 0;
  readonly port: number;
  private readonly server: Server;
  private readonly sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.server = server;
    this.sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(options: CollectorOptions = {}): Promise<Collector> {
    const sockets = new Set<Socket>();
    const taken: { collector?: Collector } = {};
    const accept = (socket: Socket): void => {
      socket.on('error', () => undefined);
      if (taken.collector !== undefined) taken.collector.connections += 1;
      if (options.deaf === true) {
        socket.pause();
        return;
      }
      const frames = new Frames();
      let count = 0;
      socket.on('data', (chunk: Buffer) => {
        for (const message of frames.add(chunk)) {
          if (count === options.breaksAfter) {
            socket.destroy();
            return;
          }
          count += 1;
          taken.collector?.messages.push(message);
        }
      });
    };
    const server = options.tls === undefined ? createTcpServer(accept) : createTlsServer(options.tls, accept);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    });
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return (taken.collector = new Collector(server, sockets));
  }

  /** What its JSON messages say. */
  get events(): readonly { readonly id: number; readonly event: string }[] {
    return this.messages.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as { id: number; event: string });
  }

  get ids(): readonly number[] {
    return this.events.map(({ id }) => id);
  }

  /** As when its process ends: connections break, and nobody answers any more. */
  async kill(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/** The same for datagrams. */
export async function datagramCollector(): Promise<{ messages: string[]; port: number; socket: DatagramSocket }> {
  const socket = createSocket('udp4');
  const messages: string[] = [];
  socket.on('message', (message) => messages.push(message.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { messages, port: socket.address().port, socket };
}
