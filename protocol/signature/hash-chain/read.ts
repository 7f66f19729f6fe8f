import { drumError } from '../../errors.ts';
import { readXml, type XmlElement, type XmlLimits } from '../../xml/document.ts';
import { attributeOf, childrenOf, optionalChild, requiredChild } from '../../xml/read.ts';
import { base64Of, digestMethodOf, transformsOf } from '../algorithms.ts';
import { DS } from '../names.ts';
import type { HashChain, HashChainResult, StepValue } from './hash-chain.ts';
import { readChainTemplate, readResultTemplate } from './read-template.ts';
import { checkHashChainStructure, HASH_CHAIN } from './structure.ts';

/** Bounds of one hash chain document. A batch of 10,000 needs 14 steps; a message as many values as it has parts. */
const HASH_CHAIN_LIMITS: XmlLimits = {
  bytesMax: 4 * 1024 * 1024,
  depthMax: 12,
  elementsMax: 50_000,
  attributesPerElementMax: 8,
  namespacesInForceMax: 32,
};

const CODE = 'malformed_hash_chain';

/** Documents as X-Road writes them are recognised without parsing. */
export const readHashChainResult = (xml: Uint8Array): HashChainResult =>
  readResultTemplate(xml) ?? readHashChainResultTree(xml);

export const readHashChain = (xml: Uint8Array): HashChain => readChainTemplate(xml) ?? readHashChainTree(xml);

export function readHashChainResultTree(xml: Uint8Array): HashChainResult {
  const root = readXml(xml, HASH_CHAIN_LIMITS, CODE);
  checkHashChainStructure(root, 'HashChainResult');
  return {
    uri: attributeOf(root, 'URI') ?? '',
    digest: {
      algorithm: digestMethodOf(requiredChild(root, 'DigestMethod', DS, CODE), CODE),
      value: base64Of(requiredChild(root, 'DigestValue', DS, CODE), CODE),
    },
  };
}

export function readHashChainTree(xml: Uint8Array): HashChain {
  const root = readXml(xml, HASH_CHAIN_LIMITS, CODE);
  checkHashChainStructure(root, 'HashChain');
  const defaultMethod = optionalChild(root, 'DefaultDigestMethod', HASH_CHAIN, CODE);
  const steps = new Map<string, readonly StepValue[]>();
  for (const step of childrenOf(root, 'HashStep', HASH_CHAIN)) {
    const id = attributeOf(step, 'id');
    if (id === undefined) continue;
    if (steps.has(id)) throw drumError(CODE, 'Two steps of the hash chain have the same id');
    steps.set(
      id,
      step.children.map((value) => readValue(value, defaultMethod)),
    );
  }
  return { steps };
}

function readValue(element: XmlElement, defaultMethod: XmlElement | undefined): StepValue {
  const method = optionalChild(element, 'DigestMethod', DS, CODE) ?? defaultMethod;
  if (method === undefined) throw drumError(CODE, `${element.name} has no digest algorithm, and the chain no default`);
  const algorithm = digestMethodOf(method, CODE);
  const uri = attributeOf(element, 'URI') ?? '';
  if (element.name === 'StepRef') return { kind: 'step', uri, algorithm };
  const digest = { algorithm, value: base64Of(requiredChild(element, 'DigestValue', DS, CODE), CODE) };
  if (element.name === 'HashValue') return { kind: 'hash', digest };
  return { kind: 'data', uri, digest, transforms: transformsOf(optionalChild(element, 'Transforms', DS, CODE), CODE) };
}
