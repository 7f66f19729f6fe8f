import type { Readable } from 'node:stream';
import type { Kysely, Transaction } from 'kysely';
import type { DrumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';

/** Who calls, and how that was proved. */
export interface Caller {
  /** A user's name, or `api-key-NUMBER`. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  readonly authentication: 'Session' | 'ApiKey' | 'HttpBasic';
}

export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** A request as its definition has let it through: parameters and body have the shapes that it describes. */
export interface AdminCall {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** JSON, or the fields of a form. */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** A body that is a file as it is (`application/octet-stream`), where one came. */
  readonly bytes?: Buffer;
  readonly caller: Caller;
  readonly now: Date;
}

/** What is too large for the memory. Whoever answers with it reads it, or closes it. */
interface StreamedBytes {
  readonly stream: Readable;
  readonly length: number;
}

export interface AdminAnswer {
  /** The call is refused with this, and yet what the attempt has changed stays: a count of wrong passwords, for one. */
  readonly refusal?: DrumError;
  /** The first 2xx of the definition where it is not said. */
  readonly status?: number;
  /** JSON; absent: nothing. */
  readonly body?: unknown;
  /** What belongs to an object, and is not shown in full: it counts for the object's ETag. */
  readonly unseen?: unknown;
  /** What the object's ETag is made of, where the body shows besides what changes by itself. */
  readonly state?: unknown;
  readonly file?: {
    readonly name: string;
    readonly type: string;
    /** What is read piece by piece is made as fast as the caller takes it. */
    readonly bytes: Uint8Array | string | AsyncIterable<string> | StreamedBytes;
  };
  /** A more exact name of the event than the handler's, where it depends on the call. */
  readonly event?: string;
  /** What is changed outside of the database: when all else is done, and before it is kept. What this throws undoes the rest. */
  readonly outside?: () => Promise<void>;
  /** For the audit log: what it was about, before and after. Never a secret. */
  readonly audit?: { readonly before?: unknown; readonly after?: unknown };
}

/** An operation that changes nothing. */
interface ReadingHandler<Tables extends AdministrationTables> {
  readonly event?: undefined;
  /** It shows an object that is changed at another address. */
  readonly isObject?: boolean;
  readonly run: (call: AdminCall, database: Kysely<Tables>) => AdminAnswer | Promise<AdminAnswer>;
}

/** An operation that changes something, in one transaction with the event that tells of it. */
interface ChangingHandler<Tables extends AdministrationTables> {
  /** X-Road's name of the event in the audit log. */
  readonly event: string;
  /** How its object is read, where its own address does not show that: for `If-Match`. */
  readonly state?: ReadingHandler<Tables>['run'];
  /** What takes its time, before the transaction begins: others would have to wait for it. */
  readonly before?: (call: AdminCall, database: Kysely<Tables>) => Promise<unknown>;
  /** `prepared`: what `before` has found. */
  readonly run: (call: AdminCall, change: Transaction<Tables>, prepared: unknown) => AdminAnswer | Promise<AdminAnswer>;
  /** When the change is on the disk. */
  readonly afterwards?: () => void;
}

export type AdminHandler<Tables extends AdministrationTables = AdministrationTables> =
  ReadingHandler<Tables> | ChangingHandler<Tables>;

/** By `operationId`. */
export type AdminHandlers<Tables extends AdministrationTables = AdministrationTables> = Readonly<
  Record<string, AdminHandler<Tables>>
>;
