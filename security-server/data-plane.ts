import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { createSecureContext, type SecureContext } from 'node:tls';
import { setTimeout } from 'node:timers/promises';
import type { Certificate } from '#certs/certificate.ts';
import type { CertificateVerifier } from '#certs/path.ts';
import { PeerCertificates } from './certificate-status/peer-certificates.ts';
import { evidenceService, type EvidenceSources } from './client-proxy/evidence.ts';
import { ClientHandler } from './client-proxy/handler.ts';
import { listClientsService } from './client-proxy/list-clients.ts';
import { InformationSystemListeners } from './client-proxy/listeners.ts';
import { verificationConfigurationService } from './client-proxy/verification-configuration.ts';
import type { ServerContext } from './context.ts';
import { archiveEncryption } from './message-log-parameters.ts';
import { MessageSigning } from './exchange/message-signing.ts';
import type { ExchangeServices } from './exchange/services.ts';
import { Turns } from './exchange/turns.ts';
import type { Metrics } from './monitoring/metrics.ts';
import { peerJudge } from './peers/judge.ts';
import { PeerConnections } from './peers/peer-connections.ts';
import { peerContext } from './peers/tls.ts';
import type { ServerConfigurationSnapshot } from './server-configuration/snapshot.ts';
import { PeerEndpoint } from './server-proxy/endpoint.ts';
import { PeerHandler } from './server-proxy/handler.ts';
import { ProviderCalls } from './server-proxy/provider-call.ts';
import type { SignerClient } from './signer/client.ts';
import type { OwnIdentities } from './signer/selection.ts';

export interface DataPlaneParts extends Omit<
  ExchangeServices,
  'signing' | 'certificates' | 'turns' | 'metrics' | 'shares'
> {
  readonly metrics: Metrics;
  readonly signer: Pick<SignerClient, 'sign'>;
  readonly identities: OwnIdentities;
  readonly verifier: CertificateVerifier;
  /** A fresh OCSP response that this server holds itself. */
  readonly ownResponse: (certificate: Certificate) => Uint8Array | undefined;
  /** The records whose evidence information systems may ask for. */
  readonly records: EvidenceSources['log'];
  readonly internal: CurrentTlsIdentity;
  /** Global configuration as it is kept. */
  readonly configurationFolder: string;
  newUuid(): string;
  /** Called when other servers can connect. */
  onOpenToPeers?(): void;
}

/** What exchanges pass through: both proxies with their listeners and connections. It keeps nothing that outlives it. */
export class DataPlane {
  private readonly context: ServerContext;
  private readonly metrics: Metrics;
  private readonly providers: ProviderCalls;
  private readonly peers: PeerConnections;
  private readonly endpoint: PeerEndpoint;
  private readonly listeners: InformationSystemListeners;

  constructor(parts: DataPlaneParts) {
    const { context, identities, verifier, internal } = parts;
    const { serverId, clock } = context;
    this.context = context;
    this.metrics = parts.metrics;
    const services: Omit<ExchangeServices, 'shares'> = {
      context,
      log: parts.log,
      monitoring: parts.monitoring,
      metrics: parts.metrics,
      turns: new Turns(),
      signing: new MessageSigning({
        signer: parts.signer,
        identityOf: (member) => identities.signing(member),
        batches: context.parameters['signer.batch-signing'],
        now: () => clock.now(),
      }),
      certificates: verifier,
    };
    this.providers = new ProviderCalls(
      context.parameters,
      (service) => certificatesOf(context.serverConfiguration(), service),
      internal,
    );
    const peerHandler = new PeerHandler({ ...services, providers: this.providers });
    this.endpoint = new PeerEndpoint(context, () => identities.authentication(serverId), {
      handle: (request, response) => void peerHandler.handle(request, response),
      onOpen: () => parts.onOpenToPeers?.(),
    });
    this.peers = peerConnections(parts);
    const clientHandler = new ClientHandler(
      {
        ...services,
        newUuid: () => parts.newUuid(),
        peers: this.peers,
        authenticationOcspResponses: async () => (await identities.authentication(serverId)).ocspResponses,
        judgePeer: peerJudge(peerCertificates(parts), context.parameters['proxy.ocsp-responder-port']),
        internal,
      },
      [
        listClientsService(context),
        evidenceService({
          ...{ context, log: parts.records, internal },
          encryption: archiveEncryption(context.parameters),
        }),
        verificationConfigurationService(parts.configurationFolder),
      ],
    );
    this.listeners = new InformationSystemListeners(
      context,
      internal,
      (request, response) => void clientHandler.handle(request, response),
    );
  }

  get isOpenToPeers(): boolean {
    return this.endpoint.isOpen;
  }

  /** Opens to other servers, or shows them another certificate, as there is one. Throws where a port is taken. */
  showCertificate(): Promise<void> {
    return this.endpoint.refresh();
  }

  /** The same while the server runs: what keeps it from that is logged. */
  async refreshCertificate(): Promise<void> {
    try {
      await this.showCertificate();
    } catch (error) {
      this.context.log.error('The listener for other security servers could not be opened', { error });
    }
  }

  /** 48 bytes that TLS session tickets are protected with, for processes that share the ports. */
  protectTicketsWith(keys: Uint8Array): void {
    this.endpoint.protectTicketsWith(keys);
    this.listeners.protectTicketsWith(keys);
  }

  /** Opens to information systems. Throws where a port is taken. */
  open(): Promise<void> {
    return this.listeners.start();
  }

  /** In the text form of Prometheus. */
  metricsText(): Promise<string> {
    return this.metrics.text();
  }

  /** First no new work, then the work under way, within `proxy.drain-timeout`; then whatever is still open is cut. */
  async drain(): Promise<void> {
    const closing = Promise.all([this.listeners.stop(), this.endpoint.stop()]);
    await Promise.race([
      closing,
      setTimeout(this.context.parameters['proxy.drain-timeout'], undefined, { ref: false }),
    ]);
    this.listeners.abort();
    this.endpoint.abort();
    await closing;
  }

  /** Ends what connects to others. */
  async close(): Promise<void> {
    await this.peers.close();
    await this.providers.close();
  }
}

function peerConnections({ context, identities }: DataPlaneParts): PeerConnections {
  const { parameters, serverId, clock } = context;
  const contexts = new WeakMap<object, SecureContext>();
  return new PeerConnections({
    limits: {
      port: parameters['proxy.server-port'],
      connectMs: parameters['proxy.client-timeout'],
      cachedConnectMs: parameters['proxy.client-cached-host-timeout'],
      answerMs: parameters['proxy.client-httpclient-timeout'],
      winnerSeconds: parameters['proxy.client-fastest-connecting-ssl-uri-cache-period'],
      idleMs: parameters['proxy.pool-idle-timeout'],
      connectionsPerServerMax: parameters['proxy.pool-max-per-server'],
    },
    secureContext: async () => {
      const identity = await identities.authentication(serverId);
      let secure = contexts.get(identity);
      if (secure === undefined) {
        secure = createSecureContext(peerContext(identity));
        contexts.set(identity, secure);
      }
      return secure;
    },
    nowMs: () => clock.now().getTime(),
  });
}

function peerCertificates({ context, verifier, ownResponse }: DataPlaneParts): PeerCertificates {
  const { parameters, clock } = context;
  return new PeerCertificates({
    own: ownResponse,
    timeouts: {
      connectMs: parameters['proxy.ocsp-client-connect-timeout'],
      readMs: parameters['proxy.ocsp-client-read-timeout'],
    },
    verifier,
    clock,
  });
}

function certificatesOf(snapshot: ServerConfigurationSnapshot, service: object): readonly Uint8Array[] {
  return (
    snapshot.configuration.clients.find(({ services }) => services.some((each) => each === service))?.tlsCertificates ??
    []
  );
}
