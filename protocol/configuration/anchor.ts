import { createHash } from 'node:crypto';
import type { ErrorCode } from '../errors.ts';
import { XML_LIMITS, type XmlLimits } from '../xml/document.ts';
import { bytesNode, node, optionalNode, readRoot, writeRoot, type Node } from './elements.ts';
import type { ConfigurationAnchor } from './parameters.ts';
import { Sequence } from './sequence.ts';
import { formatDateTime, parseDateTime } from './simple-types.ts';

/** An anchor names a few addresses and certificates; a larger file is none. */
export const ANCHOR_BYTES_MAX = 1024 * 1024;
const ANCHOR_LIMITS: XmlLimits = { ...XML_LIMITS, bytesMax: ANCHOR_BYTES_MAX, depthMax: 8, elementsMax: 10_000 };

/** Reads a configuration anchor file (PR-GCONF annex). Throws `malformed_anchor`. */
export function readAnchor(xml: Uint8Array): ConfigurationAnchor {
  return anchorFrom(readRoot(xml, 'configurationAnchor', 'malformed_anchor', ANCHOR_LIMITS));
}

/** Writes a configuration anchor file; the same anchor always gives the same bytes, hence the same fingerprint. */
export function writeAnchor(anchor: ConfigurationAnchor): Buffer {
  return writeRoot('configurationAnchor', anchorContent(anchor));
}

/** What operators compare when an anchor is handed over: SHA-224 of the file, upper-case hexadecimal. */
export function anchorFingerprint(xml: Uint8Array): string {
  return createHash('sha224').update(xml).digest('hex').toUpperCase();
}

/** The anchors that private parameters carry for federated instances have the same form. */
export function readInnerAnchor(parent: Sequence, code: ErrorCode): ConfigurationAnchor[] {
  return parent.many('configurationAnchor', (element) => anchorFrom(new Sequence(element, code)));
}

function anchorFrom(anchor: Sequence): ConfigurationAnchor {
  const generated = anchor.optionalText('generatedAt');
  const generatedAt = generated === undefined ? undefined : parseDateTime(generated, 'optional');
  if (generated !== undefined && generatedAt === undefined) {
    throw anchor.malformed('has a generatedAt that is not a date and time');
  }
  const instance = anchor.name('instanceIdentifier');
  const sources = anchor.someOf('source', (element) => {
    const source = new Sequence(element, anchor.code);
    const downloadUrl = source.text('downloadURL').trim();
    const verificationCertificates = source.someOf('verificationCert', (found) => source.bytesOf(found));
    source.end();
    return { downloadUrl, verificationCertificates };
  });
  anchor.end();
  return { ...(generatedAt === undefined ? {} : { generatedAt }), instance, sources };
}

export function anchorContent(anchor: ConfigurationAnchor): Node[] {
  const generatedAt = optionalNode('generatedAt', anchor.generatedAt && formatDateTime(anchor.generatedAt));
  return [
    ...(generatedAt === undefined ? [] : [generatedAt]),
    node('instanceIdentifier', anchor.instance),
    ...anchor.sources.map((source) =>
      node('source', [
        node('downloadURL', source.downloadUrl),
        ...source.verificationCertificates.map((certificate) => bytesNode('verificationCert', certificate)),
      ]),
    ),
  ];
}
