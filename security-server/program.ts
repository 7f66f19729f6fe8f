import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { OwnCertificateStatus } from './certificate-status/own-certificates.ts';
import { PeerCertificates } from './certificate-status/peer-certificates.ts';
import { OcspService } from './certificate-status/service.ts';
import { evidenceService } from './client-proxy/evidence.ts';
import { ClientHandler } from './client-proxy/handler.ts';
import { listClientsService } from './client-proxy/list-clients.ts';
import { InformationSystemListeners } from './client-proxy/listeners.ts';
import { verificationConfigurationService } from './client-proxy/verification-configuration.ts';
import { readAnchorFile } from './configuration-client/anchor-file.ts';
import { ConfigurationClient } from './configuration-client/configuration-client.ts';
import { ConfigurationUpdater } from './configuration-client/updater.ts';
import type { ServerContext } from './context.ts';
import { exchangeLog } from './exchange/log.ts';
import { MessageSigning } from './exchange/message-signing.ts';
import { PROXY_VERSION } from './exchange/version.ts';
import type { DeclaredDatabase, SecurityServerFile } from './file.ts';
import { healthChecks } from './health-checks.ts';
import { healthOf, HealthService, type Health } from './health.ts';
import { internalIdentity } from './internal-identity.ts';
import { messageLogParameters } from './message-log-parameters.ts';
import { openMessageLog } from './message-log/message-log.ts';
import { Metrics } from './monitoring/metrics.ts';
import { OperationalMonitoring } from './monitoring/store.ts';
import { peerJudge } from './peers/judge.ts';
import { PeerConnections } from './peers/peer-connections.ts';
import { peerContext } from './peers/tls.ts';
import { ServerConfigurationRepository } from './server-configuration/repository.ts';
import { ServerConfigurationSnapshot } from './server-configuration/snapshot.ts';
import { PeerEndpoint } from './server-proxy/endpoint.ts';
import { PeerHandler } from './server-proxy/handler.ts';
import { ProviderCalls } from './server-proxy/provider-call.ts';
import { OwnIdentities, usableCertificates } from './signer/selection.ts';
import { startSigner } from './signer/start.ts';

export interface StartOptions {
  /** Makes the ids of exchanges and messages: random, but where recorded answers, which name them, are played again. */
  readonly newUuid?: () => string;
}

export interface RunningSecurityServer {
  health(): Promise<Health>;
  /** Ends what is under way within `proxy.drain-timeout`, then everything. */
  stop(): Promise<void>;
}

/** What is to be stopped, in the opposite order of its start. */
class Teardown {
  private readonly steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.steps.unshift(step);
  }

  async run(log: Log): Promise<void> {
    for (const step of this.steps.splice(0)) {
      try {
        await step();
      } catch (error) {
        log.error('A part of the server did not stop as it should', { error });
      }
    }
  }
}

/**
 * Starts a security server. It comes up whatever is missing outside (configuration, OCSP responses, time-stamps) and tells
 * by its health what is; only what is wrong on its own machine keeps it from starting: files, databases, ports, the anchor.
 */
export async function startSecurityServer(
  file: SecurityServerFile,
  clock: Clock,
  log: Log,
  options: StartOptions = {},
): Promise<RunningSecurityServer> {
  const teardown = new Teardown();
  try {
    return await start(file, clock, log, options, teardown);
  } catch (error) {
    await teardown.run(log);
    throw error;
  }
}

async function start(
  file: SecurityServerFile,
  clock: Clock,
  log: Log,
  { newUuid = randomUUID }: StartOptions,
  teardown: Teardown,
): Promise<RunningSecurityServer> {
  const { parameters, serverId } = file;
  const folders = await makeFolders(file.data);
  const serverConfiguration = await applyServerConfiguration(file, folders.data, log, teardown);

  const updater = new ConfigurationUpdater({
    client: new ConfigurationClient({
      anchor: (await readAnchorFile(file.anchor)).anchor,
      directory: folders.configuration,
      clock,
      allowedFederations: parameters['configuration-client.allowed-federations'],
      limits: {
        connectTimeoutMs: parameters['configuration-client.downloader-connect-timeout'],
        readTimeoutMs: parameters['configuration-client.downloader-read-timeout'],
      },
      removeOthers: true,
    }),
    clock,
    updateIntervalSeconds: parameters['configuration-client.update-interval'],
    onFailure: (error, retrySeconds) => {
      log.warn('Global configuration could not be downloaded', { error, retrySeconds });
    },
    onConfiguration: () => void refresh(),
  });
  teardown.add(() => updater.stop());
  const context: ServerContext = {
    serverId,
    address: file.address,
    parameters,
    clock,
    log,
    spoolFolder: folders.spool,
    globalConfiguration: () => updater.configuration(),
    latestConfiguration: () => updater.latest,
    serverConfiguration: () => serverConfiguration,
  };

  const signer = await startSigner({
    directory: folders.signer,
    pin: 'file' in file.pin ? { kind: 'file', path: file.pin.file } : { kind: 'descriptor', ...file.pin },
    clientTimeoutMs: parameters['signer.client-timeout'],
    log,
  });
  teardown.add(() => signer.stop());
  const verifier = new CertificateVerifier();
  let ownCertificates: readonly Certificate[] = [];
  const status = new OwnCertificateStatus({
    directory: folders.ocsp,
    certificates: () => ownCertificates,
    trust: () => tryOr(() => context.globalConfiguration().trust(serverId.instance)),
    fetchIntervalSeconds: () =>
      tryOr(() => context.globalConfiguration().ocspFetchIntervalSeconds) ?? OCSP_FETCH_SECONDS,
    retrySeconds: parameters['signer.ocsp-retry-delay'],
    timeouts: {
      connectMs: parameters['signer.ocsp-connect-timeout'],
      readMs: parameters['signer.ocsp-read-timeout'],
    },
    clock,
    log,
  });
  teardown.add(() => status.stop());
  const identities = new OwnIdentities({
    signer: signer.client,
    status,
    configuration: () => context.globalConfiguration(),
    verifier,
    clock,
  });
  teardown.add(() => {
    identities.close();
  });
  const ocspService = new OcspService((hash) => status.responseByHash(hash), log);
  await ocspService.listen(file.address, parameters['proxy.ocsp-responder-port']);
  teardown.add(() => ocspService.close());

  const messageLog = await openMessageLog({
    database: databaseOptions(file.messageLog, join(folders.data, 'messagelog.sqlite'), 'full'),
    folder: folders.messageLog,
    archiveFolder: folders.archive,
    clock,
    parameters: messageLogParameters(parameters),
    configuration: () => updater.configuration(),
    timestampingUrls: () => timeStampingUrls(context),
  });
  teardown.add(() => messageLog.close());
  const monitoring = await OperationalMonitoring.open({
    database: databaseOptions({ engine: 'sqlite' }, join(folders.data, 'monitoring.sqlite'), 'normal'),
    clock,
    log,
    version: PROXY_VERSION,
    keepDays: parameters['op-monitor.keep-records-for-days'],
    bufferRecordsMax: parameters['op-monitor.buffer-size'],
    storeIntervalMs: parameters['op-monitor.store-interval'],
  });
  teardown.add(() => monitoring.close());

  const metrics = new Metrics();
  teardown.add(() => {
    metrics.close();
  });
  const services = {
    context,
    metrics,
    signing: new MessageSigning({
      signer: signer.client,
      identityOf: (member) => identities.signing(member),
      now: () => clock.now(),
    }),
    log: exchangeLog(messageLog, clock),
    certificates: verifier,
    monitoring,
  };
  const providers = new ProviderCalls(parameters, (service) => certificatesOf(serverConfiguration, service));
  teardown.add(() => providers.close());
  const peerHandler = new PeerHandler({ ...services, providers });
  const endpoint = new PeerEndpoint(
    context,
    () => identities.authentication(serverId),
    (request, response) => void peerHandler.handle(request, response),
  );

  const contexts = new WeakMap<object, SecureContext>();
  const peers = new PeerConnections({
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
  teardown.add(() => peers.close());
  const internal = await internalIdentity(folders.data, serverId, file.address, clock);
  const internalCertificate = Certificate.fromPem(internal.certificate).der;
  const peerCertificates = new PeerCertificates({
    own: (certificate) => status.responseFor(certificate),
    timeouts: {
      connectMs: parameters['proxy.ocsp-client-connect-timeout'],
      readMs: parameters['proxy.ocsp-client-read-timeout'],
    },
    verifier,
    clock,
  });
  const clientHandler = new ClientHandler(
    {
      ...services,
      newUuid,
      peers,
      authenticationOcspResponses: async () => (await identities.authentication(serverId)).ocspResponses,
      judgePeer: peerJudge(peerCertificates, parameters['proxy.ocsp-responder-port']),
      internalCertificate,
    },
    [
      listClientsService(context),
      evidenceService({ context, log: messageLog, internalCertificate }),
      verificationConfigurationService(folders.configuration),
    ],
  );
  const listeners = new InformationSystemListeners(
    context,
    internal,
    (request, response) => void clientHandler.handle(request, response),
  );

  const health = (): Promise<Health> =>
    healthOf(
      healthChecks({
        context,
        signer: signer.client,
        identities,
        messageLog,
        isOpenToPeers: () => endpoint.isOpen,
      }),
      clock.kind,
    );
  const healthService = new HealthService(health, () => performance.now(), metrics);
  await healthService.start(file.address, parameters['proxy.health-check-port']);
  teardown.add(() => healthService.stop());

  /** Takes what has changed in keys, OCSP responses or configuration. */
  async function refresh(): Promise<void> {
    try {
      ownCertificates = usableCertificates(await signer.client.keys());
      await status.refresh('missing');
    } catch (error) {
      log.warn('A change of keys or configuration could not be taken over yet', { error });
    }
    await showCertificate();
  }
  async function showCertificate(): Promise<void> {
    try {
      await endpoint.refresh();
    } catch (error) {
      log.error('The listener for other security servers could not be opened', { error });
    }
  }
  teardown.add(signer.client.onChange(() => void refresh()));
  teardown.add(async () => {
    // First no new work, then the work under way, within a bound; then whatever is still open is cut.
    const closing = Promise.all([listeners.stop(), endpoint.stop()]);
    const bound = AbortSignal.timeout(parameters['proxy.drain-timeout']);
    await Promise.race([
      closing,
      new Promise((resolve) => {
        bound.addEventListener('abort', resolve);
      }),
    ]);
    listeners.abort();
    endpoint.abort();
    await closing;
  });
  teardown.add(status.onChange(() => void showCertificate()));
  await updater.start();
  ownCertificates = usableCertificates(await signer.client.keys());
  await status.start();
  // A responder or source that does not answer must not hold up the server; what comes later is taken over then.
  await Promise.race([refresh(), setTimeout(FIRST_PROOFS_MS_MAX, undefined, { ref: false })]);
  // Again, for a port that is taken: at the start that is an error and no warning.
  await endpoint.refresh();
  messageLog.start();
  await listeners.start();
  return { health, stop: () => teardown.run(log) };
}

/** How long the start waits for the first OCSP responses. */
const FIRST_PROOFS_MS_MAX = 5_000;
/** How often OCSP responses are fetched while there is no configuration that says it. */
const OCSP_FETCH_SECONDS = 1_200;

async function makeFolders(data: string) {
  const folders = {
    data,
    signer: join(data, 'signer'),
    configuration: join(data, 'globalconf'),
    ocsp: join(data, 'ocsp'),
    messageLog: join(data, 'messagelog'),
    archive: join(data, 'archive'),
    spool: join(data, 'spool'),
  };
  try {
    // Bodies of exchanges that a stop cut off are nobody's any more.
    await rm(folders.spool, { recursive: true, force: true });
    for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw drumError('io_error', `The data folder ${data} cannot be written to`, error);
  }
  return folders;
}

async function applyServerConfiguration(
  file: SecurityServerFile,
  data: string,
  log: Log,
  teardown: Teardown,
): Promise<ServerConfigurationSnapshot> {
  const options = databaseOptions(file.serverConfigurationDatabase, join(data, 'serverconf.sqlite'), 'full');
  const repository = await ServerConfigurationRepository.open(options);
  teardown.add(() => repository.close());
  const changes = await repository.applyDeclared(file.declared);
  log.info('Server configuration applied', { changes: changes.length });
  return new ServerConfigurationSnapshot(await repository.load());
}

function databaseOptions(declared: DeclaredDatabase, path: string, synchronous: 'full' | 'normal'): DatabaseOptions {
  return declared.engine === 'sqlite' ? { engine: 'sqlite', path, synchronous } : declared;
}

/** Addresses of the services that the server is set up with, in its order; all approved ones where it names none. */
function timeStampingUrls(context: ServerContext): string[] {
  const approved = context.globalConfiguration().approvedTsas(context.serverId.instance);
  const { timeStampingServices } = context.serverConfiguration().configuration;
  if (timeStampingServices.length === 0) return approved.map(({ url }) => url);
  return timeStampingServices.flatMap((name) => approved.filter((tsa) => tsa.name === name).map(({ url }) => url));
}

function certificatesOf(snapshot: ServerConfigurationSnapshot, service: object): readonly Uint8Array[] {
  return (
    snapshot.configuration.clients.find(({ services }) => services.some((each) => each === service))?.tlsCertificates ??
    []
  );
}

/** What cannot be answered while there is no configuration that may be used. */
function tryOr<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
