import { isAscii } from 'node:buffer';
import { digestNameOfUri, type DigestName } from '#certs/algorithms.ts';
import { decodeBase64 } from '../base64.ts';
import { BASE64, grammarOf, mark, URI } from '../grammar.ts';
import type { HashChain, HashChainResult, StepValue } from './hash-chain.ts';
import {
  chainText,
  dataRefText,
  hashValueText,
  resultText,
  stepRefText,
  stepText,
  WRITINGS,
  type Writing,
} from './template.ts';

/** Longer documents go through the parser, whose bounds are its own. */
const BYTES_MAX = 256 * 1024;
const ID = '[A-Za-z0-9]+';

interface Grammars {
  readonly result: RegExp;
  readonly chain: RegExp;
  readonly step: RegExp;
  readonly value: RegExp;
}

/** Named groups for the marks; without names where the grammar stands inside another. */
const named = (patterns: Readonly<Record<string, string>>) => (name: string) => `(?<${name}>${patterns[name] ?? ''})`;
const nameless = (patterns: Readonly<Record<string, string>>) => (name: string) => `(?:${patterns[name] ?? ''})`;

function grammarsOf(writing: Writing): Grammars {
  const leaves = {
    uri: URI,
    method: URI,
    value: BASE64,
    stepUri: URI,
    hash: BASE64,
    partUri: URI,
    part: BASE64,
    id: ID,
  };
  const values = [
    stepRefText(writing, mark('stepUri')),
    hashValueText(writing, mark('hash')),
    dataRefText(writing, mark('partUri'), mark('part')),
  ];
  const anyValue = `(?:${values.map((text) => grammarOf(text, nameless(leaves))).join('|')})*`;
  const step = stepText(writing, mark('id'), mark('values'));
  const anyStep = `(?:${grammarOf(step, nameless({ ...leaves, values: anyValue }))})*`;
  const result = resultText(writing, mark('uri'), mark('method'), mark('value'));
  const chain = chainText(writing, mark('method'), mark('steps'));
  return {
    result: new RegExp(`^${grammarOf(result, named(leaves))}$`),
    chain: new RegExp(`^${grammarOf(chain, named({ ...leaves, steps: anyStep }))}$`),
    step: new RegExp(grammarOf(step, named({ ...leaves, values: anyValue })), 'g'),
    value: new RegExp(values.map((text) => grammarOf(text, named(leaves))).join('|'), 'g'),
  };
}

const GRAMMARS = WRITINGS.map(grammarsOf);

/** The text of a document that may be one of these. */
function textOf(xml: Uint8Array): string | undefined {
  if (xml.byteLength > BYTES_MAX || !isAscii(xml)) return undefined;
  return Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('latin1');
}

const acceptedDigest = (uri: string): DigestName | undefined => {
  const name = digestNameOfUri(uri);
  return name === 'SHA-1' ? undefined : name;
};

/** Reads a result as X-Road writes it; undefined for any other, and for one with a fault, which the parser's way will word. */
export function readResultTemplate(xml: Uint8Array): HashChainResult | undefined {
  const text = textOf(xml);
  for (const { result } of text === undefined ? [] : GRAMMARS) {
    const groups = result.exec(text ?? '')?.groups;
    if (groups === undefined) continue;
    const { uri = '', method = '', value = '' } = groups;
    const algorithm = acceptedDigest(method);
    const bytes = decodeBase64(value);
    return algorithm === undefined || bytes === undefined ? undefined : { uri, digest: { algorithm, value: bytes } };
  }
  return undefined;
}

/** The same for a chain. */
export function readChainTemplate(xml: Uint8Array): HashChain | undefined {
  const text = textOf(xml);
  for (const grammars of text === undefined ? [] : GRAMMARS) {
    const groups = grammars.chain.exec(text ?? '')?.groups;
    if (groups !== undefined) return chainOf(groups.method ?? '', groups.steps ?? '', grammars);
  }
  return undefined;
}

function chainOf(method: string, text: string, { step, value }: Grammars): HashChain | undefined {
  const algorithm = acceptedDigest(method);
  if (algorithm === undefined) return undefined;
  const steps = new Map<string, readonly StepValue[]>();
  for (const { groups: { id = '', values = '' } = {} } of text.matchAll(step)) {
    const read = [...values.matchAll(value)].map(({ groups = {} }) => valueOf(groups, algorithm));
    const known = read.filter((each) => each !== undefined);
    // A repeated id, or a value that is not base64, is for the other way to refuse.
    if (steps.has(id) || known.length !== read.length) return undefined;
    steps.set(id, known);
  }
  return { steps };
}

function valueOf(groups: Readonly<Record<string, string | undefined>>, algorithm: DigestName): StepValue | undefined {
  const { stepUri, hash, partUri, part } = groups;
  if (stepUri !== undefined) return { kind: 'step', uri: stepUri, algorithm };
  const value = decodeBase64(hash ?? part ?? '');
  if (value === undefined) return undefined;
  const digest = { algorithm, value };
  return partUri === undefined ? { kind: 'hash', digest } : { kind: 'data', uri: partUri, digest, transforms: [] };
}
