import type { ErrorCode } from '../errors.ts';
import { parseXml, requireReadable, type XmlElement, type XmlLimits } from './document.ts';
import { scanWellFormed } from './scan.ts';

/**
 * Reads what `readXml` reads, several times as fast, and without canonical forms: asking the parser for each element costs most of the reading,
 * so that it only judges whether the document is well-formed. Throws `errorCode`.
 */
export function readLargeXml(xml: Uint8Array, limits: XmlLimits, errorCode: ErrorCode): XmlElement {
  requireReadable(xml, limits, errorCode);
  parseXml(xml, errorCode).dispose();
  return scanWellFormed(xml, limits, errorCode);
}
