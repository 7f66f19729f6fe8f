import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, request as requestHttps, type Server } from 'node:https';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { digest } from '#certs/algorithms.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { restRequestHash } from '#protocol/rest/consistency.ts';
import { buildRestRequest, type RestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse } from '#protocol/rest/response.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { transportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { newBoundary, multipartContentType } from '#protocol/transport/multipart-writer.ts';
import type { PeerIdentity } from './peer-identity.ts';

const MESSAGE_PORT = 5500;
const OCSP_PORT = 5577;
const HASH = 'SHA-512';

/** Changes a message on its way: an answer of undefined leaves it as it is. */
export type Tamper = (bytes: Buffer) => Buffer;

const untouched: Tamper = (bytes) => bytes;

/** Replaces one text that must be there, as someone between the servers could. */
export function replacing(from: string, to: string): Tamper {
  return (bytes) => {
    const at = bytes.indexOf(from);
    if (at < 0) throw new Error(`There is no ${from} in the message`);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);
  };
}

export interface PeerMessage {
  readonly client: string;
  readonly service: string;
  readonly id: string;
  readonly body?: string;
  readonly tamper?: Tamper;
  /** In place of the type that the message has. */
  readonly contentType?: string;
  /** OCSP responses for the TLS certificate, in place of what the responders say now. */
  readonly ocspResponses?: readonly Buffer[];
  /** Shown in TLS, in place of the registered certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Undefined code: the message was taken and answered. Undefined status: the connection ended without a word. */
export interface PeerAnswer {
  readonly status: number | undefined;
  readonly code: string | undefined;
}

/** Sends a message to a security server as another one would, with the keys of one. */
export async function sendAsPeer(identity: PeerIdentity, to: string, message: PeerMessage): Promise<PeerAnswer> {
  const { headers, bytes } = await messageOfPeer(identity, message);
  return post(message.tls ?? identity.tls, to, headers, bytes);
}

/** A message between security servers: the headers and the body of its HTTP request. */
export async function messageOfPeer(
  identity: PeerIdentity,
  message: PeerMessage,
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly bytes: Buffer }> {
  const { client, service, id, body, tamper = untouched } = message;
  const requestId = randomUUID();
  const rest = buildRestRequest({
    method: body === undefined ? 'GET' : 'POST',
    rawPath: `/r1/${service}`,
    headers: [
      ['X-Road-Client', client],
      ['X-Road-Id', id],
    ],
    requestId,
    instance: 'TEST',
    newMessageId: id,
  });
  const boundary = newBoundary();
  const bytes = await wholeOf(
    encodeProxyMessage({
      boundary,
      ocspResponses: message.ocspResponses ?? (await identity.ocspResponses(identity.authentication)),
      content: { kind: 'rest-request', bytes: rest.bytes },
      bodies: body === undefined ? [] : [{ content: [Buffer.from(body)] }],
      seal: () => identity.sign(parseRestClientHeader(client), rest.bytes, digestOf(body)),
    }),
  );
  const headers = transportRequestHeaders(boundary, {
    protocol: 'REST',
    requestId,
    originalContentType: undefined,
    originalSoapAction: undefined,
    proxyVersion: '7.8.1',
  });
  const { contentType = headers['Content-Type'] ?? '' } = message;
  return { headers: { ...headers, 'Content-Type': contentType }, bytes: tamper(bytes) };
}

async function post(
  tls: PeerIdentity['tls'],
  host: string,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): Promise<PeerAnswer> {
  let answer: IncomingMessage;
  try {
    answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host, port: MESSAGE_PORT, method: 'POST', path: '/', headers, agent: false };
      const request = requestHttps({ ...options, ...tls, rejectUnauthorized: false });
      request.once('response', resolve);
      request.on('error', reject);
      request.end(bytes);
    });
  } catch {
    return { status: undefined, code: undefined };
  }
  const body = await buffer(answer);
  const fault = /<faultcode>([^<]*)<\/faultcode>/.exec(body.toString('latin1'))?.[1];
  return { status: answer.statusCode, code: fault };
}

/** How the scripted server-proxy answers: with a good message, changed on its way; or by hand. */
export interface ServerProxyScript {
  readonly tamper?: Tamper;
  /** Of the answer, in place of the type that it has. */
  readonly contentType?: string;
  /** The request that the answer pretends to be for. */
  readonly pretend?: (rest: RestRequest) => RestRequest;
  /** In place of a greeting. */
  readonly body?: Buffer;
  readonly byHand?: (response: ServerResponse) => void;
}

/** A provider's security server that is played by a test, with the keys of one: port 5500, and 5577 beside it. */
export class ScriptedServerProxy {
  /** Messages that came. */
  received = 0;
  /** Connections that were made. */
  connected = 0;
  script: ServerProxyScript = {};
  private readonly identity: PeerIdentity;
  private readonly messages: Server;
  private readonly ocsp: HttpServer;

  constructor(identity: PeerIdentity) {
    this.identity = identity;
    const tls = { ...identity.tls, requestCert: true, rejectUnauthorized: false };
    this.messages = createServer(tls, (request, response) => {
      void this.serve(request, response).catch(() => response.destroy());
    });
    this.messages.on('secureConnection', () => {
      this.connected += 1;
    });
    this.ocsp = createHttpServer((_, response) => void this.serveOcsp(response));
  }

  async start(options: { readonly withOcsp: boolean }): Promise<void> {
    const { address } = this.identity;
    await new Promise<void>((resolve) => this.messages.listen(MESSAGE_PORT, address, resolve));
    if (options.withOcsp) await this.startOcsp();
  }

  async startOcsp(): Promise<void> {
    await new Promise<void>((resolve) => this.ocsp.listen(OCSP_PORT, this.identity.address, resolve));
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.messages, this.ocsp].map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          }),
      ),
    );
  }

  private async serveOcsp(response: ServerResponse): Promise<void> {
    // One for each certificate that was asked for: the own one first, then, where it is not known yet, the intermediate's.
    const [own] = await this.identity.ocspResponses(this.identity.authentication);
    response.setHeader('content-type', 'multipart/related; type="application/ocsp-response"; boundary=scripted');
    response.write('--scripted\r\nContent-Type: application/ocsp-response\r\n\r\n');
    response.write(own);
    response.end('\r\n--scripted--\r\n');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { rest, body } = await readRequest(request);
    this.received += 1;
    const { script } = this;
    if (script.byHand !== undefined) {
      script.byHand(response);
      return;
    }
    const boundary = newBoundary();
    const answered = (script.pretend ?? ((same) => same))(rest);
    const bytes = await this.answerTo(answered, body, boundary);
    response.writeHead(200, {
      'content-type': script.contentType ?? multipartContentType(boundary),
      'x-hash-algorithm': HASH,
    });
    response.end((script.tamper ?? untouched)(bytes));
  }

  private async answerTo(rest: RestRequest, body: Buffer | undefined, boundary: string): Promise<Buffer> {
    const answer = this.script.body ?? Buffer.from('greetings from the scripted server');
    const provider: ClientId = clientOfService(rest.serviceId);
    const response = buildRestResponse(rest, restRequestHash(rest.bytes, body && digest(HASH, body)), {
      status: 200,
      reason: 'OK',
      headers: [['Content-Type', 'text/plain']],
    });
    return wholeOf(
      encodeProxyMessage({
        boundary,
        content: { kind: 'rest-response', bytes: response.bytes },
        bodies: [{ content: [answer] }],
        seal: () => this.identity.sign(provider, response.bytes, digest(HASH, answer)),
      }),
    );
  }
}

async function readRequest(request: IncomingMessage): Promise<{ rest: RestRequest; body: Buffer | undefined }> {
  const decoded = await decodeProxyMessage(request, {
    direction: 'request',
    protocol: 'REST',
    contentType: request.headers['content-type'],
    hashAlgorithm: HASH,
    storeBody: async ({ content }) => wholeOf(content),
  });
  if (decoded.kind === 'fault' || decoded.content.kind !== 'rest-request') throw new Error('This is no REST request');
  return { rest: decoded.content.rest, body: decoded.bodies[0]?.stored };
}

const digestOf = (body: string | undefined): Buffer | undefined =>
  body === undefined ? undefined : digest(HASH, Buffer.from(body));

async function wholeOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
