import type { WordedNotice } from './kind.ts';

/** Who hands notices over on one channel. */
export interface Sender {
  /** For logs: an address would say who it is. */
  readonly kind: string;
  /** How many it takes at once. */
  readonly noticesMax: number;
  /** Throws `notice_not_sent`. */
  readonly send: (notices: readonly WordedNotice[]) => Promise<void>;
}

/** By channel, such as `mail:ADDRESS` or `webhook:NAME`. */
export type Senders = ReadonlyMap<string, Sender>;
