import { randomUUID } from 'node:crypto';
import { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { CertificateVerifier } from '#certs/path.ts';
import { createLog, type Log } from '#config/log.ts';
import type { ServerContext } from '../context.ts';
import { DataPlane } from '../data-plane.ts';
import { Spool } from '../exchange/spool.ts';
import { bodyLogging } from '../message-log/body-logging.ts';
import { NO_RECORD } from '../message-log/message-log.ts';
import { messageLogParameters } from '../message-log-parameters.ts';
import { Metrics } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { SignerClient } from '../signer/client.ts';
import { OwnIdentities } from '../signer/selection.ts';
import { clockAs } from './clock-state.ts';
import type { FromWorker, ServerState, WorkerStart } from './messages.ts';
import { Outbox } from './outbox.ts';
import { remoteMonitoring } from './monitoring-service.ts';
import { RemoteCalls } from './remote-calls.ts';
import { RemoteLog } from './remote-log.ts';
import { ServerView } from './server-view.ts';

/** A data plane in a process of its own: what it needs of its server it is told or asks for, with `send`. */
export class Worker {
  readonly server: RemoteCalls;
  readonly metrics = new Metrics();
  private readonly programLog: Log;
  private readonly view: ServerView;
  private readonly signer: SignerClient;
  private readonly identities: OwnIdentities;
  private readonly internal: CurrentTlsIdentity;
  private readonly dataPlane: DataPlane;

  constructor(start: WorkerStart, send: (message: FromWorker) => void) {
    const clock = clockAs(start.clock);
    const logParameters = messageLogParameters(start.parameters);
    this.programLog = createLog(start.name);
    this.internal = new CurrentTlsIdentity(start.internal);
    this.view = new ServerView(clock, start.serverConfiguration);
    const context = contextOf(start, this.view, this.programLog);
    this.signer = new SignerClient({
      socketPath: start.signerSocketPath,
      timeoutMs: start.parameters['signer.client-timeout'],
      log: this.programLog,
    });
    const verifier = new CertificateVerifier();
    this.identities = new OwnIdentities({
      signer: this.signer,
      status: this.view,
      configuration: () => this.view.configuration(),
      verifier,
      clock,
      rsaSignMechanism: start.parameters['signer.soft-token-rsa-sign-mechanism'],
    });
    this.server = new RemoteCalls((calls) => {
      send({ kind: 'work', calls, records: [] });
    });
    const log = new RemoteLog(this.server);
    const operational = new Outbox<OperationalRecord>((records) => {
      send({ kind: 'work', calls: [], records });
    });
    this.dataPlane = new DataPlane({
      context,
      metrics: this.metrics,
      signer: this.signer,
      identities: this.identities,
      verifier,
      ownResponse: (certificate) => this.view.responseFor(certificate),
      log: {
        append: (record) => (logParameters.enabled ? log.append(record) : Promise.resolve(NO_RECORD)),
        assertLoggable: (bodyBytes, exchange) => {
          bodyLogging(bodyBytes, exchange, logParameters);
        },
        assertReady: () => {
          this.view.assertReady();
        },
      },
      records: log.records,
      monitoring: {
        ...remoteMonitoring(this.server),
        record: (record) => {
          operational.add(record);
        },
      },
      internal: this.internal,
      configurationFolder: start.configurationFolder,
      newUuid: randomUUID,
      onOpenToPeers: () => {
        send({ kind: 'open-to-peers' });
      },
    });
    this.view.take(start.state);
    this.takeTicketKeys(start.state);
  }

  /** Throws where a port is taken. */
  async open(): Promise<void> {
    await this.dataPlane.showCertificate();
    await this.dataPlane.open();
    this.signer.onChange(() => void this.dataPlane.refreshCertificate());
  }

  take(state: ServerState): void {
    try {
      this.view.take(state);
    } catch (error) {
      this.programLog.error('A change of the global configuration could not be taken over', { error });
    }
    this.takeTicketKeys(state);
    if (state.internal !== undefined) this.internal.replace(state.internal);
    if (state.configuration !== undefined || state.ocspResponses !== undefined)
      void this.dataPlane.refreshCertificate();
  }

  /** Ends what is under way within `proxy.drain-timeout`, then everything. */
  async stop(): Promise<void> {
    await this.dataPlane.drain();
    await this.dataPlane.close();
    this.identities.close();
    this.signer.close();
    this.metrics.close();
  }

  private takeTicketKeys({ ticketKeys }: ServerState): void {
    if (ticketKeys !== undefined) this.dataPlane.protectTicketsWith(ticketKeys);
  }
}

function contextOf(
  { serverId, address, parameters, spoolFolder, clock }: WorkerStart,
  view: ServerView,
  log: Log,
): ServerContext {
  return {
    serverId,
    address,
    parameters,
    clock: clockAs(clock),
    log,
    sharesPorts: true,
    spool: new Spool(spoolFolder, parameters['proxy.spool-max']),
    globalConfiguration: () => view.configuration(),
    latestConfiguration: () => view.latest,
    serverConfiguration: () => view.serverConfiguration(),
  };
}
