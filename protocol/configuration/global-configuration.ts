import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { certificationServiceOf } from '#certs/path.ts';
import { signSubjectMember } from '#certs/profiles/index.ts';
import type { CertificationService, Trust } from '#certs/trust.ts';
import { drumError } from '../errors.ts';
import type { ClientId, GlobalGroupId, MemberId, ServerId } from '../identifiers/identifier.ts';
import { keyOf } from '../identifiers/text.ts';
import { InstanceIndex, type ConfigurationProblem, type NamedClient, type RegisteredServer } from './instance-index.ts';
import type { LegalBases } from './legal-bases.ts';
import type { ApprovedTsa, PrivateParameters, SharedParameters } from './parameters.ts';
import { formatDateTime } from './simple-types.ts';

/** How often OCSP responses are fetched where the configuration has no FETCHINTERVAL part. */
const OCSP_FETCH_INTERVAL_SECONDS = 1_200;
/** Signing certificates of one configuration whose member is remembered. */
const SIGNERS_MAX = 1_000;

/** What a configuration folder held, read but not yet indexed. */
export interface ConfigurationContents {
  /** SHA-256 over the parameter files, lower-case hex: the same contents have the same id, whatever their expiry. */
  readonly id: string;
  /** The instance that this server belongs to. */
  readonly instance: string;
  /** Of all instances, the own one included. */
  readonly shared: readonly SharedParameters[];
  readonly private?: PrivateParameters;
  /** By instance, where there is one. */
  readonly expiries: ReadonlyMap<string, Date>;
  readonly ocspFetchIntervalSeconds?: number;
  readonly verifyNextUpdate?: boolean;
  readonly monitoringClient?: ClientId;
  readonly legalBases?: LegalBases;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * One state of global configuration, of the own instance and of those federated with it: immutable, parsed once and swapped
 * whole, so that everything that one exchange asks comes from the same state (PR-GCONF).
 */
export class GlobalConfiguration {
  readonly id: string;
  readonly instance: string;
  /** All instances, the own one first. */
  readonly instances: readonly string[];
  readonly private: PrivateParameters | undefined;
  readonly ocspFetchIntervalSeconds: number;
  /** Who may ask every security server for monitoring data. */
  readonly monitoringClient: ClientId | undefined;
  /** On what grounds, and for what, data may be asked for in the own instance; none are published: undefined. */
  readonly legalBases: LegalBases | undefined;
  /** What was left out because it could not be used. */
  readonly problems: readonly ConfigurationProblem[];
  private readonly contents: ConfigurationContents;
  private readonly indexes: ReadonlyMap<string, InstanceIndex>;
  private readonly trusts: ReadonlyMap<string, Trust>;
  /** Whom signing certificates name: found out once a certificate, for its issuer's signature is checked for it. */
  private readonly signers: BoundedMap<string, MemberId>;

  /**
   * `known` is an earlier state with the same id, whose maps can be kept.
   * Throws `malformed_global_conf` where the own instance is not among the contents.
   */
  constructor(contents: ConfigurationContents, known?: GlobalConfiguration) {
    const own = contents.shared.find(({ instance }) => instance === contents.instance);
    if (own === undefined) {
      throw drumError(
        'malformed_global_conf',
        `There are no shared parameters of the own instance ${contents.instance}`,
      );
    }
    const ordered = [own, ...contents.shared.filter((shared) => shared !== own)];
    this.contents = contents;
    this.id = contents.id;
    this.instance = contents.instance;
    this.instances = ordered.map(({ instance }) => instance);
    this.private = contents.private;
    this.ocspFetchIntervalSeconds = contents.ocspFetchIntervalSeconds ?? OCSP_FETCH_INTERVAL_SECONDS;
    this.monitoringClient = contents.monitoringClient;
    this.legalBases = contents.legalBases;
    this.indexes = known?.indexes ?? new Map(ordered.map((shared) => [shared.instance, new InstanceIndex(shared)]));
    this.trusts = known?.trusts ?? trustsOf(this.indexes, own, contents.verifyNextUpdate ?? true);
    this.signers = known?.signers ?? new BoundedMap(SIGNERS_MAX);
    this.problems = [...contents.problems, ...[...this.indexes.values()].flatMap(({ problems }) => problems)];
  }

  /** The same contents with other expiries, as after a download that found nothing new. Nothing is read or indexed again. */
  withExpiries(expiries: ReadonlyMap<string, Date>): GlobalConfiguration {
    return new GlobalConfiguration({ ...this.contents, expiries }, this);
  }

  /** Throws `unknown_member` for an instance that is not known here; so do all that take an instance. */
  shared(instance: string): SharedParameters {
    return this.index(instance).shared;
  }

  trust(instance: string): Trust {
    const trust = this.trusts.get(instance);
    if (trust === undefined) throw unknownInstance(instance);
    return trust;
  }

  certificationServices(instance: string): readonly CertificationService[] {
    return this.index(instance).services;
  }

  approvedTsas(instance: string): readonly ApprovedTsa[] {
    return this.shared(instance).approvedTsas;
  }

  /** The certificates of all approved time-stamping services, of all instances. */
  tsaCertificates(): Certificate[] {
    return [...this.indexes.values()].flatMap(({ tsaCertificates }) => tsaCertificates);
  }

  /** When the parameters of an instance stop being valid; undefined: never, or not known here. */
  expiresAt(instance: string): Date | undefined {
    return this.contents.expiries.get(instance);
  }

  /** Whether the own instance's parameters are past their expiry. */
  isExpired(at: Date): boolean {
    return this.isInstanceExpired(this.instance, at);
  }

  /** Throws `global_conf_outdated` where the own instance, or one of `instances`, is past its expiry. */
  assertValid(at: Date, ...instances: readonly string[]): void {
    for (const instance of [this.instance, ...instances]) {
      if (!this.isInstanceExpired(instance, at)) continue;
      const expiry = this.contents.expiries.get(instance);
      throw drumError(
        'global_conf_outdated',
        `Global configuration of instance ${instance} expired at ${expiry === undefined ? '' : formatDateTime(expiry)}`,
      );
    }
  }

  /**
   * The member that a signing certificate names, read by the profile of the service that issued it. `client` says which
   * instance's services may have issued it, and fills in what some profiles leave open.
   * Throws `cannot_create_cert_path` for an issuer that is not approved, `incorrect_certificate` for a subject without member.
   */
  signingMember(client: ClientId, certificate: Certificate): MemberId {
    const key = [certificate.sha256Hex, client.instance, client.memberClass].join(' ');
    const known = this.signers.get(key);
    if (known !== undefined) return known;
    const service = certificationServiceOf(certificate, this.trust(client.instance), 'signing');
    if (service === undefined) {
      throw drumError('cannot_create_cert_path', 'The certificate is not issued by an approved certification service');
    }
    const { instance, memberClass } = client;
    const member: MemberId = {
      type: 'MEMBER',
      ...signSubjectMember(service.profile, certificate, { instance, memberClass }),
    };
    this.signers.set(key, member);
    return member;
  }

  /** The server, of any instance, that an authentication certificate is registered for. */
  serverOfAuthenticationCertificate(certificate: Certificate): ServerId | undefined {
    for (const index of this.indexes.values()) {
      const server = index.serverOf(certificate);
      if (server !== undefined) return server.id;
    }
    return undefined;
  }

  /** Whether an authentication certificate is registered for a server of which `client` is a client or the owner. */
  authenticationCertificateServes(certificate: Certificate, client: ClientId): boolean {
    return [...this.indexes.values()].some((index) => index.certificateServes(certificate, client));
  }

  /** The servers of which `client` is a client or the owner, in the order of the configuration; none where it is unknown. */
  serversOf(client: ClientId): readonly RegisteredServer[] {
    return this.indexes.get(client.instance)?.serversOf(client) ?? [];
  }

  /** All servers of an instance, in the order of the configuration. */
  servers(instance: string): readonly RegisteredServer[] {
    return this.index(instance).allServers();
  }

  server(id: ServerId): RegisteredServer | undefined {
    return this.indexes.get(id.instance)?.server(id);
  }

  clientExists(client: ClientId): boolean {
    return this.named(client) !== undefined;
  }

  memberName(client: ClientId): string | undefined {
    const { instance, memberClass, memberCode } = client;
    return this.named({ type: 'MEMBER', instance, memberClass, memberCode })?.memberName;
  }

  subsystemName(client: ClientId): string | undefined {
    return this.named(client)?.subsystemName;
  }

  /** All members and subsystems of an instance. */
  clients(instance: string): readonly NamedClient[] {
    return [...this.index(instance).clients.values()];
  }

  groupMembers(group: GlobalGroupId): readonly ClientId[] {
    const groups = this.indexes.get(group.instance)?.shared.globalGroups ?? [];
    return groups.find(({ groupCode }) => groupCode === group.groupCode)?.members ?? [];
  }

  isInGlobalGroup(client: ClientId, group: GlobalGroupId): boolean {
    return this.indexes.get(group.instance)?.groupHas(group.groupCode, client) === true;
  }

  private named(client: ClientId): NamedClient | undefined {
    return this.indexes.get(client.instance)?.clients.get(keyOf(client));
  }

  private index(instance: string): InstanceIndex {
    const index = this.indexes.get(instance);
    if (index === undefined) throw unknownInstance(instance);
    return index;
  }

  private isInstanceExpired(instance: string, at: Date): boolean {
    const expiry = this.contents.expiries.get(instance);
    return expiry !== undefined && at > expiry;
  }
}

function unknownInstance(instance: string) {
  return drumError('unknown_member', `Instance ${instance.slice(0, 100)} is not in the global configuration`);
}

/** The own instance says how OCSP responses are judged, whoever's certificates they are about. */
function trustsOf(
  indexes: ReadonlyMap<string, InstanceIndex>,
  own: SharedParameters,
  ocspVerifyNextUpdate: boolean,
): Map<string, Trust> {
  const ocspFreshnessSecondsMax = own.ocspFreshnessSeconds;
  return new Map(
    [...indexes].map(([instance, { services }]) => [
      instance,
      { instance, services, ocspFreshnessSecondsMax, ocspVerifyNextUpdate },
    ]),
  );
}
