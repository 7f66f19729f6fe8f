import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request as the provider's system got it. */
export interface ProviderCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Answers by hand. */
export type ProviderScript = (call: ProviderCall, response: ServerResponse) => void | Promise<void>;

/** Takes a request before any of its body is read, for bodies that must not lie in memory whole; undefined leaves it to the script. */
export type ProviderStream = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

const greet: ProviderScript = (call, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`hello ${call.body.toString()}`);
};

/** A provider's information system that answers as it is told and counts its calls. */
export class ScriptedProvider {
  /** The calls so far. */
  readonly calls: ProviderCall[] = [];
  /** How it answers; it greets until it is told otherwise. */
  script: ProviderScript = greet;
  stream: ProviderStream = () => undefined;
  private readonly address: string;
  private readonly port: number;
  private server: Server | undefined;

  constructor(address: string, port: number) {
    this.address = address;
    this.port = port;
  }

  get url(): string {
    return `http://${this.address}:${this.port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.address, port: this.port }, resolve);
    });
    this.server = server;
  }

  /** Takes no more connections and cuts those that there are, as a system that goes down. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  reset(): void {
    this.script = greet;
    this.stream = () => undefined;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const streamed = this.stream(request, response);
      if (streamed !== undefined) {
        await streamed;
        return;
      }
      const { method = '', url = '', headers } = request;
      const call = { method, path: url, headers, body: await buffer(request) };
      this.calls.push(call);
      await this.script(call, response);
    } catch {
      response.destroy();
    }
  }
}
