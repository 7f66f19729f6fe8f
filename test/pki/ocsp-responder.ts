import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';

/** What a responder does when it is asked: sends these bytes, or an HTTP status, or nothing at all. */
export type Behaviour = () => Buffer | number | 'silent';

/** An OCSP responder over HTTP that is told beforehand what to do about which certificate, and counts what it is asked. */
export class TestResponder {
  /** Names of the certificates that were asked for, in order. */
  readonly asked: string[] = [];
  private readonly behaviours = new Map<string, { readonly name: string; readonly behaviour: Behaviour }>();
  private readonly server: Server;
  private port = 0;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.answer(Buffer.concat(chunks), response);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/ocsp`;
  }

  /** Also after `stop`, at the same address. */
  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Nobody is at home any more. */
  async stop(): Promise<void> {
    await new Promise((done) => {
      this.server.close(done);
      this.server.closeAllConnections();
    });
  }

  /** From now on this certificate is answered for in this way. */
  answerFor(name: string, certificate: Certificate, issuer: Certificate, behaviour: Behaviour): void {
    this.behaviours.set(ocspRequest(certificate, issuer).toString('hex'), { name, behaviour });
  }

  private answer(request: Buffer, response: ServerResponse): void {
    const known = this.behaviours.get(request.toString('hex'));
    this.asked.push(known?.name ?? 'unknown');
    const answer = known === undefined ? 404 : known.behaviour();
    if (answer === 'silent') return;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(answer);
  }
}
