import { Certificate } from '#certs/certificate.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import { configurationOf } from '../publication/directory.ts';
import { configurationSources } from '../publication/publisher.ts';
import { MANAGEMENT_PATH, REGISTRATION_PATH } from './addresses.ts';
import type { ManagementRequests } from './requests.ts';
import { RequestRate } from './request-rate.ts';
import { ManagementService } from './service.ts';
import { registrationIdentity, type ManagementTlsKey } from './tls-key.ts';

export interface ManagementServices {
  /** What clients of the registration service know it by (DER); it is published. */
  readonly registrationCertificate: Uint8Array;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The registration service and the management service of a central server; undefined where its file declares none. */
export async function managementServices(
  file: CentralServerFile,
  using: {
    readonly repository: CatalogueRepository;
    readonly clock: Clock;
    readonly log: Log;
    readonly tlsKey: ManagementTlsKey;
    readonly onChange: () => void;
  },
): Promise<ManagementServices | undefined> {
  const { managementClients: clients, parameters, listen } = file;
  if (clients === undefined) return undefined;
  const { repository, clock, log, tlsKey, onChange } = using;
  const identity = await registrationIdentity(file, clock);
  const registrationCertificate = Certificate.fromPem(identity.certificate).der;
  const requests = requestsOf(file, { repository, clock });
  const common = {
    ...{ requests, clock, log, onChange },
    configuration: async () =>
      configurationOf({
        instance: file.instance,
        catalogue: await repository.catalogue(),
        publicAddress: file.publicAddress,
        sources: await configurationSources(file, repository),
        registrationCertificate,
      }),
    maxConnections: parameters['center.max-connections'],
  };
  const perMinute = parameters['center.management-requests-per-minute'];
  const registration = new ManagementService({
    ...common,
    identity,
    path: REGISTRATION_PATH,
    serves: (kind) => kind === 'authCertReg',
    clients: undefined,
    rate: new RequestRate(perMinute, clock),
  });
  const management = new ManagementService({
    ...common,
    identity: tlsKey.identity,
    path: MANAGEMENT_PATH,
    serves: (kind) => kind !== 'authCertReg',
    clients,
    // All of them come from one security server.
    rate: new RequestRate(Number.MAX_SAFE_INTEGER, clock),
  });
  tlsKey.onReplaced((replaced) => {
    management.show(replaced);
    log.info('The management service has another TLS certificate');
  });
  return {
    registrationCertificate,
    start: async () => {
      await registration.start(listen.address, parameters['center.registration-service-port']);
      await management.start(listen.address, parameters['center.management-service-port']);
    },
    stop: async () => {
      await Promise.all([registration.stop(), management.stop()]);
    },
  };
}

/** The management requests of a central server, approved by themselves where its parameters say so. */
export const requestsOf = (
  { parameters }: CentralServerFile,
  { repository, clock }: { readonly repository: CatalogueRepository; readonly clock: Clock },
): ManagementRequests =>
  repository.managementRequests(clock, {
    authCertReg: parameters['center.auto-approve-auth-cert-reg-requests'],
    clientReg: parameters['center.auto-approve-client-reg-requests'],
    ownerChange: parameters['center.auto-approve-owner-change-requests'],
  });
