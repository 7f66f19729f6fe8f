import { listen } from '#config/listening.ts';
import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AggregatorRegistry } from 'prom-client';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { carriedError, type CarriedError } from '#protocol/errors/carried.ts';
import type { EvidenceSources } from '../client-proxy/evidence.ts';
import { readConfigurationFiles } from '#distribution/configuration-client/read-directory.ts';
import type { ServerContext } from '../context.ts';
import type { ExchangeLog, Monitoring } from '../exchange/services.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import type { ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';
import { RestartDelay } from '../restart-delay.ts';
import { clockState } from './clock-state.ts';
import { logService } from './log-service.ts';
import { monitoringService } from './monitoring-service.ts';
import type { ServerState, WorkerStart } from './messages.ts';
import { WorkerProcess } from './process.ts';
import { shareOf } from './shares.ts';

/** What workers listen on. */
const PORTS = ['proxy.client-http-port', 'proxy.client-https-port', 'proxy.server-listen-port'] as const;
const TICKET_KEY_BYTES = 48;
/** Sessions last no longer; whoever comes with an older ticket makes a full handshake. */
const TICKET_KEYS_MS = 12 * 3_600_000;
/** How soon workers know that messages may not be taken, or may again; each record is judged by its own time besides. */
const READINESS_MS = 1_000;

export interface WorkersOptions {
  readonly count: number;
  readonly context: ServerContext;
  readonly configurationFolder: string;
  /** Each worker has a folder of its own in it. */
  readonly spoolFolder: string;
  readonly signerSocketPath: string;
  readonly internal: CurrentTlsIdentity;
  readonly log: ExchangeLog;
  readonly records: EvidenceSources['log'];
  readonly monitoring: Monitoring;
  readonly metrics: Metrics;
  /** Fresh OCSP responses by SHA-256 of the server's own certificates, hexadecimal. */
  ocspResponses(): ReadonlyMap<string, Uint8Array>;
}

/**
 * Data planes in processes of their own, which share the server's ports: each listens by itself (SO_REUSEPORT), so that one
 * that dies takes no connection with it but its own. Each keeps the configuration, the OCSP responses and the ticket keys that
 * it is told; records of messages go to the one log here. A worker that dies is started again: what it had under way ends as a
 * broken connection does.
 */
export class Workers {
  private readonly options: WorkersOptions;
  private readonly running = new Map<number, WorkerProcess>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly restarts = new Set<NodeJS.Timeout>();
  private readonly restartDelays: readonly RestartDelay[];
  private ticketKeys = randomBytes(TICKET_KEY_BYTES);
  private refusal: CarriedError | null = null;
  /** What workers have; another one may have the same contents and a later end. */
  private configuration: GlobalConfiguration | undefined;
  private serverConfiguration: ServerConfigurationSnapshot | undefined;
  private telling: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(options: WorkersOptions) {
    this.options = options;
    options.internal.onReplaced((internal) => {
      void this.inOrder(() => {
        this.tell({ internal });
        return Promise.resolve();
      });
    });
    this.restartDelays = Array.from({ length: options.count }, () => new RestartDelay());
  }

  /** Whether every worker that there is takes messages of other servers. */
  get isOpenToPeers(): boolean {
    return this.running.size > 0 && [...this.running.values()].every(({ isOpenToPeers }) => isOpenToPeers);
  }

  /** Throws what keeps the first of them from starting, such as a port that is taken. */
  async open(): Promise<void> {
    await this.requireFreePorts();
    await Promise.all(Array.from({ length: this.options.count }, (_, index) => this.start(index)));
    this.timers.push(
      setInterval(() => {
        this.tellReadiness();
      }, READINESS_MS),
      setInterval(() => {
        this.ticketKeys = randomBytes(TICKET_KEY_BYTES);
        this.tell({ ticketKeys: this.ticketKeys });
      }, TICKET_KEYS_MS),
    );
    for (const timer of this.timers) timer.unref();
  }

  /** Tells all workers of other OCSP responses and another configuration, as there are. */
  async showCertificate(): Promise<void> {
    await this.inOrder(async () => {
      const latest = this.options.context.latestConfiguration();
      const configuration = latest === this.configuration ? {} : await this.storedConfiguration();
      const snapshot = this.options.context.serverConfiguration();
      const server = snapshot === this.serverConfiguration ? {} : { serverConfiguration: snapshot.configuration };
      this.tell({ ocspResponses: this.options.ocspResponses(), ...server, ...configuration });
      this.configuration = latest;
      this.serverConfiguration = snapshot;
    });
  }

  /** The same, where what goes wrong is logged. */
  async refreshCertificate(): Promise<void> {
    try {
      await this.showCertificate();
    } catch (error) {
      this.options.context.log.error('Workers could not be told of changes', { error });
    }
  }

  async drain(): Promise<void> {
    this.stopped = true;
    for (const timer of [...this.timers, ...this.restarts]) clearTimeout(timer);
    const drainMs = this.options.context.parameters['proxy.drain-timeout'];
    await Promise.all([...this.running.values()].map((worker) => worker.stop(drainMs)));
  }

  /** Of this process and all workers together, in the text form of Prometheus. */
  async metricsText(): Promise<string> {
    const own = this.options.metrics.snapshot();
    const all = await Promise.all([own, ...[...this.running.values()].map((worker) => worker.metrics())]);
    return AggregatorRegistry.aggregate(all.map((metrics) => [...metrics])).metrics();
  }

  /** Draining ends all of it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Workers would share a port also with another program of the same user that lets them. */
  private async requireFreePorts(): Promise<void> {
    const { address, parameters } = this.options.context;
    for (const name of PORTS) {
      if (parameters[name] === 0) throw drumError('malformed_server_conf', `${name}: with workers no port may be 0`);
      const server = createServer();
      await listen(server, address, parameters[name]);
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async start(index: number): Promise<void> {
    const { context, log, records, monitoring } = this.options;
    const spoolFolder = join(this.options.spoolFolder, `worker-${index + 1}`);
    // Bodies of exchanges that ended with the worker before this one are nobody's any more.
    await rm(spoolFolder, { recursive: true, force: true });
    await mkdir(spoolFolder, { mode: 0o700 });
    const startedAt = performance.now();
    const worker = await this.inOrder(async () => {
      const start = await this.startOf(index, spoolFolder);
      if (this.stopped) return undefined;
      const begun = new WorkerProcess(start, {
        server: { ...logService(log, records, spoolFolder), ...monitoringService(monitoring) },
        record: (record) => {
          monitoring.record(record);
        },
        programLog: context.log,
      });
      this.running.set(index, begun);
      return begun;
    });
    if (worker === undefined) return;
    worker.onEnd(() => {
      this.running.delete(index);
    });
    await worker.ready();
    worker.onEnd(() => {
      if (this.stopped) return;
      context.log.error('A worker has ended; it is started again', { worker: index + 1 });
      this.restartDelays[index]?.lived(performance.now() - startedAt);
      this.restart(index);
    });
  }

  private restart(index: number): void {
    const timer = setTimeout(() => {
      this.restarts.delete(timer);
      this.start(index).catch((error: unknown) => {
        if (this.stopped) return;
        this.options.context.log.error('A worker could not be started again', { worker: index + 1, error });
        this.restart(index);
      });
    }, this.restartDelays[index]?.next());
    this.restarts.add(timer);
  }

  private async startOf(index: number, spoolFolder: string): Promise<WorkerStart> {
    const { context, count, configurationFolder, signerSocketPath, internal } = this.options;
    const { serverId, address, parameters, clock } = context;
    const state = await this.state();
    return {
      name: `security-server ${serverId.serverCode}, worker ${index + 1}`,
      serverId,
      address,
      parameters: shareOf(parameters, count),
      clock: clockState(clock),
      spoolFolder,
      configurationFolder,
      signerSocketPath,
      internal: internal.identity,
      serverConfiguration: context.serverConfiguration().configuration,
      state,
    };
  }

  private async state(): Promise<ServerState> {
    const configuration = await this.storedConfiguration();
    // All workers know the same, so that one change is news for all of them.
    this.tellReadiness();
    const { ticketKeys, refusal } = this;
    return { ...configuration, ocspResponses: this.options.ocspResponses(), ticketKeys, refusal };
  }

  /** The stored files; nothing while there are none that can be used. */
  private async storedConfiguration(): Promise<Pick<ServerState, 'configuration'>> {
    if (this.options.context.latestConfiguration() === undefined) return {};
    return { configuration: await readConfigurationFiles(this.options.configurationFolder) };
  }

  private tellReadiness(): void {
    const refusal = this.refusalNow();
    if (refusal?.code === this.refusal?.code) return;
    this.refusal = refusal;
    this.tell({ refusal });
  }

  private refusalNow(): CarriedError | null {
    try {
      this.options.log.assertReady();
      return null;
    } catch (error) {
      return carriedError(error);
    }
  }

  /** Nothing that is told meanwhile passes a worker by that is about to start. */
  private inOrder<T>(action: () => Promise<T>): Promise<T> {
    const done = this.telling.then(action);
    this.telling = done.catch(() => undefined);
    return done;
  }

  private tell(state: ServerState): void {
    for (const worker of this.running.values()) worker.tell(state);
  }
}
