import { join } from 'node:path';
import { isIP } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { declaredDatabase } from '#storage/database.ts';
import { OwnCertificateStatus } from './certificate-status/own-certificates.ts';
import { OcspService } from './certificate-status/service.ts';
import { readAnchorFile } from '#distribution/configuration-client/anchor-file.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { ConfigurationUpdater } from '#distribution/configuration-client/updater.ts';
import type { ServerContext } from './context.ts';
import { Spool } from './exchange/spool.ts';
import { PROXY_VERSION } from './exchange/version.ts';
import { serverConfigurationDatabase, type SecurityServerFile } from './file.ts';
import { makeFolders, type Folders } from './folders.ts';
import { readLogKeys } from './message-log/encryption/keys.ts';
import {
  archiveEncryption,
  archiveTransfers,
  keystoreSettings,
  messageLogParameters,
} from './message-log-parameters.ts';
import { openMessageLog, type MessageLog } from './message-log/message-log.ts';
import { OperationalMonitoring } from './monitoring/store.ts';
import { chosenServices } from './server-configuration/time-stamping-services.ts';
import { ServerConfigurationRepository } from './server-configuration/repository.ts';
import { followCertificates } from './management/certificate-registrations.ts';
import { ClientRegistrations } from './management/client-registrations.ts';
import { prioritized } from './service-priority.ts';
import { OwnIdentities, usableCertificates } from './signer/selection.ts';
import { startSigner, type RunningSigner } from './signer/start.ts';
import type { Teardown } from './teardown.ts';

/** How long the start waits for the first download: a source that says nothing must not hold up the server. */
const FIRST_DOWNLOAD_MS_MAX = 5_000;
/** How often OCSP responses are fetched while there is no configuration that says it. */
const OCSP_FETCH_SECONDS = 1_200;

/** What keeps a server able to exchange messages: configuration, keys, certificate status, message log, monitoring. */
export interface ControlPlane {
  readonly folders: Folders;
  readonly context: ServerContext;
  readonly signer: RunningSigner;
  readonly status: OwnCertificateStatus;
  readonly identities: OwnIdentities;
  readonly verifier: CertificateVerifier;
  readonly messageLog: MessageLog;
  readonly monitoring: OperationalMonitoring;
  readonly repository: ServerConfigurationRepository;
  /** Takes over what has changed in the server's configuration. */
  adoptConfiguration(): Promise<void>;
  /**
   * Takes what is on the disk, downloads configuration once, and goes on by itself. Does not wait long for its source, and not for
   * OCSP responders.
   */
  start(): Promise<void>;
  /** Takes over what has changed in keys or configuration: which certificates need OCSP responses. */
  adoptCertificates(): Promise<void>;
}

/**
 * Opens what is on this machine: folders, databases, the signer, port 5577. Nothing is asked of other machines yet.
 * `onConfiguration` is called whenever there is another global configuration.
 */
export async function openControlPlane(
  file: SecurityServerFile,
  clock: Clock,
  log: Log,
  { teardown, onConfiguration }: { readonly teardown: Teardown; readonly onConfiguration: () => void },
): Promise<ControlPlane> {
  const { parameters, serverId } = file;
  const folders = await makeFolders(file.data, teardown);
  const serverConfiguration = await applyServerConfiguration(file, folders.data, { clock, log, teardown });
  const registrations = await ClientRegistrations.open({
    serverId,
    repository: serverConfiguration,
    configuration: () => tryOr(() => updater.configuration()),
    log,
    onChange: onConfiguration,
  });
  const updater = await configurationUpdater(file, folders, {
    clock,
    log,
    // Who may exchange messages changes together with what that follows from.
    onConfiguration: () => void registrations.follow().then(onConfiguration),
  });
  teardown.add(() => registrations.stop());
  teardown.add(() => updater.stop());
  const context: ServerContext = {
    serverId,
    address: file.address,
    parameters,
    clock,
    log,
    sharesPorts: false,
    spool: new Spool(folders.spool, parameters['proxy.spool-max']),
    globalConfiguration: () => updater.configuration(),
    latestConfiguration: () => updater.latest,
    serverConfiguration: () => registrations.snapshot,
  };
  const signer = await startSigner({
    directory: folders.signer,
    pin: 'file' in file.pin ? { kind: 'file', path: file.pin.file } : { kind: 'descriptor', ...file.pin },
    devices: file.tokens,
    clientTimeoutMs: parameters['signer.client-timeout'],
    log,
  });
  teardown.add(() => signer.stop());
  const verifier = new CertificateVerifier();
  let certificates: readonly Certificate[] = [];
  const status = certificateStatus(context, folders.ocsp, () => certificates);
  teardown.add(() => status.stop());
  const identities = new OwnIdentities({
    signer: signer.client,
    status,
    configuration: () => context.globalConfiguration(),
    verifier,
    clock,
    rsaSignMechanism: parameters['signer.soft-token-rsa-sign-mechanism'],
  });
  teardown.add(() => {
    identities.close();
  });
  const ocspService = new OcspService((hash) => status.responseByHash(hash), log);
  await ocspService.listen(file.address, parameters['proxy.ocsp-responder-port']);
  teardown.add(() => ocspService.close());
  const encryption = archiveEncryption(parameters);
  await encryption?.assertUsable();
  const messageLog = await openMessageLog({
    database: declaredDatabase(file.messageLog, join(folders.data, 'messagelog.sqlite')),
    folder: folders.messageLog,
    archiveFolder: folders.archive,
    clock,
    parameters: messageLogParameters(parameters),
    ...(encryption && { archiveEncryption: encryption }),
    transfers: archiveTransfers(parameters, clock),
    onFailure: (work, error) => {
      log.error(`The message log: ${work} failed`, { error });
    },
    keys: await readLogKeys(keystoreSettings(parameters)),
    configuration: () => updater.configuration(),
    timestampingUrls: () => timeStampingUrls(context),
  });
  teardown.add(() => messageLog.close());
  if (!parameters['message-log.enabled']) {
    log.warn('Messages are not logged (message-log.enabled): nothing can be proved of them later');
  }
  const monitoring = await openMonitoring(context, folders);
  teardown.add(() => monitoring.close());
  const readCertificates = async (): Promise<void> => {
    certificates = usableCertificates(await signer.client.keys());
  };
  return {
    folders,
    context,
    signer,
    status,
    identities,
    verifier,
    messageLog,
    monitoring,
    repository: serverConfiguration,
    adoptConfiguration: () => registrations.follow(),
    start: async () => {
      await Promise.race([updater.start(), setTimeout(FIRST_DOWNLOAD_MS_MAX, undefined, { ref: false })]);
      await registrations.follow();
      registrations.start();
      await readCertificates();
      await status.start();
    },
    adoptCertificates: async () => {
      const configuration = tryOr(() => context.globalConfiguration());
      if (configuration !== undefined)
        await followCertificates({ serverId, signer: signer.client, configuration, log });
      await readCertificates();
      await status.refresh('missing');
    },
  };
}

async function applyServerConfiguration(
  file: SecurityServerFile,
  data: string,
  { clock, log, teardown }: { readonly clock: Clock; readonly log: Log; readonly teardown: Teardown },
): Promise<ServerConfigurationRepository> {
  const repository = await ServerConfigurationRepository.open(serverConfigurationDatabase(file, data));
  teardown.add(() => repository.close());
  const changes = await repository.applyDeclared(file.declared, clock.now());
  log.info('Server configuration applied', { changes: changes.length });
  return repository;
}

async function configurationUpdater(
  { parameters, anchor, serverId }: SecurityServerFile,
  folders: Folders,
  { clock, log, onConfiguration }: { readonly clock: Clock; readonly log: Log; readonly onConfiguration: () => void },
): Promise<ConfigurationUpdater> {
  const localAddress = parameters['configuration-client.local-address'];
  if (localAddress !== '' && isIP(localAddress) === 0) {
    throw drumError('malformed_server_conf', 'Parameter configuration-client.local-address: must be an IP address');
  }
  return new ConfigurationUpdater({
    client: new ConfigurationClient({
      anchor: (await readAnchorFile(anchor)).anchor,
      directory: folders.configuration,
      clock,
      allowedFederations: parameters['configuration-client.allowed-federations'],
      limits: {
        connectTimeoutMs: parameters['configuration-client.downloader-connect-timeout'],
        readTimeoutMs: parameters['configuration-client.downloader-read-timeout'],
      },
      removeOthers: true,
      downloader: serverId,
      ...(localAddress === '' ? {} : { localAddress }),
    }),
    clock,
    updateIntervalSeconds: parameters['configuration-client.update-interval'],
    onFailure: (error, retrySeconds) => {
      log.warn('Global configuration could not be downloaded', { error, retrySeconds });
    },
    onConfiguration,
  });
}

function certificateStatus(
  context: ServerContext,
  directory: string,
  certificates: () => readonly Certificate[],
): OwnCertificateStatus {
  const { parameters, serverId, clock, log } = context;
  return new OwnCertificateStatus({
    directory,
    certificates,
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
}

function openMonitoring({ parameters, clock, log }: ServerContext, folders: Folders): Promise<OperationalMonitoring> {
  return OperationalMonitoring.open({
    database: { engine: 'sqlite', path: join(folders.data, 'monitoring.sqlite'), synchronous: 'normal' },
    clock,
    log,
    version: PROXY_VERSION,
    keepDays: parameters['op-monitor.keep-records-for-days'],
    bufferRecordsMax: parameters['op-monitor.buffer-size'],
    storeIntervalMs: parameters['op-monitor.store-interval'],
  });
}

/** Addresses of the services that the server is set up with, all approved ones where it names none, in the order to ask them. */
function timeStampingUrls(context: ServerContext): string[] {
  const approved = context.globalConfiguration().approvedTsas(context.serverId.instance);
  const { timeStampingServices } = context.serverConfiguration().configuration;
  const used = timeStampingServices.length === 0 ? approved : chosenServices(timeStampingServices, approved);
  return prioritized(used, context.parameters['message-log.timestamping-prioritization-strategy']).map(
    ({ url }) => url,
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
