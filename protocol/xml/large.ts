import type { ErrorCode } from '../errors.ts';
import { judgeXml, requireReadable, type XmlLimits } from './document.ts';
import { scanWellFormed, type ScannedRoot } from './scan.ts';

/**
 * Reads what `readXml` reads, several times as fast, and without canonical forms: asking the parser for each element costs most of the reading,
 * so that it only judges whether the document is well-formed. It and what it returns throw `errorCode`.
 */
export function readLargeXml(xml: Uint8Array, limits: XmlLimits, errorCode: ErrorCode): ScannedRoot {
  requireReadable(xml, limits, errorCode);
  judgeXml(xml, errorCode);
  return scanWellFormed(xml, limits, errorCode);
}
