/** Whose fault it is, seen from the server that reports it. */
export type Side = 'client' | 'this-server' | 'other-server' | 'provider' | 'trust-service' | 'operator';

export interface ErrorEntry {
  readonly side: Side;
  /** Where the same word means another side: by a prefix that stands before it, the innermost first. */
  readonly sideBehind?: Readonly<Record<string, Side>>;
  /** What happened, in a sentence. */
  readonly en: string;
  readonly bg: string;
  /** What to do about it. */
  readonly next: { readonly en: string; readonly bg: string };
}
