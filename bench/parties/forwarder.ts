import { createServer as createHttpServer, Agent, request as requestHttp, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, Agent as TlsAgent, request as requestHttps } from 'node:https';
import type { Server } from 'node:net';
import { play } from './party.ts';

/** Half of the floor: takes requests, and passes them on with nothing done to them. */
export interface ForwarderTask {
  readonly listen: { readonly address: string; readonly port: number; readonly tls: boolean };
  readonly forward: { readonly address: string; readonly port: number; readonly tls: boolean };
  /** PEM, one for all: who is who makes no difference to the cost. */
  readonly key: string;
  readonly certificate: string;
}

function serve({ listen, forward, key, certificate }: ForwarderTask): Promise<undefined> {
  const tls = { key, cert: certificate, rejectUnauthorized: false };
  const pool = { keepAlive: true, maxSockets: 64 };
  const agent = forward.tls ? new TlsAgent({ ...pool, ...tls }) : new Agent(pool);
  const send = forward.tls ? requestHttps : requestHttp;
  const handle: RequestListener = (request, response) => {
    const { method, url, headers } = request;
    const target = { host: forward.address, port: forward.port, path: url, method, headers, agent };
    const passed = send(target, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  };
  const server: Server = listen.tls
    ? createHttpsServer({ ...tls, requestCert: true }, handle)
    : createHttpServer(handle);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: listen.address, port: listen.port }, () => {
      resolve(undefined);
    });
  });
}

play(serve);
