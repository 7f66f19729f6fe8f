import type { DigestName } from '#certs/algorithms.ts';
import type { Canonicalization, Digest } from '../algorithms.ts';

/** The document that is signed or time-stamped. */
export interface HashChainResult {
  /** Where the computation starts, such as `/sig-hashchain.xml#STEP0`. */
  readonly uri: string;
  readonly digest: Digest;
}

/** One member of a step. */
export type StepValue =
  | { readonly kind: 'hash'; readonly digest: Digest }
  | { readonly kind: 'step'; readonly uri: string; readonly algorithm: DigestName }
  | {
      readonly kind: 'data';
      readonly uri: string;
      readonly digest: Digest;
      readonly transforms: readonly Canonicalization[];
    };

export interface HashChain {
  readonly steps: ReadonlyMap<string, readonly StepValue[]>;
}
