import { drumError } from '../errors.ts';
import { clientOfService } from '../identifiers/compare.ts';
import type { ClientId, ServerId, ServiceId } from '../identifiers/identifier.ts';
import type { RepresentedParty } from '../identifiers/rest.ts';
import { clientIdFromXml, serverIdFromXml, serviceIdFromXml } from '../identifiers/xml.ts';
import type { XmlElement, XmlLimits } from '../xml/document.ts';
import { attributeOf, optionalChild } from '../xml/read.ts';
import { readEnvelope, type SoapEnvelope } from './envelope.ts';
import { REPRESENTATION, SOAP, XROAD } from './namespaces.ts';

/** The X-Road header of a SOAP message and what its body says of its direction (PR-MESS §2.2). */
export interface SoapHeader {
  readonly clientId: ClientId;
  readonly serviceId: ServiceId;
  readonly securityServerId: ServerId | undefined;
  readonly queryId: string;
  readonly userId: string | undefined;
  readonly issue: string | undefined;
  /** Undefined where it is missing, which the documents forbid and older software did. */
  readonly protocolVersion: string | undefined;
  readonly representedParty: RepresentedParty | undefined;
  readonly requestHash: { readonly algorithmUri: string | undefined; readonly value: string } | undefined;
  /** Local name of the body's only element: the service code, with `Response` behind it in a response. */
  readonly bodyName: string;
  readonly isRequest: boolean;
  /** Who signs such a message: the client a request, the service's provider a response. */
  readonly signer: ClientId;
}

/**
 * Reads the header of a SOAP message. Throws `invalid_soap` for what is no SOAP message or is a fault, and X-Road's codes
 * for the parts: `missing_header`, `missing_header_field`, `duplicate_header_field`, `missing_body`, `invalid_body`,
 * `inconsistent_headers`, `invalid_protocol_version`, `invalid_xml` and `invalid_client_identifier`.
 */
export function readSoapHeader(bytes: Uint8Array, limits?: XmlLimits): SoapHeader {
  return headerOf(readEnvelope(bytes, limits));
}

/** The same of an envelope that was read. */
function headerOf({ header, body }: SoapEnvelope): SoapHeader {
  if (header === undefined) throw drumError('missing_header', 'Malformed SOAP message: header missing');
  const clientId = clientIdFromXml(required(header, 'client'));
  const serviceId = serviceIdFromXml(required(header, 'service'));
  const server = field(header, 'securityServer');
  const protocolVersion = field(header, 'protocolVersion')?.text;
  if (protocolVersion?.startsWith('4.') === false) {
    throw drumError('invalid_protocol_version', 'Invalid protocol version (supported: 4.x)');
  }
  const bodyName = bodyNameOf(body, serviceId.serviceCode);
  const isRequest = bodyName === serviceId.serviceCode || !bodyName.endsWith('Response');
  return {
    clientId,
    serviceId,
    securityServerId: server === undefined ? undefined : serverIdFromXml(server),
    queryId: required(header, 'id').text,
    userId: field(header, 'userId')?.text,
    issue: field(header, 'issue')?.text,
    protocolVersion,
    representedParty: representedPartyOf(header),
    requestHash: requestHashOf(header),
    bodyName,
    isRequest,
    signer: isRequest ? clientId : clientOfService(serviceId),
  };
}

/**
 * The same of a message that is under way: what the documents demand must be there (PR-MESS §2.2), which some evidence of
 * earlier years lacks.
 */
export function liveHeaderOf(envelope: SoapEnvelope): SoapHeader {
  const header = headerOf(envelope);
  if (header.protocolVersion === undefined) {
    throw drumError('missing_header_field', "Required field 'protocolVersion' is missing");
  }
  return header;
}

function field(header: XmlElement, name: string, namespace = XROAD): XmlElement | undefined {
  return optionalChild(header, name, namespace, 'duplicate_header_field');
}

function required(header: XmlElement, name: string): XmlElement {
  const found = field(header, name);
  if (found === undefined) throw drumError('missing_header_field', `Required field '${name}' is missing`);
  return found;
}

function representedPartyOf(header: XmlElement): RepresentedParty | undefined {
  const party = field(header, 'representedParty', REPRESENTATION);
  if (party === undefined) return undefined;
  const partyClass = field(party, 'partyClass', REPRESENTATION)?.text;
  const partyCode = field(party, 'partyCode', REPRESENTATION)?.text;
  if (!partyCode) throw drumError('missing_header_field', "Required field 'partyCode' is missing");
  return partyClass === undefined ? { partyCode } : { partyClass, partyCode };
}

function requestHashOf(header: XmlElement): SoapHeader['requestHash'] {
  const hash = field(header, 'requestHash');
  if (hash === undefined) return undefined;
  return { algorithmUri: attributeOf(hash, 'algorithmId'), value: hash.text };
}

function bodyNameOf(body: XmlElement | undefined, serviceCode: string): string {
  if (body === undefined) throw drumError('missing_body', 'Malformed SOAP message: body missing');
  const [only, ...more] = body.children;
  if (only === undefined || more.length > 0) {
    throw drumError('invalid_body', 'Malformed SOAP message: body must have exactly one child element');
  }
  if (only.name === 'Fault' && only.namespace === SOAP) {
    throw drumError('invalid_soap', 'A SOAP fault stands where a message is expected');
  }
  if (!only.name.startsWith(serviceCode)) {
    throw drumError('inconsistent_headers', 'Malformed SOAP message: service code does not match in header and body');
  }
  return only.name;
}
