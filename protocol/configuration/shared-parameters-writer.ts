import type { DigestName } from '#certs/algorithms.ts';
import type { ClientId, IdentifierKey } from '../identifiers/identifier.ts';
import { keyOf } from '../identifiers/text.ts';
import { bytesNode, clientIdNode, node, optionalNode, writeRoot, type Node } from './elements.ts';
import type {
  ApprovedCa,
  ApprovedTsa,
  CaParameters,
  ConfigurationSource,
  ConfigurationVersion,
  CostType,
  GlobalGroup,
  MemberClass,
  SecurityServerParameters,
  SharedParameters,
} from './parameters.ts';
import { SINCE_VERSION } from './shared-parameters.ts';

/** How servers' authentication certificates are hashed in that version (PR-GCONF: `authCertHash`). */
export function authenticationCertificateDigest(version: ConfigurationVersion): DigestName & ('SHA-1' | 'SHA-256') {
  return version === 2 ? 'SHA-1' : 'SHA-256';
}

const HASH_BYTES = { 'SHA-1': 20, 'SHA-256': 32 } as const;

/**
 * Writes `shared-params.xml` in the form of `version`, leaving out what that version has no place for. Certificate hashes
 * must be of that version's digest already. Before version 5 nothing says that a server is in maintenance, so its
 * subsystems are left out instead, and nobody is sent there.
 * Throws a TypeError for hashes of the wrong length and for servers of members that are not listed.
 */
export function writeSharedParameters(parameters: SharedParameters, version: ConfigurationVersion): Buffer {
  return new Writer(version).write(parameters);
}

class Writer {
  private readonly version: ConfigurationVersion;
  private readonly ids = new Map<IdentifierKey, string>();

  constructor(version: ConfigurationVersion) {
    this.version = version;
  }

  write(parameters: SharedParameters): Buffer {
    const members = this.members(parameters);
    return writeRoot('conf', [
      node('instanceIdentifier', parameters.instance),
      ...(this.knows('sources') ? parameters.sources.map(sourceNode) : []),
      ...parameters.approvedCas.map((ca) => this.approvedCa(ca)),
      ...parameters.approvedTsas.map((tsa) => this.approvedTsa(tsa)),
      ...members,
      ...parameters.securityServers.map((server) => this.server(server)),
      ...parameters.globalGroups.map(groupNode),
      node('globalSettings', [
        ...parameters.memberClasses.map(memberClassNode),
        node('ocspFreshnessSeconds', String(parameters.ocspFreshnessSeconds)),
      ]),
    ]);
  }

  private knows(what: keyof typeof SINCE_VERSION): boolean {
    return this.version >= SINCE_VERSION[what];
  }

  private members({ instance, members }: SharedParameters): Node[] {
    return members.map(({ memberClass, memberCode, name, subsystems }) => {
      const member = { instance, memberClass: memberClass.code, memberCode };
      const id = this.newId({ type: 'MEMBER', ...member });
      const content = [
        memberClassNode(memberClass),
        node('memberCode', memberCode),
        node('name', name),
        ...subsystems.map(({ subsystemCode, name: subsystemName }) => {
          const subsystemId = this.newId({ type: 'SUBSYSTEM', ...member, subsystemCode });
          const shown = this.knows('subsystemName') ? subsystemName : undefined;
          const inside = [node('subsystemCode', subsystemCode), optionalNode('subsystemName', shown)];
          return { ...node('subsystem', inside), attributes: { id: subsystemId } };
        }),
      ];
      return { ...node('member', content), attributes: { id } };
    });
  }

  private newId(client: ClientId): string {
    const id = `id${this.ids.size}`;
    const key = keyOf(client);
    if (this.ids.has(key)) throw new TypeError(`${key} is listed twice`);
    this.ids.set(key, id);
    return id;
  }

  private idOf(client: ClientId): string {
    const id = this.ids.get(keyOf(client));
    if (id === undefined) throw new TypeError(`${keyOf(client)} is not among the members`);
    return id;
  }

  private server(server: SecurityServerParameters): Node {
    const { maintenance } = server;
    const shown = this.knows('maintenance') ? maintenance : undefined;
    const withdrawn = maintenance !== undefined && shown === undefined;
    const clients = server.clients.filter((client) => client.type === 'MEMBER' || !withdrawn);
    return node('securityServer', [
      node('owner', this.idOf(server.owner)),
      node('serverCode', server.serverCode),
      optionalNode('address', server.address),
      ...server.authenticationCertificateHashes.map((hash) => this.hash(hash)),
      ...clients.map((client) => node('client', this.idOf(client))),
      shown && node('inMaintenanceMode', [optionalNode('message', shown.message)]),
    ]);
  }

  private hash(hash: Uint8Array): Node {
    const digest = authenticationCertificateDigest(this.version);
    if (hash.length !== HASH_BYTES[digest]) {
      throw new TypeError(`Version ${this.version} needs ${digest} hashes of authentication certificates`);
    }
    return bytesNode('authCertHash', hash);
  }

  private approvedCa(ca: ApprovedCa): Node {
    return node('approvedCA', [
      node('name', ca.name),
      node('authenticationOnly', String(ca.authenticationOnly)),
      node('topCA', this.ca(ca.topCa)),
      ...ca.intermediateCas.map((intermediate) => node('intermediateCA', this.ca(intermediate))),
      node('certificateProfileInfo', ca.certificateProfileInfo),
      this.knows('defaultCsrFormat') ? optionalNode('defaultCsrFormat', ca.defaultCsrFormat) : undefined,
      this.knows('acmeServer') && ca.acmeServer !== undefined ? this.acmeServer(ca.acmeServer) : undefined,
    ]);
  }

  private acmeServer(acme: NonNullable<ApprovedCa['acmeServer']>): Node {
    const profiles = this.knows('acmeCertificateProfiles');
    return node('acmeServer', [
      node('directoryURL', acme.directoryUrl),
      optionalNode('ipAddress', acme.ipAddress),
      profiles
        ? optionalNode('authenticationCertificateProfileId', acme.authenticationCertificateProfileId)
        : undefined,
      profiles ? optionalNode('signingCertificateProfileId', acme.signingCertificateProfileId) : undefined,
    ]);
  }

  private ca({ certificate, ocsp }: CaParameters): Node[] {
    return [
      bytesNode('cert', certificate),
      ...ocsp.map((service) =>
        node('ocsp', [
          node('url', service.url),
          service.certificate && bytesNode('cert', service.certificate),
          this.costType(service.costType),
        ]),
      ),
    ];
  }

  private approvedTsa(tsa: ApprovedTsa): Node {
    return node('approvedTSA', [
      node('name', tsa.name),
      node('url', tsa.url),
      bytesNode('cert', tsa.certificate),
      this.costType(tsa.costType),
    ]);
  }

  private costType(costType: CostType | undefined): Node | undefined {
    return this.knows('costType') ? optionalNode('costType', costType) : undefined;
  }
}

export function sourceNode(source: ConfigurationSource): Node {
  return node('source', [
    node('address', source.address),
    ...source.internalVerificationCertificates.map((der) => bytesNode('internalVerificationCert', der)),
    ...source.externalVerificationCertificates.map((der) => bytesNode('externalVerificationCert', der)),
  ]);
}

function memberClassNode({ code, description }: MemberClass): Node {
  return node('memberClass', [node('code', code), node('description', description)]);
}

function groupNode({ groupCode, description, members }: GlobalGroup): Node {
  return node('globalGroup', [
    node('groupCode', groupCode),
    node('description', description),
    ...members.map((member) => clientIdNode('groupMember', member)),
  ]);
}
