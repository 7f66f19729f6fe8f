import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { connect, createServer, type SecureVersion, type Server, type TLSSocket } from 'node:tls';
import { Certificate } from '#certs/certificate.ts';
import type { RecordedHttp } from '../recorded-http.ts';
import { labPem, type LabName } from './lab.ts';
import { readMessage } from './raw-http.ts';

/** The three suites that X-Road 7.8 speaks between security servers. */
const XROAD_CIPHERS = 'ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:ECDHE-ECDSA-AES256-SHA384';

/** What a security server of the laboratory is in TLS. */
export interface PeerTls {
  readonly version: SecureVersion;
  readonly key?: string;
  /** PEM, its own certificate first. */
  readonly certificates?: string;
}

export function labTls(name: LabName, version: SecureVersion = 'TLSv1.2'): PeerTls {
  const chain = name === 'auth-ss1' ? ([name, 'intermediate-ca'] as const) : [name];
  return { version, key: labPem(name, 'key'), certificates: chain.map((each) => labPem(each, 'crt')).join('') };
}

const tlsOptions = ({ version, key, certificates }: PeerTls) => ({
  minVersion: version,
  maxVersion: version,
  ...(version === 'TLSv1.2' ? { ciphers: XROAD_CIPHERS } : {}),
  ...(key === undefined ? {} : { key }),
  ...(certificates === undefined ? {} : { cert: certificates }),
  // Certificates are what these tests look at themselves.
  rejectUnauthorized: false,
});

export interface PeerAnswer {
  /** Undefined when the connection was closed without a byte of one. */
  readonly http: RecordedHttp | undefined;
  /** Undefined when there was no handshake. */
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** What the server has shown, its own certificate first. */
  readonly chain: readonly Certificate[];
}

/** Sends recorded bytes to a security server as another one would. */
export async function sendAsPeer(to: { host: string; port: number }, tls: PeerTls, bytes: Buffer): Promise<PeerAnswer> {
  const socket = connect({ ...to, ...tlsOptions(tls) });
  let facts: Omit<PeerAnswer, 'http'> = { protocol: undefined, cipher: undefined, chain: [] };
  socket.once('secureConnect', () => {
    facts = {
      protocol: socket.getProtocol() ?? undefined,
      cipher: socket.getCipher().name,
      chain: chainOf(socket),
    };
    socket.write(bytes);
  });
  const http = await readMessage(socket);
  socket.destroy();
  return { http, ...facts };
}

function chainOf(socket: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  for (let shown = socket.getPeerX509Certificate(); shown !== undefined; shown = shown.issuerCertificate) {
    chain.push(Certificate.fromDer(shown.raw));
  }
  return chain;
}

export interface Delivery {
  readonly http: RecordedHttp;
  readonly protocol: string | null;
  readonly chain: readonly Certificate[];
}

/** The provider's security server: takes whatever it is sent and answers with recorded bytes; serves OCSP responses beside. */
export class ScriptedPeer {
  /** The messages since `answerWith`. */
  deliveries: Delivery[] = [];
  private answer: Buffer = Buffer.alloc(0);
  private readonly server: Server;
  private readonly ocsp: HttpServer;
  private readonly sockets = new Set<TLSSocket>();

  private constructor(tls: PeerTls, ocspResponse: Buffer) {
    this.server = createServer({ ...tlsOptions(tls), requestCert: true }, (socket) => void this.serve(socket));
    this.ocsp = createHttpServer((_, response) => {
      response.setHeader('content-type', 'multipart/related; type="application/ocsp-response"; boundary=lab');
      response.write('--lab\r\nContent-Type: application/ocsp-response\r\n\r\n');
      response.write(ocspResponse);
      response.end('\r\n--lab--\r\n');
    });
  }

  /** @param ocspResponse for the one certificate that it shows */
  static async start(where: {
    readonly host: string;
    readonly port: number;
    readonly ocspPort: number;
    readonly tls: PeerTls;
    readonly ocspResponse: Buffer;
  }): Promise<ScriptedPeer> {
    const peer = new ScriptedPeer(where.tls, where.ocspResponse);
    await new Promise<void>((resolve) => peer.server.listen(where.port, where.host, resolve));
    await new Promise<void>((resolve) => peer.ocsp.listen(where.ocspPort, where.host, resolve));
    return peer;
  }

  answerWith(answer: Buffer): void {
    this.answer = answer;
    this.deliveries = [];
  }

  /** Resolves when every connection to it has ended. */
  async hungUp(): Promise<void> {
    for (const socket of this.sockets) await once(socket, 'close');
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all([this.server, this.ocsp].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private async serve(socket: TLSSocket): Promise<void> {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    const facts = { protocol: socket.getProtocol(), chain: chainOf(socket) };
    const http = await readMessage(socket);
    if (http !== undefined) this.deliveries.push({ http, ...facts });
    socket.end(this.answer);
  }
}
