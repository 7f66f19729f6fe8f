import { writeInside, type Node } from '../configuration/elements.ts';
import { IDENTIFIERS_NAMESPACE } from '../identifiers/xml.ts';
import { XROAD } from '../soap/namespaces.ts';
import { SIGNERS, TEXT_CHARACTERS_MAX, type ManagementRequestKind } from './requests.ts';

/** What the management service takes: all but the registration of an authentication certificate, which has a service of its own. */
type ServedKind = Exclude<ManagementRequestKind, 'authCertReg'>;

const SERVED = (Object.keys(SIGNERS) as ManagementRequestKind[]).filter((kind) => kind !== 'authCertReg');

const TARGET = 'http://x-road.eu/centralservice/';
const NAMESPACES = {
  'xmlns:wsdl': 'http://schemas.xmlsoap.org/wsdl/',
  'xmlns:soap': 'http://schemas.xmlsoap.org/wsdl/soap/',
  'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  'xmlns:tns': TARGET,
  'xmlns:xroad': XROAD,
  'xmlns:id': IDENTIFIERS_NAMESPACE,
};
const NAME = 'centralservice';

const element = (tag: string, attributes: Readonly<Record<string, string>>, content: readonly Node[] = []): Node => ({
  ...{ tag, attributes, content },
});

interface Field {
  readonly name: 'client' | 'authCert' | 'subsystemName' | 'address' | 'message';
  readonly isOptional?: boolean;
}

const CLIENT = [{ name: 'client' }] as const;

/** The fields of each request behind the server that it is about, in the order that they are written in. */
const FIELDS: Readonly<Record<ServedKind, readonly Field[]>> = {
  authCertDeletion: [{ name: 'authCert' }],
  clientReg: [...CLIENT, { name: 'subsystemName', isOptional: true }],
  clientDeletion: CLIENT,
  ownerChange: CLIENT,
  clientDisable: CLIENT,
  clientEnable: CLIENT,
  clientRename: [...CLIENT, { name: 'subsystemName' }],
  addressChange: [{ name: 'address' }],
  maintenanceModeEnable: [{ name: 'message', isOptional: true }],
  maintenanceModeDisable: [],
};

/** X-Road's header; the hash of the request stands in answers alone. */
const HEADER = ['client', 'service', 'id', 'protocolVersion'];
const ANSWER_HEADER = [...HEADER, 'requestHash'];

/**
 * WSDL 1.1 of the management service at an address: document/literal, wrapped, as X-Road's own. The operator of the security
 * server of the management services adds it there, instead of naming the services one by one.
 */
export function managementServicesWsdl(address: string): Buffer {
  const port = element('wsdl:port', { name: `${NAME}SOAP`, binding: `tns:${NAME}SOAP` }, [
    element('soap:address', { location: address }),
  ]);
  const definitions = element('wsdl:definitions', { ...NAMESPACES, name: NAME, targetNamespace: TARGET }, [
    element('wsdl:types', {}, [identifiersSchema(), requestsSchema()]),
    element(
      'wsdl:message',
      { name: 'requestheader' },
      ANSWER_HEADER.map((name) => element('wsdl:part', { name, element: `xroad:${name}` })),
    ),
    ...SERVED.flatMap((kind) => [message(kind), message(`${kind}Response`)]),
    element('wsdl:portType', { name: NAME }, SERVED.map(portOperation)),
    element('wsdl:binding', { name: `${NAME}SOAP`, type: `tns:${NAME}` }, [
      element('soap:binding', { style: 'document', transport: 'http://schemas.xmlsoap.org/soap/http' }),
      ...SERVED.map(boundOperation),
    ]),
    element('wsdl:service', { name: NAME }, [port]),
  ]);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${writeInside(definitions)}\n`, 'utf8');
}

const message = (name: string): Node =>
  element('wsdl:message', { name }, [element('wsdl:part', { name: 'parameters', element: `xroad:${name}` })]);

const portOperation = (kind: ServedKind): Node =>
  element('wsdl:operation', { name: kind }, [
    element('wsdl:input', { message: `tns:${kind}` }),
    element('wsdl:output', { message: `tns:${kind}Response` }),
  ]);

function boundOperation(kind: ServedKind): Node {
  const carried = (tag: string, header: readonly string[]): Node =>
    element(tag, {}, [
      element('soap:body', { use: 'literal' }),
      ...header.map((part) => element('soap:header', { message: 'tns:requestheader', part, use: 'literal' })),
    ]);
  return element('wsdl:operation', { name: kind }, [
    element('soap:operation', { soapAction: '' }),
    carried('wsdl:input', HEADER),
    carried('wsdl:output', ANSWER_HEADER),
  ]);
}

const schema = (targetNamespace: string, content: readonly Node[]): Node =>
  element('xsd:schema', { targetNamespace, elementFormDefault: 'qualified' }, content);

const sequence = (content: readonly Node[]): Node => element('xsd:sequence', {}, content);

const named = (name: string, type: string, isOptional = false): Node =>
  element('xsd:element', { name, type, ...(isOptional ? { minOccurs: '0' } : {}) });

const restriction = (name: string, base: string, facets: readonly (readonly [facet: string, value: string])[]): Node =>
  element('xsd:simpleType', { name }, [
    element(
      'xsd:restriction',
      { base },
      facets.map(([facet, value]) => element(`xsd:${facet}`, { value })),
    ),
  ]);

/** Identifiers of servers, clients and services, each with the type that says what it is. */
function identifiersSchema(): Node {
  const part = (ref: string, isOptional = false): Node =>
    element('xsd:element', { ref: `id:${ref}`, ...(isOptional ? { minOccurs: '0' } : {}) });
  const member = ['xRoadInstance', 'memberClass', 'memberCode'].map((name) => part(name));
  const identifier = (name: string, types: readonly string[], more: readonly Node[]): Node[] => [
    restriction(
      `${name}ObjectType`,
      'xsd:string',
      types.map((type) => ['enumeration', type]),
    ),
    element('xsd:complexType', { name: `XRoad${name}IdentifierType` }, [
      sequence([...member, ...more]),
      element('xsd:attribute', {
        name: 'objectType',
        form: 'qualified',
        use: 'required',
        type: `id:${name}ObjectType`,
      }),
    ]),
  ];
  const codes = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serverCode', 'serviceCode'];
  return schema(IDENTIFIERS_NAMESPACE, [
    restriction('CodeType', 'xsd:string', [['minLength', '1']]),
    ...codes.map((name) => named(name, 'id:CodeType')),
    named('serviceVersion', 'xsd:string'),
    ...identifier('SecurityServer', ['SERVER'], [part('serverCode')]),
    ...identifier('Client', ['MEMBER', 'SUBSYSTEM'], [part('subsystemCode', true)]),
    ...identifier(
      'Service',
      ['SERVICE'],
      [part('subsystemCode', true), part('serviceCode'), part('serviceVersion', true)],
    ),
  ]);
}

const TYPES = {
  client: 'id:XRoadClientIdentifierType',
  authCert: 'xsd:base64Binary',
  subsystemName: 'xroad:TextType',
  address: 'xroad:TextType',
  message: 'xroad:TextType',
} as const satisfies Readonly<Record<Field['name'], string>>;

/** An answer repeats its request, with the number that it was given. */
function requestsSchema(): Node {
  const typeName = (kind: ServedKind): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}RequestType`;
  const type = (kind: ServedKind): Node =>
    element('xsd:complexType', { name: typeName(kind) }, [
      sequence([
        named('server', 'id:XRoadSecurityServerIdentifierType'),
        ...FIELDS[kind].map(({ name, isOptional = false }) => {
          const isText = TYPES[name] === 'xroad:TextType';
          return named(name, isText && isOptional ? 'xroad:OptionalTextType' : TYPES[name], isOptional);
        }),
        named('requestId', 'xsd:integer', true),
      ]),
    ]);
  return schema(XROAD, [
    element('xsd:import', { namespace: IDENTIFIERS_NAMESPACE }),
    restriction('OptionalTextType', 'xsd:token', [['maxLength', String(TEXT_CHARACTERS_MAX)]]),
    restriction('TextType', 'xsd:token', [
      ['minLength', '1'],
      ['maxLength', String(TEXT_CHARACTERS_MAX)],
    ]),
    ...SERVED.flatMap((kind) => [
      named(kind, `xroad:${typeName(kind)}`),
      named(`${kind}Response`, `xroad:${typeName(kind)}`),
      type(kind),
    ]),
    named('client', 'id:XRoadClientIdentifierType'),
    named('service', 'id:XRoadServiceIdentifierType'),
    ...['id', 'protocolVersion', 'requestHash'].map((name) => named(name, 'xsd:string')),
  ]);
}
