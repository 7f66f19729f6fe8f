import { DrumError, drumError } from '../errors.ts';
import type { XmlElement, XmlLimits } from '../xml/document.ts';
import { printableXml } from '../xml/printable.ts';
import { readEnvelope, type SoapEnvelope } from './envelope.ts';
import { SOAP } from './namespaces.ts';

/** A fault as security servers tell it to each other, for both protocols (PR-MESS §2.6). */
export interface SoapFault {
  readonly code: string;
  readonly message: string;
  readonly actor?: string;
  readonly detail?: string;
}

/** Bounds of a fault that we read: larger than any message for people, smaller than what could hurt. */
export const FAULT_LIMITS: XmlLimits = {
  bytesMax: 256 * 1024,
  depthMax: 64,
  elementsMax: 10_000,
  attributesPerElementMax: 64,
  namespacesInForceMax: 256,
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

/** The content type of a fault that stands alone as an HTTP answer; its status is 200. */
export const FAULT_CONTENT_TYPE = 'text/xml;charset=utf-8';

/** The bytes of a fault as X-Road writes them: on one line, an actor always there, no whitespace. */
export function writeSoapFault({ code, message, actor = '', detail = '' }: SoapFault): Buffer {
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>' +
      `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP}"><SOAP-ENV:Body><SOAP-ENV:Fault>` +
      `<faultcode>${escape(code)}</faultcode><faultstring>${escape(message)}</faultstring>` +
      `<faultactor>${escape(actor)}</faultactor>` +
      `<detail><faultDetail xmlns="">${escape(detail)}</faultDetail></detail>` +
      '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>',
    'utf8',
  );
}

/**
 * Reads a SOAP message that may be a fault: undefined where it is none. Children are found by their local names, as peers
 * differ in their namespaces. Throws `invalid_soap`.
 */
export function readSoapFault(bytes: Uint8Array, limits: XmlLimits = FAULT_LIMITS): SoapFault | undefined {
  return faultOf(readEnvelope(bytes, limits));
}

/** The fault in an envelope that was read; undefined where it is none. Throws `invalid_soap`. */
export function faultOf({ body }: SoapEnvelope): SoapFault | undefined {
  const fault = body?.children.find((child) => child.name === 'Fault' && child.namespace === SOAP);
  if (fault === undefined) return undefined;
  const detail = child(fault, 'detail');
  const actor = child(fault, 'faultactor')?.text;
  const detailText = detail === undefined ? undefined : (child(detail, 'faultDetail')?.text ?? detail.text);
  return {
    code: codeOf(fault),
    message: child(fault, 'faultstring')?.text ?? '',
    ...(actor === undefined ? {} : { actor }),
    ...(detailText === undefined ? {} : { detail: detailText }),
  };
}

/** A peer's fault as our error. Its code goes on unprefixed: the peer has said where it happened. */
export function errorOfFault({ code, message, detail }: SoapFault): DrumError {
  return new DrumError(code, message, detail === undefined ? {} : { detail });
}

// The code becomes an HTTP header and is matched by programs: a word of visible ASCII.
const CODE = /^[!-~]{1,256}$/;

function codeOf(fault: XmlElement): string {
  const code = child(fault, 'faultcode')?.text.trim() ?? '';
  if (!CODE.test(code)) throw drumError('invalid_soap', 'A SOAP fault has no readable code');
  return code;
}

function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((each) => each.name === name);
}

function escape(text: string): string {
  return printableXml(text).replace(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? character);
}
