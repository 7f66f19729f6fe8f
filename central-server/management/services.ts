import type { TlsKey } from '#administration/certificates/tls-key.ts';
import { Certificate } from '#certs/certificate.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import { drumError } from '#protocol/errors.ts';
import type { Identity } from '../identity.ts';
import { configurationOf } from '../publication/directory.ts';
import { configurationSources, readySources } from '../publication/sources.ts';
import { MANAGEMENT_PATH, REGISTRATION_PATH } from './addresses.ts';
import type { ManagementRequests } from './requests.ts';
import { RequestRate } from './request-rate.ts';
import { ManagementService } from './service.ts';
import { openManagementTlsKey, registrationIdentity } from './tls-key.ts';

interface ManagementServicesOptions {
  readonly file: CentralServerFile;
  readonly identity: Identity;
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/** The registration service and the management service of a central server, where its file declares them. */
export class ManagementServices {
  private readonly options: ManagementServicesOptions;
  private services: readonly { readonly service: ManagementService; readonly port: number }[] = [];
  private certificate: Uint8Array | undefined;
  private key: TlsKey | undefined;
  private started = 0;

  constructor(options: ManagementServicesOptions) {
    this.options = options;
  }

  /** What clients of the registration service know it by (DER), once it is made; it is published. */
  get registrationCertificate(): Uint8Array | undefined {
    return this.certificate;
  }

  /** Of the management service, which may be looked at before there is one. Throws `instance_identifier_not_set`. */
  get tlsKey(): TlsKey {
    if (this.key === undefined) throw drumError('instance_identifier_not_set', 'The central server has no address yet');
    return this.key;
  }

  /** Makes them ready for their first start, where the server is reached at this address. */
  async prepare(publicAddress: string): Promise<void> {
    const { file, clock } = this.options;
    const { managementClients: clients, data: folder } = file;
    const { repository, log, onChange } = this.options;
    const tlsKey = (this.key ??= await openManagementTlsKey({ folder, publicAddress, clock }));
    if (clients === undefined || this.certificate !== undefined) return;
    const identity = await registrationIdentity({ folder, publicAddress, clock });
    const certificate = Certificate.fromPem(identity.certificate).der;
    const common = {
      ...{ clock, log, onChange, requests: requestsOf(file, { repository, clock }) },
      configuration: () => this.configuration(certificate),
      maxConnections: file.parameters['center.max-connections'],
    };
    const perMinute = file.parameters['center.management-requests-per-minute'];
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
      identity: tlsKey.current.identity,
      path: MANAGEMENT_PATH,
      serves: (kind) => kind !== 'authCertReg',
      clients,
      // All of them come from one security server.
      rate: new RequestRate(Number.MAX_SAFE_INTEGER, clock),
    });
    tlsKey.current.onReplaced((replaced) => {
      management.show(replaced);
      log.info('The management service has another TLS certificate');
    });
    this.services = [
      { service: registration, port: file.parameters['center.registration-service-port'] },
      { service: management, port: file.parameters['center.management-service-port'] },
    ];
    this.certificate = certificate;
  }

  /** Starts those that are ready and not started yet. Throws `port_not_available`. */
  async start(): Promise<void> {
    for (const { service, port } of this.services.slice(this.started)) {
      await service.start(this.options.file.listen.address, port);
      this.started += 1;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.slice(0, this.started).map(({ service }) => service.stop()));
  }

  private async configuration(registrationCertificate: Uint8Array) {
    const { file, identity, repository } = this.options;
    const known = await identity.known(repository.reader);
    if (known === undefined) throw drumError('instance_identifier_not_set', 'The central server is not initialised');
    return configurationOf({
      instance: known.instance,
      catalogue: await repository.catalogue(),
      publicAddress: known.address,
      sources: readySources(await configurationSources(file, repository.reader)),
      registrationCertificate,
    });
  }
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
