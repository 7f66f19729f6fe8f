import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { RecordedHttp } from '../recorded-http.ts';
import { LabConfiguration } from './lab-configuration.ts';
import { startLabServer, type LabServer } from './lab-server.ts';
import { CONSUMER_ADDRESS, labOcspResponse, PROVIDER_ADDRESS } from './lab.ts';
import { labTls, ScriptedPeer } from './peer.ts';
import { freePorts } from './ports.ts';
import { readMessage } from './raw-http.ts';

/** Our client-proxy as the laboratory's ss1, and in place of ss2 a peer that plays recorded answers. */
export class ConsumerSide {
  readonly server: LabServer;
  readonly peer: ScriptedPeer;
  private readonly port: number;
  private readonly ids: string[];
  private readonly resources: AsyncDisposableStack;

  private constructor(parts: {
    server: LabServer;
    peer: ScriptedPeer;
    port: number;
    ids: string[];
    resources: AsyncDisposableStack;
  }) {
    this.server = parts.server;
    this.peer = parts.peer;
    this.port = parts.port;
    this.ids = parts.ids;
    this.resources = parts.resources;
  }

  /** @param folder empty @param peerOcspResponse what the peer shows for its certificate; recorded, when left out */
  static async start(folder: string, peerOcspResponse = labOcspResponse('auth-ss2')): Promise<ConsumerSide> {
    const resources = new AsyncDisposableStack();
    try {
      const configuration = await LabConfiguration.start();
      resources.defer(() => configuration.stop());
      const [port = 0, https = 0, listen = 0, peerPort = 0, ocspPort = 0, health = 0] = await freePorts(6);
      const peer = await ScriptedPeer.start({
        host: PROVIDER_ADDRESS,
        port: peerPort,
        ocspPort,
        tls: labTls('auth-ss2'),
        ocspResponse: peerOcspResponse,
      });
      resources.defer(() => peer.stop());
      const ids: string[] = [];
      const server = await startLabServer({
        folder,
        anchor: configuration.anchor(),
        address: CONSUMER_ADDRESS,
        server: { memberCode: '1001', serverCode: 'ss1' },
        keys: [{ name: 'auth-ss1' }, { name: 'sign-1001', memberCode: '1001' }],
        clients: ['LAB/COM/1001/ConsumerSub', 'LAB/COM/1001/NoSuch'].map((id) => ({ id, connectionType: 'HTTP' })),
        parameters: {
          'proxy.client-http-port': port,
          'proxy.client-https-port': https,
          'proxy.server-listen-port': listen,
          'proxy.server-port': peerPort,
          'proxy.ocsp-responder-port': ocspPort,
          'proxy.health-check-port': health,
        },
        newUuid: () => ids.shift() ?? randomUUID(),
      });
      resources.defer(() => server.running.stop());
      return new ConsumerSide({ server, peer, port, ids, resources });
    } catch (error) {
      await resources.disposeAsync();
      throw error;
    }
  }

  /**
   * Sends the request of an information system; the peer answers with `answer`. `ids` are those that the recorded server
   * had made for the exchange and, where the client gave none, for the message.
   */
  async exchange(request: Buffer, answer: Buffer, ids: readonly string[]): Promise<RecordedHttp> {
    this.peer.answerWith(answer);
    this.ids.splice(0, this.ids.length, ...ids);
    const socket = connect(this.port, CONSUMER_ADDRESS, () => socket.write(request));
    const http = await readMessage(socket);
    socket.destroy();
    if (http === undefined) throw new Error('The client-proxy did not answer');
    return http;
  }

  async stop(): Promise<void> {
    await this.resources.disposeAsync();
  }
}
