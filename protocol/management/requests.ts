import { drumError } from '../errors.ts';
import type { ClientId, ServerId } from '../identifiers/identifier.ts';
import { clientIdFromXml, identifierToXml, serverIdFromXml } from '../identifiers/xml.ts';
import { XROAD } from '../soap/namespaces.ts';
import type { XmlElement } from '../xml/document.ts';
import { childrenOf } from '../xml/read.ts';
import { xmlText } from '../xml/write.ts';

/** About a client of the server, or, for a change of owner, about that member. */
interface ClientRequest<Kind extends string> {
  readonly kind: Kind;
  readonly server: ServerId;
  readonly client: ClientId;
}

/** What a security server asks of its central server (PR-MSERV §2). Certificates are DER. */
export type ManagementRequest =
  | {
      readonly kind: 'authCertReg';
      readonly server: ServerId;
      readonly address?: string;
      readonly authenticationCertificate: Uint8Array;
      /** To be judged only. */
      readonly dryRun?: boolean;
    }
  | { readonly kind: 'authCertDeletion'; readonly server: ServerId; readonly authenticationCertificate: Uint8Array }
  | {
      readonly kind: 'clientReg';
      readonly server: ServerId;
      readonly client: ClientId;
      readonly subsystemName?: string;
    }
  | ClientRequest<'clientDeletion'>
  | ClientRequest<'ownerChange'>
  | ClientRequest<'clientDisable'>
  | ClientRequest<'clientEnable'>
  | {
      readonly kind: 'clientRename';
      readonly server: ServerId;
      readonly client: ClientId;
      readonly subsystemName: string;
    }
  | { readonly kind: 'addressChange'; readonly server: ServerId; readonly address: string }
  | { readonly kind: 'maintenanceModeEnable'; readonly server: ServerId; readonly message?: string }
  | { readonly kind: 'maintenanceModeDisable'; readonly server: ServerId };

export type ManagementRequestKind = ManagementRequest['kind'];

/** Who signs the message, apart from X-Road's own signature; `authentication`: the key of the certificate, and the owner. */
export const SIGNERS: Readonly<Record<ManagementRequestKind, 'authentication' | 'owner' | 'client' | 'nobody'>> = {
  authCertReg: 'authentication',
  authCertDeletion: 'nobody',
  clientReg: 'client',
  clientDeletion: 'nobody',
  ownerChange: 'client',
  clientDisable: 'client',
  clientEnable: 'client',
  clientRename: 'client',
  addressChange: 'owner',
  maintenanceModeEnable: 'owner',
  maintenanceModeDisable: 'owner',
};

export const MANAGEMENT_REQUEST_KINDS: readonly string[] = Object.keys(SIGNERS);

const isManagementRequestKind = (code: string): code is ManagementRequestKind => Object.hasOwn(SIGNERS, code);

/** Bounds of a text that goes into the catalogue. */
export const TEXT_CHARACTERS_MAX = 255;

/** The request as the one element of a SOAP body; the prefixes `xroad` and `id` must be bound. */
export function managementRequestToXml(request: ManagementRequest): string {
  return element(request.kind, fieldsOf(request));
}

/** The answer: the request's fields again, and the number that the central server has given it. */
export function managementResponseToXml(request: ManagementRequest, requestId: number): string {
  return element(`${request.kind}Response`, [...fieldsOf(request), element('requestId', [String(requestId)])]);
}

function fieldsOf(request: ManagementRequest): string[] {
  return [
    identifierToXml('xroad:server', request.server),
    'client' in request ? identifierToXml('xroad:client', request.client) : '',
    'subsystemName' in request ? text('subsystemName', request.subsystemName) : '',
    'address' in request ? text('address', request.address) : '',
    'authenticationCertificate' in request
      ? element('authCert', [Buffer.from(request.authenticationCertificate).toString('base64')])
      : '',
    'dryRun' in request ? text('dryRun', String(request.dryRun)) : '',
    'message' in request ? text('message', request.message) : '',
  ];
}

const element = (name: string, content: readonly string[]): string =>
  `<xroad:${name}>${content.join('')}</xroad:${name}>`;

const text = (name: string, value: string | undefined): string =>
  value === undefined ? '' : element(name, [xmlText(value)]);

/**
 * Reads a request from the one element of a SOAP body. Throws `invalid_request`, naming the field and the rule, and
 * `invalid_client_identifier`.
 */
export function readManagementRequest(body: XmlElement): ManagementRequest {
  if (body.namespace !== XROAD || !isManagementRequestKind(body.name)) {
    throw drumError('invalid_request', `There is no management request ${body.name.slice(0, TEXT_CHARACTERS_MAX)}`);
  }
  const fields = new Fields(body);
  const request = read(body.name, fields);
  fields.end();
  return request;
}

function read(kind: ManagementRequestKind, fields: Fields): ManagementRequest {
  const server = serverIdFromXml(fields.required('server'), 'invalid_request');
  switch (kind) {
    case 'authCertReg': {
      const address = fields.optionalText('address');
      return {
        ...{ kind, server },
        ...(address === undefined ? {} : { address }),
        authenticationCertificate: fields.bytes('authCert'),
        dryRun: fields.flag('dryRun'),
      };
    }
    case 'authCertDeletion':
      return { kind, server, authenticationCertificate: fields.bytes('authCert') };
    case 'clientReg': {
      const client = fields.client();
      const subsystemName = fields.optionalText('subsystemName');
      return { kind, server, client, ...(subsystemName === undefined ? {} : { subsystemName }) };
    }
    case 'clientDeletion':
    case 'ownerChange':
    case 'clientDisable':
    case 'clientEnable':
      return { kind, server, client: fields.client() };
    case 'clientRename':
      return { kind, server, client: fields.client(), subsystemName: fields.text('subsystemName') };
    case 'addressChange':
      return { kind, server, address: fields.text('address') };
    case 'maintenanceModeEnable': {
      const message = fields.optionalText('message');
      return { kind, server, ...(message === undefined ? {} : { message }) };
    }
    case 'maintenanceModeDisable':
      return { kind, server };
  }
}

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** The children of a request, each at most once; what nobody asked for is refused in the end. */
class Fields {
  private readonly parent: XmlElement;
  private readonly asked = new Set<string>();

  constructor(parent: XmlElement) {
    this.parent = parent;
  }

  optional(name: string): XmlElement | undefined {
    this.asked.add(name);
    const [found, ...more] = childrenOf(this.parent, name, XROAD);
    if (more.length > 0) throw this.refused(name, 'stands more than once');
    return found;
  }

  required(name: string): XmlElement {
    const found = this.optional(name);
    if (found === undefined) throw this.refused(name, 'is missing');
    return found;
  }

  client(): ClientId {
    return clientIdFromXml(this.required('client'), 'invalid_request');
  }

  /** An empty one counts as absent. */
  optionalText(name: string): string | undefined {
    const value = this.optional(name)?.text.trim();
    if (value !== undefined && value.length > TEXT_CHARACTERS_MAX) {
      throw this.refused(name, `has more than ${TEXT_CHARACTERS_MAX} characters`);
    }
    return value === '' ? undefined : value;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw this.refused(name, 'is missing or empty');
    return value;
  }

  bytes(name: string): Buffer {
    const { text: base64 } = this.required(name);
    if (!BASE64.test(base64)) throw this.refused(name, 'is not base64');
    return Buffer.from(base64, 'base64');
  }

  flag(name: string): boolean {
    const value = this.optionalText(name);
    if (value === undefined || value === 'false' || value === '0') return false;
    if (value === 'true' || value === '1') return true;
    throw this.refused(name, 'is neither true nor false');
  }

  end(): void {
    // What a sender may repeat of an earlier answer says nothing here.
    this.asked.add('requestId');
    const other = this.parent.children.find(({ name, namespace }) => namespace !== XROAD || !this.asked.has(name));
    if (other !== undefined) throw this.refused(other.name, 'has no place there');
  }

  private refused(name: string, rule: string) {
    return drumError('invalid_request', `Management request ${this.parent.name}: ${name} ${rule}`);
  }
}
