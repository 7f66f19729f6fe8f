import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TlsIdentity } from '#certs/tls-identity.ts';

export const SECRET = 'a secret that both sides have, long enough';

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Whoever has notices posted to it. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Statuses of the next answers; then 204. */
  readonly statuses: number[] = [];
  readonly port: number;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start({ key, certificate }: TlsIdentity): Promise<WebhookReceiver> {
    const started: { receiver?: WebhookReceiver } = {};
    const server = createServer({ key, cert: certificate }, (request, response) => {
      void text(request).then((body) => {
        started.receiver?.received.push({ path: request.url ?? '', headers: request.headers, body });
        const status = started.receiver?.statuses.shift() ?? 204;
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (started.receiver = new WebhookReceiver(server));
  }

  /** Whether a message is signed as the documentation has it. */
  static isSigned({ headers, body }: Received): boolean {
    const signed = `${String(headers['drum-timestamp'])}.${body}`;
    return headers['drum-signature'] === `v1=${createHmac('sha256', SECRET).update(signed).digest('hex')}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
