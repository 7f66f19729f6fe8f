import { Certificate } from '#certs/certificate.ts';
import type { CertificationService, TrustedCa } from '#certs/trust.ts';
import type { DrumError } from '../errors.ts';
import { asDrumError } from '../errors.ts';
import type { ClientId, IdentifierKey, ServerId } from '../identifiers/identifier.ts';
import { keyOf, newKeyOf } from '../identifiers/text.ts';
import type {
  ApprovedCa,
  ApprovedTsa,
  CaParameters,
  SecurityServerParameters,
  SharedParameters,
} from './parameters.ts';
import { authenticationCertificateDigest } from './shared-parameters-writer.ts';

/** A registered security server, as others meet it. */
export interface RegisteredServer {
  readonly id: ServerId;
  /** Host name or address, never a port; a server without one cannot be called. */
  readonly address?: string;
  /** Present while the server is in maintenance. */
  readonly maintenance?: { readonly message?: string };
}

/** A member or subsystem with its names. */
export interface NamedClient {
  readonly id: ClientId;
  readonly memberName: string;
  readonly subsystemName?: string;
}

/** Something in a configuration that could not be used, and was left out. */
export interface ConfigurationProblem {
  /** The file, and the place in it, in words. */
  readonly where: string;
  readonly error: DrumError;
}

/** The shared parameters of one instance as maps, built once for each snapshot. */
export class InstanceIndex {
  readonly shared: SharedParameters;
  readonly services: readonly CertificationService[];
  readonly tsaCertificates: readonly Certificate[];
  readonly problems: readonly ConfigurationProblem[];
  readonly clients: ReadonlyMap<IdentifierKey, NamedClient>;
  private readonly servers = new Map<IdentifierKey, RegisteredServer>();
  private readonly serversByClient = new Map<IdentifierKey, RegisteredServer[]>();
  private readonly serversByCertificate = new Map<string, RegisteredServer[]>();
  private readonly groups: ReadonlyMap<string, ReadonlySet<IdentifierKey>>;

  constructor(shared: SharedParameters) {
    this.shared = shared;
    const problems: ConfigurationProblem[] = [];
    this.services = usable(shared.approvedCas, problems, (ca) => `approvedCA ${ca.name}`, serviceOf);
    this.tsaCertificates = usable(shared.approvedTsas, problems, (tsa) => `approvedTSA ${tsa.name}`, tsaCertificateOf);
    this.problems = problems;
    this.clients = namedClients(shared);
    for (const server of shared.securityServers) this.addServer(server);
    this.groups = new Map(
      shared.globalGroups.map(({ groupCode, members }) => [
        groupCode,
        new Set(members.map((member) => newKeyOf(member))),
      ]),
    );
  }

  /** Servers whose client or owner it is, in the order of the file. */
  serversOf(client: ClientId): readonly RegisteredServer[] {
    return this.serversByClient.get(keyOf(client)) ?? [];
  }

  server(id: ServerId): RegisteredServer | undefined {
    return this.servers.get(keyOf(id));
  }

  /** All servers, in the order of the file. */
  allServers(): readonly RegisteredServer[] {
    return [...this.servers.values()];
  }

  /** The server that the certificate is registered for. */
  serverOf(certificate: Certificate): RegisteredServer | undefined {
    return this.withCertificate(certificate)[0];
  }

  /** Whether the certificate is registered for a server whose client or owner it is. */
  certificateServes(certificate: Certificate, client: ClientId): boolean {
    const servers = this.serversOf(client);
    return this.withCertificate(certificate).some((server) => servers.includes(server));
  }

  groupHas(groupCode: string, member: ClientId): boolean {
    return this.groups.get(groupCode)?.has(keyOf(member)) === true;
  }

  private withCertificate(certificate: Certificate): readonly RegisteredServer[] {
    const sha1 = authenticationCertificateDigest(this.shared.version) === 'SHA-1';
    return this.serversByCertificate.get(sha1 ? certificate.sha1Hex : certificate.sha256Hex) ?? [];
  }

  private addServer(server: SecurityServerParameters): void {
    const { owner, serverCode, address, maintenance } = server;
    const { instance, memberClass, memberCode } = owner;
    const id: ServerId = { type: 'SERVER', instance, memberClass, memberCode, serverCode };
    const entry: RegisteredServer = {
      id,
      ...(address === undefined ? {} : { address }),
      ...(maintenance === undefined ? {} : { maintenance }),
    };
    this.servers.set(newKeyOf(id), entry);
    // An owner counts as a client of its own servers.
    for (const client of [owner, ...server.clients]) {
      const serving = listIn(this.serversByClient, newKeyOf(client));
      // A file may name a client of a server twice.
      if (serving.at(-1) !== entry) serving.push(entry);
    }
    for (const hash of server.authenticationCertificateHashes) {
      listIn(this.serversByCertificate, Buffer.from(hash).toString('hex')).push(entry);
    }
  }
}

function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}

function namedClients({ instance, members }: SharedParameters): Map<IdentifierKey, NamedClient> {
  const clients = new Map<IdentifierKey, NamedClient>();
  for (const { memberClass, memberCode, name: memberName, subsystems } of members) {
    const member = { instance, memberClass: memberClass.code, memberCode };
    const id: ClientId = { type: 'MEMBER', ...member };
    clients.set(newKeyOf(id), { id, memberName });
    for (const { subsystemCode, name } of subsystems) {
      const subsystem: ClientId = { type: 'SUBSYSTEM', ...member, subsystemCode };
      clients.set(newKeyOf(subsystem), {
        id: subsystem,
        memberName,
        ...(name === undefined ? {} : { subsystemName: name }),
      });
    }
  }
  return clients;
}

/**
 * What can be used of a list. One trust service whose certificate cannot be read must not stop the others: what it issued is
 * refused, as if it was not approved.
 */
function usable<T, U>(
  list: readonly T[],
  problems: ConfigurationProblem[],
  where: (entry: T) => string,
  use: (entry: T) => U,
): U[] {
  return list.flatMap((entry) => {
    try {
      return [use(entry)];
    } catch (error) {
      problems.push({ where: where(entry), error: asDrumError(error) });
      return [];
    }
  });
}

function serviceOf(ca: ApprovedCa): CertificationService {
  return {
    name: ca.name,
    authenticationOnly: ca.authenticationOnly,
    profile: ca.certificateProfileInfo,
    top: trustedCaOf(ca.topCa),
    intermediates: ca.intermediateCas.map(trustedCaOf),
  };
}

function trustedCaOf({ certificate, ocsp }: CaParameters): TrustedCa {
  return {
    certificate: Certificate.fromParameter(certificate),
    ocspResponders: ocsp.map(({ url, certificate: responder }) => ({
      url,
      ...(responder === undefined ? {} : { certificate: Certificate.fromParameter(responder) }),
    })),
  };
}

function tsaCertificateOf({ certificate }: ApprovedTsa): Certificate {
  return Certificate.fromParameter(certificate);
}
