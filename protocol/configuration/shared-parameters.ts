import { asDrumError, drumError } from '../errors.ts';
import type { ClientId } from '../identifiers/identifier.ts';
import { clientIdFromXml } from '../identifiers/xml.ts';
import type { XmlElement } from '../xml/document.ts';
import { readRoot } from './elements.ts';
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
  OcspService,
  SecurityServerParameters,
  SharedParameters,
} from './parameters.ts';
import { Sequence } from './sequence.ts';

const CODE = 'malformed_global_conf';
export const COST_TYPES = ['FREE', 'PAID', 'UNDEFINED'] as const satisfies readonly CostType[];

/** What each version of shared-parameters added to the one before (PR-GCONF, the schemas of versions 2 to 6). */
export const SINCE_VERSION = {
  sources: 3,
  acmeServer: 3,
  /** Elements of others after the known ones. */
  extensions: 3,
  acmeCertificateProfiles: 4,
  subsystemName: 5,
  maintenance: 5,
  costType: 6,
  defaultCsrFormat: 6,
} as const satisfies Record<string, ConfigurationVersion>;

/** Reads `shared-params.xml` in the form of that version, and only that form. Throws `malformed_global_conf`. */
export function readSharedParameters(xml: Uint8Array, version: ConfigurationVersion): SharedParameters {
  return new Reader(version).read(readRoot(xml, 'conf', CODE));
}

class Reader {
  private readonly version: ConfigurationVersion;
  private instance = '';
  /** Members and subsystems by their `id`, which servers refer to. */
  private readonly clients = new Map<string, ClientId>();

  constructor(version: ConfigurationVersion) {
    this.version = version;
  }

  read(root: Sequence): SharedParameters {
    this.instance = root.name('instanceIdentifier');
    const sources = this.knows('sources') ? root.someOf('source', sourceFrom) : [];
    const approvedCas = root.many('approvedCA', (element) => this.approvedCa(new Sequence(element, CODE)));
    const approvedTsas = root.many('approvedTSA', (element) => this.approvedTsa(new Sequence(element, CODE)));
    const members = root.many('member', (element) => this.member(new Sequence(element, CODE, ['id'])));
    const securityServers = root.many('securityServer', (element) => this.server(new Sequence(element, CODE)));
    const globalGroups = root.many('globalGroup', (element) => groupFrom(new Sequence(element, CODE)));
    // Central services were given up; the place is kept in every schema.
    root.many('centralService', () => undefined);
    const settings = root.sequence('globalSettings');
    const memberClasses = settings.many('memberClass', (element) => memberClassFrom(new Sequence(element, CODE)));
    const ocspFreshnessSeconds = settings.integer('ocspFreshnessSeconds');
    settings.end();
    root.end(this.knows('extensions'));
    return {
      version: this.version,
      instance: this.instance,
      sources,
      approvedCas,
      approvedTsas,
      members,
      securityServers,
      globalGroups,
      memberClasses,
      ocspFreshnessSeconds,
    };
  }

  private knows(what: keyof typeof SINCE_VERSION): boolean {
    return this.version >= SINCE_VERSION[what];
  }

  private approvedCa(ca: Sequence): ApprovedCa {
    const name = ca.text('name');
    const authenticationOnly = ca.optionalBoolean('authenticationOnly') ?? false;
    const topCa = this.ca(ca.sequence('topCA'));
    const intermediateCas = ca.many('intermediateCA', (element) => this.ca(new Sequence(element, CODE)));
    const certificateProfileInfo = ca.text('certificateProfileInfo').trim();
    const defaultCsrFormat = this.knows('defaultCsrFormat')
      ? ca.optionalChoice('defaultCsrFormat', ['PEM', 'DER'])
      : undefined;
    const acme = this.knows('acmeServer') ? ca.optional('acmeServer') : undefined;
    const acmeServer = acme && acmeServerFrom(new Sequence(acme, CODE));
    ca.end();
    return {
      name,
      authenticationOnly,
      topCa,
      intermediateCas,
      certificateProfileInfo,
      ...(defaultCsrFormat === undefined ? {} : { defaultCsrFormat }),
      ...(acmeServer === undefined ? {} : { acmeServer }),
    };
  }

  private ca(ca: Sequence): CaParameters {
    const certificate = ca.bytes('cert');
    const ocsp = ca.many('ocsp', (element) => this.ocsp(new Sequence(element, CODE)));
    ca.end();
    return { certificate, ocsp };
  }

  private ocsp(ocsp: Sequence): OcspService {
    const url = ocsp.text('url').trim();
    const certificate = ocsp.optionalBytes('cert');
    const costType = this.costType(ocsp);
    ocsp.end();
    return { url, ...(certificate === undefined ? {} : { certificate }), ...costType };
  }

  private approvedTsa(tsa: Sequence): ApprovedTsa {
    const name = tsa.text('name');
    const url = tsa.text('url').trim();
    const certificate = tsa.bytes('cert');
    const costType = this.costType(tsa);
    tsa.end();
    return { name, url, certificate, ...costType };
  }

  private costType(parent: Sequence): { costType?: CostType } {
    const costType = this.knows('costType') ? parent.optionalChoice('costType', COST_TYPES) : undefined;
    return costType === undefined ? {} : { costType };
  }

  private member(member: Sequence): MemberParameters {
    const memberClass = memberClassFrom(member.sequence('memberClass'));
    const memberCode = member.name('memberCode');
    const name = member.text('name');
    const id = { instance: this.instance, memberClass: memberClass.code, memberCode };
    this.remember(member, { type: 'MEMBER', ...id });
    const subsystems = member.many('subsystem', (element) => {
      const subsystem = new Sequence(element, CODE, ['id']);
      const subsystemCode = subsystem.name('subsystemCode');
      const subsystemName = this.knows('subsystemName') ? subsystem.optionalText('subsystemName') : undefined;
      subsystem.end();
      this.remember(subsystem, { type: 'SUBSYSTEM', ...id, subsystemCode });
      return { subsystemCode, ...(subsystemName === undefined ? {} : { name: subsystemName }) };
    });
    member.end();
    return { memberClass, memberCode, name, subsystems };
  }

  private remember(element: Sequence, client: ClientId): void {
    const { id } = element;
    if (id === undefined) return;
    if (this.clients.has(id)) throw element.malformed(`has the id ${id.slice(0, 100)}, which another has too`);
    this.clients.set(id, client);
  }

  private server(server: Sequence): SecurityServerParameters {
    const owner = this.clientOf(server.text('owner'));
    if (owner.type !== 'MEMBER') throw server.malformed('has a subsystem as its owner');
    const serverCode = server.name('serverCode');
    const address = server.optionalText('address')?.trim();
    const authenticationCertificateHashes = server.manyBytes('authCertHash');
    const clients = server.many('client', (element) => this.clientOf(server.textOf(element)));
    const maintenance = this.knows('maintenance') ? server.optional('inMaintenanceMode') : undefined;
    server.end();
    return {
      owner,
      serverCode,
      ...(address === undefined || address === '' ? {} : { address }),
      authenticationCertificateHashes,
      clients,
      ...(maintenance === undefined ? {} : { maintenance: maintenanceFrom(new Sequence(maintenance, CODE)) }),
    };
  }

  /** What an `xs:IDREF` refers to. */
  private clientOf(reference: string): ClientId {
    const id = reference.trim();
    const client = this.clients.get(id);
    if (client === undefined) {
      throw drumError(
        CODE,
        `A security server refers to ${id.slice(0, 100)}, which is the id of no member or subsystem`,
      );
    }
    return client;
  }
}

function acmeServerFrom(acme: Sequence): NonNullable<ApprovedCa['acmeServer']> {
  const directoryUrl = acme.text('directoryURL').trim();
  const ipAddress = acme.optionalText('ipAddress');
  // The schema has these from version 4 on, but central servers have published them in version 3 too.
  const authenticationCertificateProfileId = acme.optionalText('authenticationCertificateProfileId');
  const signingCertificateProfileId = acme.optionalText('signingCertificateProfileId');
  acme.end();
  return {
    directoryUrl,
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(authenticationCertificateProfileId === undefined ? {} : { authenticationCertificateProfileId }),
    ...(signingCertificateProfileId === undefined ? {} : { signingCertificateProfileId }),
  };
}

function sourceFrom(element: XmlElement): ConfigurationSource {
  const source = new Sequence(element, CODE);
  const address = source.text('address').trim();
  const internalVerificationCertificates = source.manyBytes('internalVerificationCert');
  const externalVerificationCertificates = source.manyBytes('externalVerificationCert');
  source.end();
  return { address, internalVerificationCertificates, externalVerificationCertificates };
}

function memberClassFrom(memberClass: Sequence): MemberClass {
  const code = memberClass.name('code');
  const description = memberClass.text('description');
  memberClass.end();
  return { code, description };
}

function groupFrom(group: Sequence): GlobalGroup {
  const groupCode = group.name('groupCode');
  const description = group.text('description');
  const members = group.many('groupMember', groupMemberFrom).filter((member) => member !== undefined);
  group.end();
  return { groupCode, description, members };
}

/**
 * A member of a group; one whose kind contradicts its subsystem is left out, as X-Road leaves it out: it names nobody, and a
 * right given to the group must not reach anyone by guess.
 */
function groupMemberFrom(element: XmlElement): ClientId | undefined {
  try {
    return clientIdFromXml(element, CODE);
  } catch (error) {
    if (asDrumError(error).code === 'invalid_client_identifier') return undefined;
    throw error;
  }
}

function maintenanceFrom(maintenance: Sequence): { message?: string } {
  const message = maintenance.optionalText('message');
  maintenance.end();
  return message === undefined ? {} : { message };
}
