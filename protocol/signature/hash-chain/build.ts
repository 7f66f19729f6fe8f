import { digestUri, type DigestName } from '#certs/algorithms.ts';
import { attachmentUri } from '../names.ts';
import { stepDigest } from './step.ts';
import { chainText, dataRefText, hashValueText, resultText, stepRefText, stepText, WRITINGS } from './template.ts';

/** A hash chain with its result, as documents. */
export interface HashChainDocuments {
  /** What is signed or time-stamped. */
  readonly result: Buffer;
  /** One chain an input, in the order of the inputs. */
  readonly chains: readonly Buffer[];
}

/** The same, with each chain written when it is asked for: those of 10,000 inputs take 50 MB. */
export interface HashChainTree {
  readonly result: Buffer;
  /** The chain of an input; undefined where there is no such input. */
  readonly chain: (input: number) => Buffer | undefined;
}

/** A message as a batch sees it: the digest of the message, then those of its attachments. */
export type BatchInput = readonly [Uint8Array, ...Uint8Array[]];

export interface BatchOptions {
  readonly algorithm: DigestName;
  /** URI under which the chain will be found, such as `/sig-hashchain.xml`. */
  readonly chainUri: string;
  /** URI of the first part of an input, such as `/message.xml`. */
  readonly partUri: string;
}

/** Inputs that are signed or time-stamped together: `timestamp-records-limit` of X-Road is the same. */
const BATCH_INPUTS_MAX = 10_000;

/**
 * Links the inputs into one tree, so that one signature or one time-stamp covers them all (PR-SIGDOC §4.1.2 gives the
 * purpose; the tree itself is X-Road's): leaves are padded to a power of two, neighbours are combined, and what has no
 * neighbour goes up as it is. Throws a TypeError for what needs no chain: a single input of a single part.
 */
export function buildHashChainTree(inputs: readonly BatchInput[], options: BatchOptions): HashChainTree {
  if (inputs.length === 0 || inputs.length > BATCH_INPUTS_MAX || (inputs.length === 1 && inputs[0]?.length === 1)) {
    throw new TypeError(`No hash chain for ${inputs.length} inputs`);
  }
  const { algorithm } = options;
  const levels = buildLevels(
    inputs.map((input) => leafOf(algorithm, input)),
    algorithm,
  );
  return {
    result: resultDocument(levels.at(-1)?.[0] ?? Buffer.alloc(0), options),
    chain: (index) => {
      const input = inputs[index];
      return input && chainDocument(pathOf(levels, index), input, options);
    },
  };
}

/** The tree over the inputs with all of their chains. Throws as `buildHashChainTree`. */
export function buildHashChain(inputs: readonly BatchInput[], options: BatchOptions): HashChainDocuments {
  const { result, chain } = buildHashChainTree(inputs, options);
  return { result, chains: inputs.flatMap((_, index) => chain(index) ?? []) };
}

const leafOf = (algorithm: DigestName, input: BatchInput): Uint8Array =>
  input.length === 1 ? input[0] : stepDigest(algorithm, input);

/** The levels of the tree, leaves first, each without its empty right end. */
function buildLevels(leaves: readonly Uint8Array[], algorithm: DigestName): Uint8Array[][] {
  let level = [...leaves];
  const levels = [level];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = level.slice(at, at + 2);
      if (left !== undefined) above.push(right === undefined ? left : stepDigest(algorithm, [left, right]));
    }
    level = above;
    levels.push(level);
  }
  return levels;
}

interface Turn {
  readonly side: 'left' | 'right';
  readonly sibling: Uint8Array;
}

/** The way from the root to a leaf: at each level where there are two, on which side the leaf lies, and the other. */
function pathOf(levels: readonly (readonly Uint8Array[])[], leaf: number): Turn[] {
  const path: Turn[] = [];
  let index = leaf;
  for (const level of levels.slice(0, -1)) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined) path.unshift({ side: index % 2 === 0 ? 'left' : 'right', sibling });
    index >>= 1;
  }
  return path;
}

const [WRITING] = WRITINGS;

function resultDocument(root: Uint8Array, { algorithm, chainUri }: BatchOptions): Buffer {
  return Buffer.from(resultText(WRITING, `${chainUri}#${stepId(0)}`, digestUri(algorithm), base64(root)));
}

function chainDocument(path: readonly Turn[], input: BatchInput, options: BatchOptions): Buffer {
  const parts = input
    .map((value, index) => dataRefText(WRITING, index === 0 ? options.partUri : attachmentUri(index), base64(value)))
    .join('');
  const steps = path.map(({ side, sibling }, index) => {
    const isLast = index === path.length - 1;
    const mine = isLast && input.length === 1 ? parts : stepRefText(WRITING, `#${stepId(index + 1)}`);
    const other = hashValueText(WRITING, base64(sibling));
    return side === 'left' ? mine + other : other + mine;
  });
  if (input.length > 1) steps.push(parts);
  const text = steps.map((values, index) => stepText(WRITING, stepId(index), values)).join('');
  return Buffer.from(chainText(WRITING, digestUri(options.algorithm), text));
}

const stepId = (index: number): string => `STEP${index}`;
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
