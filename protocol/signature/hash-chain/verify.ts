import { digest, type DigestName } from '#certs/algorithms.ts';
import { drumError } from '../../errors.ts';
import { withXml, XML_LIMITS, type XmlLimits } from '../../xml/document.ts';
import { shown, type Canonicalization, type Digest } from '../algorithms.ts';
import type { HashChain, StepValue } from './hash-chain.ts';
import { readHashChain, readHashChainResult } from './read.ts';
import { encodeStep } from './step.ts';

/** Bounds of a message that is canonicalised. */
const CANONICAL_LIMITS: XmlLimits = { ...XML_LIMITS, namespacesInForceMax: 64 };
/** Chain documents that one result may draw in. */
const CHAINS_MAX = 16;
/** Steps that may hang below one another: enough for a batch of 2^60. */
const DEPTH_MAX = 64;

/** A part that can be hashed under any algorithm. */
export interface Content {
  /** Undefined where the part cannot be had under that algorithm. */
  digest(algorithm: DigestName): Uint8Array | undefined;
  /** Needed where a reference has transforms. */
  readonly bytes?: Uint8Array | undefined;
}

/**
 * A part that the chain must refer to. With a `digest` that was computed by whoever asks (live messages) the chain's own
 * value for it is not used in the computation; with `content` (containers) it is held against the content at once.
 */
export type HashChainInput =
  { readonly uri: string; readonly digest: Digest } | { readonly uri: string; readonly content: Content };

export interface HashChainQuestion {
  /** The document that is signed or time-stamped. */
  readonly result: Uint8Array;
  /** The chain documents by their URI. */
  readonly chain: (uri: string) => Uint8Array | undefined;
  readonly inputs: readonly HashChainInput[];
  /** Other content that the chain may refer to and need not. */
  readonly others?: ((uri: string) => Content | undefined) | undefined;
  /** What a reference to something that is not there means: refuse it, or count it with the chain's own value. */
  readonly absent: 'refuse' | 'count';
}

/** A part that the chain refers to. */
export interface CoveredPart {
  readonly uri: string;
  readonly digest: Digest;
  /** False for what was absent and counted with the chain's own value. */
  readonly confirmed: boolean;
}

/**
 * Verifies a hash chain (X-Road's profile of linked digests) and returns what it covers.
 * Throws `malformed_hash_chain`, `invalid_reference` (something referred to is not there), `invalid_hash_chain_ref` (a
 * part differs from its digest in the chain), `invalid_hash_chain` (the result differs), `hashchain_unused_inputs` (an
 * input that the chain does not cover).
 */
export function verifyHashChain(question: HashChainQuestion): readonly CoveredPart[] {
  const result = readHashChainResult(question.result);
  const computation = new Computation(question);
  const computed = digest(result.digest.algorithm, computation.step(result.uri, undefined, 0));
  if (!computed.equals(result.digest.value)) {
    throw drumError('invalid_hash_chain', 'The result of the hash chain differs from what the chain leads to');
  }
  computation.checkInputs();
  return computation.covered;
}

interface OpenChain {
  readonly uri: string;
  readonly chain: HashChain;
}

class Computation {
  readonly covered: CoveredPart[] = [];
  private readonly question: HashChainQuestion;
  private readonly inputs: ReadonlyMap<string, HashChainInput>;
  private readonly chains = new Map<string, OpenChain>();
  /** Encoded steps by URI; undefined while one is being computed, so that a circle shows. */
  private readonly steps = new Map<string, Buffer | undefined>();
  private readonly contradicted: string[] = [];

  constructor(question: HashChainQuestion) {
    this.question = question;
    this.inputs = new Map(question.inputs.map((input) => [input.uri, input]));
  }

  /** The encoding of a step. Each is computed once, whoever refers to it: the work is bounded by the documents' size. */
  step(uri: string, from: OpenChain | undefined, depth: number): Buffer {
    const hash = uri.indexOf('#');
    const id = uri.slice(hash + 1);
    const open = hash === 0 ? from : this.open(uri.slice(0, Math.max(hash, 0)));
    const values = hash < 0 || id === '' ? undefined : open?.chain.steps.get(id);
    if (open === undefined || values === undefined) {
      throw drumError('malformed_hash_chain', `The hash chain has no step ${shown(uri)}`);
    }
    if (depth > DEPTH_MAX) throw drumError('malformed_hash_chain', `The hash chain is deeper than ${DEPTH_MAX} steps`);
    const key = `${open.uri}#${id}`;
    if (this.steps.has(key)) {
      const known = this.steps.get(key);
      if (known === undefined) throw drumError('malformed_hash_chain', `Step ${shown(uri)} leads back to itself`);
      return known;
    }
    this.steps.set(key, undefined);
    const encoded = encodeStep(values.map((value) => this.value(value, open, depth)));
    this.steps.set(key, encoded);
    return encoded;
  }

  /** What can only be said when the whole chain has been walked. */
  checkInputs(): void {
    const seen = new Set(this.covered.map(({ uri }) => uri));
    const unused = [...this.inputs.keys()].filter((uri) => !seen.has(uri));
    if (unused.length > 0) {
      throw drumError('hashchain_unused_inputs', `The hash chain does not cover ${shown(unused.join(', '))}`);
    }
    const [contradicted] = this.contradicted;
    if (contradicted !== undefined) throw differs(contradicted);
  }

  private value(value: StepValue, open: OpenChain, depth: number): Digest {
    if (value.kind === 'hash') return value.digest;
    if (value.kind === 'data') return this.data(value);
    const { algorithm } = value;
    return { algorithm, value: digest(algorithm, this.step(value.uri, open, depth + 1)) };
  }

  private data(reference: Extract<StepValue, { kind: 'data' }>): Digest {
    const { uri, digest: stated } = reference;
    const input = this.inputs.get(uri);
    if (input !== undefined && 'digest' in input) {
      if (input.digest.algorithm !== stated.algorithm) throw unresolved(uri);
      if (!sameBytes(input.digest.value, stated.value)) this.contradicted.push(uri);
      this.covered.push({ uri, digest: input.digest, confirmed: true });
      return input.digest;
    }
    const content = input?.content ?? this.question.others?.(uri);
    if (content === undefined && this.question.absent === 'refuse') throw unresolved(uri);
    if (content !== undefined) {
      const value = digestOf(content, reference);
      if (value === undefined) throw unresolved(uri);
      if (!sameBytes(value, stated.value)) throw differs(uri);
    }
    this.covered.push({ uri, digest: stated, confirmed: content !== undefined });
    return stated;
  }

  private open(uri: string): OpenChain {
    const known = this.chains.get(uri);
    if (known !== undefined) return known;
    const xml = this.question.chain(uri);
    if (xml === undefined) throw unresolved(uri);
    if (this.chains.size >= CHAINS_MAX)
      throw drumError('malformed_hash_chain', `More than ${CHAINS_MAX} chain documents`);
    const open = { uri, chain: readHashChain(xml) };
    this.chains.set(uri, open);
    return open;
  }
}

const unresolved = (uri: string) =>
  drumError('invalid_reference', `The hash chain refers to ${shown(uri)}, which is not there`);
const differs = (uri: string) =>
  drumError('invalid_hash_chain_ref', `${shown(uri)} differs from its digest in the hash chain`);

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function digestOf(content: Content, { digest: { algorithm }, transforms }: Extract<StepValue, { kind: 'data' }>) {
  if (transforms.length === 0) return content.digest(algorithm);
  return content.bytes === undefined ? undefined : digest(algorithm, canonicalBytes(content.bytes, transforms));
}

/** The octets after the transforms (XMLDSIG core §4.4.3.2): each is parsed anew from the octets of the one before. */
function canonicalBytes(bytes: Uint8Array, transforms: readonly Canonicalization[]): Uint8Array {
  return transforms.reduce(
    (octets, { algorithm, inclusivePrefixes }) =>
      withXml(octets, CANONICAL_LIMITS, 'invalid_hash_chain_ref', (document) =>
        document.canonicalize(document.root, algorithm, inclusivePrefixes),
      ),
    bytes,
  );
}
