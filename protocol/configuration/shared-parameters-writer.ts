import { hash } from 'node:crypto';
import type { DigestName } from '#certs/algorithms.ts';
import type { ClientId } from '../identifiers/identifier.ts';
import { keyOf } from '../identifiers/text.ts';
import { bytesNode, clientIdNode, node, optionalNode, printedNode, writeRoot, type Node } from './elements.ts';
import type {
  ApprovedCa,
  ApprovedTsa,
  CaParameters,
  ConfigurationSource,
  ConfigurationVersion,
  CostType,
  GlobalGroup,
  MemberClass,
  MemberParameters,
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
  return new SharedParametersWriter().write(parameters, version);
}

/** Writes several versions of the same members: what these have in common is written once. */
export class SharedParametersWriter {
  private readonly members = new WeakMap<SharedParameters['members'], WrittenMembers>();

  /** As `writeSharedParameters`. */
  write(parameters: SharedParameters, version: ConfigurationVersion): Buffer {
    let members = this.members.get(parameters.members);
    if (members === undefined) {
      members = new WrittenMembers(parameters);
      this.members.set(parameters.members, members);
    }
    return new Writer(version, members).write(parameters);
  }
}

/**
 * Members and subsystems as they are written, which is most of a document. Their ids follow from what they identify, so that a
 * change of one leaves the text of all others as it was.
 */
class WrittenMembers {
  private readonly ids = new Map<string, string>();
  private readonly memberTexts = new Map<boolean, readonly Node[]>();
  private readonly clientTexts = new WeakMap<readonly ClientId[], readonly Node[]>();
  private readonly parameters: Pick<SharedParameters, 'instance' | 'members'>;

  constructor(parameters: Pick<SharedParameters, 'instance' | 'members'>) {
    const { instance, members } = parameters;
    this.parameters = parameters;
    const given = new Set<string>();
    const give = (key: string): void => {
      const id = xmlIdOf(key);
      if (given.has(id)) throw new TypeError(`${key.replaceAll('\n', '/')} is listed twice`);
      given.add(id);
      this.ids.set(key, id);
    };
    for (const { memberClass, memberCode, subsystems } of members) {
      give(memberKey(instance, memberClass.code, memberCode));
      for (const { subsystemCode } of subsystems) {
        give(subsystemKey(instance, memberClass.code, memberCode, subsystemCode));
      }
    }
  }

  /** With or without the names of subsystems. */
  nodes(named: boolean): readonly Node[] {
    let nodes = this.memberTexts.get(named);
    if (nodes === undefined) {
      nodes = this.parameters.members.map((member) => this.memberNode(member, named));
      this.memberTexts.set(named, nodes);
    }
    return nodes;
  }

  /** Clients of a server. */
  clientNodes(clients: readonly ClientId[]): readonly Node[] {
    let nodes = this.clientTexts.get(clients);
    if (nodes === undefined) {
      nodes = clients.map((client) => node('client', this.idOf(client)));
      this.clientTexts.set(clients, nodes);
    }
    return nodes;
  }

  idOf(client: ClientId): string {
    const { instance, memberClass, memberCode } = client;
    const id = this.ids.get(
      client.type === 'SUBSYSTEM'
        ? subsystemKey(instance, memberClass, memberCode, client.subsystemCode)
        : memberKey(instance, memberClass, memberCode),
    );
    if (id === undefined) throw new TypeError(`${keyOf(client)} is not among the members`);
    return id;
  }

  private memberNode({ memberClass, memberCode, name, subsystems }: MemberParameters, named: boolean): Node {
    const { instance } = this.parameters;
    const id = this.ids.get(memberKey(instance, memberClass.code, memberCode)) ?? '';
    const content = [
      memberClassNode(memberClass),
      node('memberCode', memberCode),
      node('name', name),
      ...subsystems.map(({ subsystemCode, name: subsystemName }) => {
        const subsystemId = this.ids.get(subsystemKey(instance, memberClass.code, memberCode, subsystemCode)) ?? '';
        const inside = [
          node('subsystemCode', subsystemCode),
          optionalNode('subsystemName', named ? subsystemName : undefined),
        ];
        return { ...node('subsystem', inside), attributes: { id: subsystemId } };
      }),
    ];
    return printedNode({ ...node('member', content), attributes: { id } });
  }
}

/* Texts of what are thousands of identifiers; no component has a line break. */
const memberKey = (...components: readonly string[]): string => components.join('\n');
const subsystemKey = memberKey;

/** Of 64: 72 bits, in which no two of a country's members meet. */
const ID_CHARACTERS = 12;
/** Ids that are remembered: the same are wanted again with each publication. */
const XML_IDS_MAX = 500_000;
const xmlIds = new Map<string, string>();

function xmlIdOf(key: string): string {
  let id = xmlIds.get(key);
  if (id === undefined) {
    if (xmlIds.size >= XML_IDS_MAX) xmlIds.clear();
    id = `id${hash('sha256', key, 'base64url').slice(0, ID_CHARACTERS)}`;
    xmlIds.set(key, id);
  }
  return id;
}

class Writer {
  private readonly version: ConfigurationVersion;
  private readonly written: WrittenMembers;

  constructor(version: ConfigurationVersion, written: WrittenMembers) {
    this.version = version;
    this.written = written;
  }

  write(parameters: SharedParameters): Buffer {
    const members = this.written.nodes(this.knows('subsystemName'));
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

  private server(server: SecurityServerParameters): Node {
    const { maintenance } = server;
    const shown = this.knows('maintenance') ? maintenance : undefined;
    const withdrawn = maintenance !== undefined && shown === undefined;
    const clients = withdrawn ? server.clients.filter(({ type }) => type === 'MEMBER') : server.clients;
    return node('securityServer', [
      node('owner', this.written.idOf(server.owner)),
      node('serverCode', server.serverCode),
      optionalNode('address', server.address),
      ...server.authenticationCertificateHashes.map((digest) => this.hash(digest)),
      ...this.written.clientNodes(clients),
      shown && node('inMaintenanceMode', [optionalNode('message', shown.message)]),
    ]);
  }

  private hash(value: Uint8Array): Node {
    const digest = authenticationCertificateDigest(this.version);
    if (value.length !== HASH_BYTES[digest]) {
      throw new TypeError(`Version ${this.version} needs ${digest} hashes of authentication certificates`);
    }
    return bytesNode('authCertHash', value);
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
