import { readTemplate } from './read-template.ts';
import { readTree } from './read-tree.ts';
import type { Signature } from './signature.ts';

/**
 * Reads a XAdES signature: `ds:Signature`, alone or as the only child of ASiC's `XAdESSignatures`.
 * What is written as X-Road writes it is recognised without parsing, 15 times faster; all else goes through the parser.
 * Throws `invalid_xml` for what is no XML, `malformed_signature` for all else.
 */
export function readSignature(xml: Uint8Array): Signature {
  return readTemplate(xml) ?? readTree(xml);
}
