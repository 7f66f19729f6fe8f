import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Certificate } from '#certs/certificate.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { startAdminApi } from './admin-api/service.ts';
import { openControlPlane, type ControlPlane } from './control-plane.ts';
import type { DataPlane } from './data-plane.ts';
import { exchangeLog } from './exchange/log.ts';
import type { SecurityServerFile } from './file.ts';
import { healthChecks } from './health-checks.ts';
import { healthOf, HealthService, type Health } from './health.ts';
import { RequestedChanges } from './management/requested-changes.ts';
import { sendFromWithin } from './management/send-from-within.ts';
import { tlsIdentity, type TlsIdentity } from '#certs/tls-identity.ts';
import type { UsedCertificate } from './monitoring/environment/certificates.ts';
import { Environment } from './monitoring/environment/environment.ts';
import { Metrics } from './monitoring/metrics.ts';
import { ServerMonitoring } from './monitoring/monitoring.ts';
import type { SignerState } from './signer/messages.ts';
import { Teardown } from './teardown.ts';

/** How long the start waits for the first OCSP responses. */
const FIRST_PROOFS_MS_MAX = 5_000;

export interface StartOptions {
  /**
   * Makes the ids of exchanges and messages: random, but where recorded answers, which name them, are played again. Not for
   * workers, which make their own.
   */
  readonly newUuid?: () => string;
  /** Holds answers of the admin API against their definition too: for tests. */
  readonly checkAnswers?: boolean;
}

export interface RunningSecurityServer {
  health(): Promise<Health>;
  /** Ends what is under way within `proxy.drain-timeout`, then everything. */
  stop(): Promise<void>;
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
  { newUuid = randomUUID, checkAnswers = false }: StartOptions,
  teardown: Teardown,
): Promise<RunningSecurityServer> {
  const control = await openControlPlane(file, clock, log, { teardown, onConfiguration: () => void refresh() });
  const { context, signer, identities, status, messageLog } = control;
  const metrics = new Metrics();
  teardown.add(() => {
    metrics.close();
  });
  const internal = await tlsIdentity(control.folders.data, {
    ...{ name: 'internal', commonName: file.serverId.serverCode, address: file.address, clock },
  });
  const environment = environmentOf(control, internal);
  teardown.add(() => {
    environment.stop();
  });
  const monitoring = new ServerMonitoring(control.monitoring, environment, context);
  const exchanges = await exchangesOf(control, metrics, { newUuid, internal, monitoring });
  teardown.add(() => exchanges.close());
  const checks = healthChecks({
    context,
    signer: signer.client,
    identities,
    messageLog,
    isOpenToPeers: () => exchanges.isOpenToPeers,
  });
  const health = (): Promise<Health> => healthOf(checks, clock.kind);
  const healthService = new HealthService(health, () => performance.now(), {
    contentType: metrics.contentType,
    text: () => exchanges.metricsText(),
  });
  await healthService.start(file.address, file.parameters['proxy.health-check-port']);
  teardown.add(() => healthService.stop());

  const send = sendFromWithin(control, () => internal);
  const requested = new RequestedChanges({
    serverId: context.serverId,
    configuration: () => context.latestConfiguration(),
    send,
  });

  /** Takes what has changed in keys, OCSP responses or configuration. */
  async function refresh(): Promise<void> {
    try {
      await control.adoptCertificates();
    } catch (error) {
      log.warn('A change of keys or configuration could not be taken over yet', { error });
    }
    environment.certificatesChanged();
    requested.follow();
    await exchanges.refreshCertificate();
  }
  teardown.add(signer.client.onChange(() => void refresh()));
  teardown.add(() => exchanges.drain());
  teardown.add(status.onChange(() => void exchanges.refreshCertificate()));
  await control.start();
  // A responder or source that does not answer must not hold up the server; what comes later is taken over then.
  await Promise.race([refresh(), setTimeout(FIRST_PROOFS_MS_MAX, undefined, { ref: false })]);
  // Again, for a port that is taken: at the start that is an error and no warning.
  await exchanges.showCertificate();
  messageLog.start();
  environment.start();
  await exchanges.open();
  const administration = await startAdminApi({
    ...{ file, control, send, requested, repository: control.repository, internal, checkAnswers },
    changed: () => void control.adoptConfiguration(),
  });
  if (administration !== undefined) teardown.add(() => administration.stop());
  return { health, stop: () => teardown.run(log) };
}

/** Measures this machine, and tells of the certificates that the server works with. */
function environmentOf({ context, signer }: ControlPlane, internal: TlsIdentity): Environment {
  const { clock, log, parameters } = context;
  const { clients } = context.serverConfiguration().configuration;
  const informationSystems = clients.flatMap(({ tlsCertificates }) => tlsCertificates);
  return new Environment({
    ...{ clock, log, parameters },
    certificates: async () => [
      ...keyCertificates(await signer.client.keys()),
      { use: 'SECURITY_SERVER_TLS', certificate: Certificate.fromPem(internal.certificate).der, isActive: true },
      ...informationSystems.map(
        (certificate) => ({ use: 'INTERNAL_IS_CLIENT_TLS', certificate, isActive: true }) as const,
      ),
    ],
  });
}

const keyCertificates = ({ tokens }: SignerState): UsedCertificate[] =>
  tokens
    .flatMap(({ keys }) => keys)
    .flatMap(({ certificates }) => certificates)
    .map(({ certificate, active }) => ({
      ...{ use: 'AUTH_OR_SIGN', certificate: Buffer.from(certificate, 'base64'), isActive: active },
    }));

/** What exchanges messages: this process, or workers of it. */
type Exchanges = Pick<
  DataPlane,
  'isOpenToPeers' | 'showCertificate' | 'refreshCertificate' | 'open' | 'drain' | 'close' | 'metricsText'
>;

async function exchangesOf(
  control: ControlPlane,
  metrics: Metrics,
  {
    newUuid,
    internal,
    monitoring,
  }: {
    readonly newUuid: () => string;
    readonly internal: TlsIdentity;
    readonly monitoring: ServerMonitoring;
  },
): Promise<Exchanges> {
  const { context, signer, status, messageLog, folders } = control;
  const common = {
    context,
    metrics,
    internal,
    monitoring,
    log: exchangeLog(messageLog, context.clock),
    records: messageLog,
    configurationFolder: folders.configuration,
  };
  const count = context.parameters['proxy.workers'];
  // Each takes memory that the other form of the server does without.
  if (count > 0) {
    const { Workers } = await import('./workers/workers.ts');
    return new Workers({
      ...common,
      count,
      spoolFolder: folders.spool,
      signerSocketPath: signer.socketPath,
      ocspResponses: () => status.freshResponses(),
    });
  }
  const { DataPlane } = await import('./data-plane.ts');
  return new DataPlane({
    ...common,
    signer: signer.client,
    identities: control.identities,
    verifier: control.verifier,
    ownResponse: (certificate) => status.responseFor(certificate),
    newUuid,
  });
}
