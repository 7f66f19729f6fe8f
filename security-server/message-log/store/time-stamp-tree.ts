import type { DigestName } from '#certs/algorithms.ts';
import { drumError } from '#protocol/errors.ts';
import { buildHashChainTree, type HashChainTree } from '#protocol/signature/hash-chain/build.ts';
import { digestBytes, storedDigestName } from './digest-name.ts';
import { unpackLeaves, type Leaf } from './time-stamp-leaves.ts';

/** The tree over the signatures of a batch: its result is what is time-stamped (wire form of X-Road's containers, ETSI EN 319 162-1 §4.4). */
export function buildTree(leaves: readonly Leaf[], algorithm: DigestName): HashChainTree {
  return buildHashChainTree(
    leaves.map(({ digest }) => [digest] as const),
    { algorithm, chainUri: '/ts-hashchain.xml', partUri: '/META-INF/signatures.xml' },
  );
}

interface StoredTimeStamp {
  readonly id: number;
  readonly digest_algorithm: string;
  readonly hash_chain_result: Uint8Array | null;
  readonly leaves: Uint8Array | null;
}

/** The way from one record to its batch's time-stamp. */
export interface TimeStampChain {
  readonly hashChainResult: Uint8Array;
  readonly hashChain: Uint8Array;
}

/**
 * Gives records their way to their batch's time-stamp. A chain is 14 steps at 10,000 records, so it is built when asked
 * for instead of stored; the stored result, which the token covers, says whether it was built right.
 */
export function chainReader(): (timeStamp: StoredTimeStamp, recordId: number) => TimeStampChain | null {
  // Archiving asks for the records of one time-stamp after the other.
  let last:
    { readonly timeStampId: number; readonly leaves: readonly Leaf[]; readonly tree: HashChainTree } | undefined;
  return (timeStamp, recordId) => {
    const { hash_chain_result: result, leaves: packed } = timeStamp;
    if (result === null || packed === null) return null;
    if (last?.timeStampId !== timeStamp.id) {
      const algorithm = storedDigestName(timeStamp.digest_algorithm);
      const leaves = unpackLeaves(packed, digestBytes(algorithm));
      last = { timeStampId: timeStamp.id, leaves, tree: buildTree(leaves, algorithm) };
    }
    const { leaves, tree } = last;
    const hashChain = tree.chain(leaves.findIndex(({ id }) => id === recordId));
    if (hashChain === undefined || !tree.result.equals(result)) {
      throw drumError(
        'database_error',
        `Record ${recordId} of the message log does not lead to its time-stamp; restore the log from a backup`,
      );
    }
    return { hashChainResult: result, hashChain };
  };
}
