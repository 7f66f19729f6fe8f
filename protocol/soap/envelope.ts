import { drumError } from '../errors.ts';
import { readXml, XML_LIMITS, type XmlElement, type XmlLimits } from '../xml/document.ts';
import { optionalChild } from '../xml/read.ts';
import { utf8Of } from '../xml/encoding.ts';
import { SOAP } from './namespaces.ts';

export interface SoapEnvelope {
  readonly header: XmlElement | undefined;
  /** Which of the envelope's children the header is; -1 where there is none. */
  readonly headerAt: number;
  readonly body: XmlElement | undefined;
}

/** Header and body of a SOAP 1.1 envelope. Throws `invalid_soap`. */
export function readEnvelope(bytes: Uint8Array, limits: XmlLimits = XML_LIMITS): SoapEnvelope {
  const root = readXml(utf8Of(bytes, 'invalid_soap'), limits, 'invalid_soap');
  if (root.name !== 'Envelope' || root.namespace !== SOAP) {
    throw drumError('invalid_soap', 'Malformed SOAP message: envelope missing');
  }
  const header = optionalChild(root, 'Header', SOAP, 'invalid_soap');
  return {
    header,
    headerAt: header === undefined ? -1 : root.children.indexOf(header),
    body: optionalChild(root, 'Body', SOAP, 'invalid_soap'),
  };
}
