import { isDeepStrictEqual } from 'node:util';
import { drumError } from '../errors.ts';
import { writeInside } from './elements.ts';
import type { ConfigurationSource, ConfigurationVersion, SharedParameters } from './parameters.ts';
import { readSharedParameters, SINCE_VERSION } from './shared-parameters.ts';
import { sourceNode } from './shared-parameters-writer.ts';

/** What matters of XML that is known to be well-formed: where its elements begin and end. */
const PIECE =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)(?:"[^"]*"|'[^']*'|[^'"<>])*?(\/?)>/g;
const ROOT_DEPTH = 1;

/**
 * Shared parameters with these sources in place of their own, for whoever passes them on; every other byte stays, also what
 * this program does not know. Version 2 has no sources, and stays as it is. Throws `malformed_global_conf`.
 */
export function withSources(
  xml: Uint8Array,
  version: ConfigurationVersion,
  sources: readonly ConfigurationSource[],
): Uint8Array {
  if (version < SINCE_VERSION.sources) return xml;
  const before = readSharedParameters(xml, version);
  // One character a byte: what is not ASCII is only carried along.
  const text = Buffer.from(xml).toString('latin1');
  const found = sourceRanges(text);
  const [first] = found;
  if (first === undefined) throw malformed();
  const written = Buffer.from(sources.map((source) => writeInside(sourceNode(source))).join('\n    '), 'utf8');
  const kept = found.map(({ end }, index) => text.slice(end, found[index + 1]?.start));
  const replaced = Buffer.from(text.slice(0, first.start) + written.toString('latin1') + kept.join(''), 'latin1');
  requireSame(before, readSharedParameters(replaced, version), sources);
  return replaced;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The `source` elements below the root. */
function sourceRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let depth = 0;
  let start: number | undefined;
  for (const { 0: piece, 1: closing, 2: name, 3: empty, index } of text.matchAll(PIECE)) {
    if (name === undefined) continue;
    if (closing === '/') depth -= 1;
    if (depth === ROOT_DEPTH && name === 'source') {
      if (closing !== '/') start = index;
      if (start !== undefined && (closing === '/' || empty === '/')) {
        ranges.push({ start, end: index + piece.length });
        start = undefined;
      }
    }
    if (closing !== '/' && empty !== '/') depth += 1;
  }
  return ranges;
}

/** What was read before and after must differ in the sources alone, as the parser sees it. */
function requireSame(before: SharedParameters, after: SharedParameters, sources: readonly ConfigurationSource[]): void {
  const bytesOf = (list: readonly Uint8Array[]): string[] => list.map((each) => Buffer.from(each).toString('base64'));
  const plain = (list: readonly ConfigurationSource[]) =>
    list.map((source) => ({
      address: source.address,
      internal: bytesOf(source.internalVerificationCertificates),
      external: bytesOf(source.externalVerificationCertificates),
    }));
  const sameElsewhere = isDeepStrictEqual({ ...before, sources: [] }, { ...after, sources: [] });
  if (!sameElsewhere || !isDeepStrictEqual(plain(after.sources), plain(sources))) throw malformed();
}

function malformed() {
  return drumError('malformed_global_conf', 'The sources of the shared parameters cannot be replaced');
}
