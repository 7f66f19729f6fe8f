import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { RecordedHttp } from '../recorded-http.ts';
import { readMessage } from './raw-http.ts';

/** A provider's service that answers with recorded bytes and keeps what it was asked. */
export class ScriptedProvider {
  /** The requests since `answerWith`. */
  requests: RecordedHttp[] = [];
  private answer: Buffer = Buffer.alloc(0);
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor() {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      void this.serve(socket);
    });
  }

  static async start(): Promise<ScriptedProvider> {
    const provider = new ScriptedProvider();
    await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answerWith(answer: Buffer): void {
    this.answer = answer;
    this.requests = [];
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private async serve(socket: Socket): Promise<void> {
    const request = await readMessage(socket);
    if (request === undefined) return;
    this.requests.push(request);
    // One exchange a connection: the recorded bytes say nothing of how it goes on.
    socket.end(this.answer);
  }
}
