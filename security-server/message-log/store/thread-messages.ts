import type { DatabaseOptions } from '#storage/database.ts';
import type { CarriedError } from '#protocol/errors/carried.ts';
import type { LogKeys } from '../encryption/keys.ts';
import type { MessageStore } from './store.ts';

/** What the store's thread is started with. */
export interface ThreadStart {
  readonly kind: 'message-log-store';
  readonly database: DatabaseOptions;
  readonly keys: LogKeys;
}

export type Method = Exclude<keyof MessageStore, 'close'>;

export type ToThread =
  | { readonly kind: 'call'; readonly call: number; readonly method: Method; readonly args: readonly unknown[] }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly call: number; readonly error: CarriedError }
  | { readonly kind: 'not-opened'; readonly error: CarriedError };
