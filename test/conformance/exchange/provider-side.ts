import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRecordedHttp } from '../recorded-http.ts';
import { LabConfiguration } from './lab-configuration.ts';
import { startLabServer, type LabServer } from './lab-server.ts';
import { PROVIDER_ADDRESS } from './lab.ts';
import type { Protocol } from '#protocol/transport/message.ts';
import { decodeMessage, providerAnswerBehind } from './messages.ts';
import { soapAnswerBehind } from './soap.ts';
import { labTls, sendAsPeer, type PeerAnswer, type PeerTls } from './peer.ts';
import { freePorts } from './ports.ts';
import { ScriptedProvider } from './provider.ts';

/** For a request that the reference did not deliver. */
export const ANSWER_OF_NO_RECORDING = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-type: text/plain\r\nContent-length: 4\r\n\r\nours',
);

const CONSUMER = 'LAB/COM/1001/ConsumerSub';

/** Our server-proxy as the laboratory's ss2, with its two providers' services behind it. */
export class ProviderSide {
  readonly server: LabServer;
  readonly provider: ScriptedProvider;
  private readonly port: number;
  private readonly resources: AsyncDisposableStack;

  private constructor(parts: {
    server: LabServer;
    provider: ScriptedProvider;
    port: number;
    resources: AsyncDisposableStack;
  }) {
    this.server = parts.server;
    this.provider = parts.provider;
    this.port = parts.port;
    this.resources = parts.resources;
  }

  /** @param folder empty */
  static async start(folder: string): Promise<ProviderSide> {
    const resources = new AsyncDisposableStack();
    try {
      const configuration = await LabConfiguration.start();
      resources.defer(() => configuration.stop());
      const provider = await ScriptedProvider.start();
      resources.defer(() => provider.stop());
      const [http = 0, https = 0, port = 0, ocsp = 0, health = 0] = await freePorts(5);
      const server = await startLabServer({
        folder,
        anchor: configuration.anchor(),
        address: PROVIDER_ADDRESS,
        server: { memberCode: '1002', serverCode: 'ss2' },
        keys: [
          { name: 'auth-ss2' },
          { name: 'sign-1002', memberCode: '1002' },
          { name: 'sign-1003-ec', memberCode: '1003' },
        ],
        clients: providersOf(provider.url),
        parameters: {
          'proxy.client-http-port': http,
          'proxy.client-https-port': https,
          'proxy.server-listen-port': port,
          'proxy.ocsp-responder-port': ocsp,
          'proxy.health-check-port': health,
        },
      });
      resources.defer(() => server.running.stop());
      return new ProviderSide({ server, provider, port, resources });
    } catch (error) {
      await resources.disposeAsync();
      throw error;
    }
  }

  /** Sends a recorded request as another security server, and the provider's service answers as it did then. */
  async receive(file: string, recordedAnswer: string, tls?: PeerTls, protocol: Protocol = 'REST'): Promise<PeerAnswer> {
    return this.receiveBytes(readFileSync(file), await servedThen(file, recordedAnswer, protocol), tls);
  }

  /** @param served the answer of the provider's service */
  receiveBytes(request: Buffer, served: Buffer, tls = labTls('auth-ss1')): Promise<PeerAnswer> {
    this.provider.answerWith(served);
    return sendAsPeer({ host: PROVIDER_ADDRESS, port: this.port }, tls, request);
  }

  async stop(): Promise<void> {
    await this.resources.disposeAsync();
  }
}

/** The services that the recorded requests call, as the laboratory's ss2 had them. */
function providersOf(provider: string): object[] {
  const url = `${provider}/echo`;
  const echo = { code: 'echo', url, accessRights: [{ client: CONSUMER }] };
  const soapEcho = { ...echo, code: 'soapEcho', version: 'v1', type: 'WSDL', url: `${provider}/soap` };
  const disabled = { ...echo, code: 'disabled', disabledNotice: 'Service is disabled: test' };
  return [
    { id: 'LAB/COM/1002/ProviderSub', services: [echo, { code: 'denied', url }, disabled, soapEcho] },
    { id: 'LAB/COM/1003/EcSub', services: [echo, soapEcho] },
  ];
}

/** What the service answered: as recorded beside the request, or as the recorded response tells. */
async function servedThen(file: string, recordedAnswer: string, protocol: Protocol): Promise<Buffer> {
  const served = join(dirname(file), '3b-service-to-serverproxy.http');
  if (existsSync(served)) return readFileSync(served);
  const answer = readRecordedHttp(recordedAnswer);
  if (answer.header('content-type')?.startsWith('multipart/') === true) {
    const decoded = await decodeMessage(answer, 'response', protocol);
    if (decoded.kind === 'message') {
      return protocol === 'SOAP' ? soapAnswerBehind(answer, decoded) : providerAnswerBehind(decoded);
    }
  }
  return ANSWER_OF_NO_RECORDING;
}
