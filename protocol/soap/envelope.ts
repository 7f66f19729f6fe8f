import { drumError } from '../errors.ts';
import { readXml, XML_LIMITS, type XmlElement, type XmlLimits } from '../xml/document.ts';
import { optionalChild } from '../xml/read.ts';
import { SOAP } from './namespaces.ts';

/** Header and body of a SOAP 1.1 envelope. Throws `invalid_soap`. */
export function readEnvelope(
  bytes: Uint8Array,
  limits: XmlLimits = XML_LIMITS,
): { header: XmlElement | undefined; body: XmlElement | undefined } {
  const root = readXml(bytes, limits, 'invalid_soap');
  if (root.name !== 'Envelope' || root.namespace !== SOAP) {
    throw drumError('invalid_soap', 'Malformed SOAP message: envelope missing');
  }
  return {
    header: optionalChild(root, 'Header', SOAP, 'invalid_soap'),
    body: optionalChild(root, 'Body', SOAP, 'invalid_soap'),
  };
}
