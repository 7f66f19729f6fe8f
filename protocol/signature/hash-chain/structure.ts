import type { XmlElement } from '../../xml/document.ts';
import { drumError } from '../../errors.ts';
import {
  checkStructure,
  nameIn,
  one,
  optional,
  several,
  type Declaration,
  type ElementModel,
} from '../structure/content-model.ts';
import { DIGEST_METHOD, DIGEST_VALUE, TRANSFORMS } from '../structure/xmldsig.ts';

export const HASH_CHAIN = 'http://cyber.ee/hashchain';

const hc = (name: string, model: () => ElementModel): Declaration => [nameIn(HASH_CHAIN, name), model];
const URI = { URI: { type: 'string', required: true } } as const;

const step = (): ElementModel => ({
  attributes: { id: { type: 'string' } },
  content: [
    several(
      0,
      hc('HashValue', () => ({ content: [optional(DIGEST_METHOD), optional(TRANSFORMS), one(DIGEST_VALUE)] })),
      hc('StepRef', () => ({ attributes: URI, content: [optional(DIGEST_METHOD)] })),
      hc('DataRef', () => ({
        attributes: URI,
        content: [optional(DIGEST_METHOD), optional(TRANSFORMS), one(DIGEST_VALUE)],
      })),
    ),
  ],
});

const MODELS: Readonly<Record<'HashChain' | 'HashChainResult', ElementModel>> = {
  HashChain: { content: [optional(hc('DefaultDigestMethod', DIGEST_METHOD[1])), several(0, hc('HashStep', step))] },
  HashChainResult: { attributes: URI, content: [optional(DIGEST_METHOD), one(DIGEST_VALUE)] },
};

/** Holds a document to X-Road's hash chain schema. Throws `malformed_hash_chain`. */
export function checkHashChainStructure(root: XmlElement, name: 'HashChain' | 'HashChainResult'): void {
  if (root.name !== name || root.namespace !== HASH_CHAIN) {
    throw drumError('malformed_hash_chain', `The document is no ${name}`);
  }
  checkStructure(root, MODELS[name], new Map(), 'malformed_hash_chain');
}
