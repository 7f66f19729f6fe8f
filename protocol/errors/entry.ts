/** Whose fault it is, seen from the server that reports it. */
export type Side = 'client' | 'this-server' | 'other-server' | 'provider' | 'trust-service' | 'operator';

/** An error in words for people. */
export interface Explanation {
  /** What happened, in a sentence. */
  readonly en: string;
  readonly bg: string;
  /** What to do about it. */
  readonly next: { readonly en: string; readonly bg: string };
}

export interface ErrorEntry extends Explanation {
  readonly side: Side;
  /** Where the same word means another side: by a prefix that stands before it, the innermost first. */
  readonly sideBehind?: Readonly<Record<string, Side>>;
  /** Where a code that others rely on covers a case that its own words would mislead about: by the error's `case`. */
  readonly cases?: Readonly<Record<string, Explanation>>;
}
