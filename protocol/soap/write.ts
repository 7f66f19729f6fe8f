import type { ClientId, ServerId, ServiceId } from '../identifiers/identifier.ts';
import type { RepresentedParty } from '../identifiers/rest.ts';
import { IDENTIFIERS_NAMESPACE, identifierToXml } from '../identifiers/xml.ts';
import { xmlText } from '../xml/write.ts';
import { REPRESENTATION, SOAP, XROAD } from './namespaces.ts';

/** The version of the message protocol that we write. */
const PROTOCOL_VERSION = '4.0';

/** The header fields of a message that this program writes itself. */
export interface WrittenHeader {
  readonly clientId: ClientId;
  readonly serviceId: ServiceId;
  readonly securityServerId?: ServerId | undefined;
  readonly queryId: string;
  readonly userId?: string | undefined;
  readonly issue?: string | undefined;
  readonly representedParty?: RepresentedParty | undefined;
}

/**
 * A SOAP message in X-Road's message protocol (PR-MESS §2). `body` is the one element within the body, in XML; the prefixes
 * `xroad` and `id` are bound.
 */
export function writeSoapMessage(header: WrittenHeader, body: string): Buffer {
  const { clientId, serviceId, securityServerId, queryId, userId, issue, representedParty } = header;
  const fields = [
    identifierToXml('xroad:client', clientId),
    identifierToXml('xroad:service', serviceId),
    securityServerId === undefined ? '' : identifierToXml('xroad:securityServer', securityServerId),
    representedParty === undefined ? '' : partyToXml(representedParty),
    textField('userId', userId),
    textField('id', queryId),
    textField('issue', issue),
    textField('protocolVersion', PROTOCOL_VERSION),
  ];
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP}" xmlns:xroad="${XROAD}" xmlns:id="${IDENTIFIERS_NAMESPACE}">` +
      `<SOAP-ENV:Header>${fields.join('')}</SOAP-ENV:Header><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`,
    'utf8',
  );
}

const textField = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<xroad:${name}>${xmlText(text)}</xroad:${name}>`;

function partyToXml({ partyClass, partyCode }: RepresentedParty): string {
  const part = (name: string, text: string | undefined) =>
    text === undefined ? '' : `<repr:${name}>${xmlText(text)}</repr:${name}>`;
  const parts = part('partyClass', partyClass) + part('partyCode', partyCode);
  return `<repr:representedParty xmlns:repr="${REPRESENTATION}">${parts}</repr:representedParty>`;
}
