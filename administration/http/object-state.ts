import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import type { AdminDefinition, AdminOperation } from '../definition.ts';
import type { AdminAnswer, AdminCall, AdminHandlers } from './call.ts';

/* Whoever changes an object may say which state of it they have seen (RFC 9110, §13.1.1): its `ETag`, in `If-Match`. */

/** An object has changed since the caller has seen it. The refusal tells how it is now to whoever may see it. */
export class ObjectChanged extends DrumError {
  readonly etag: string;
  readonly current: unknown;

  constructor(etag: string, current: unknown) {
    super('changed_meanwhile', 'Somebody else has changed it since it was shown');
    this.etag = etag;
    this.current = current;
  }
}

/** How an object that can be changed is read. */
export interface ReadableState<Tables extends AdministrationTables> {
  readonly run: (call: AdminCall, database: Kysely<Tables>) => AdminAnswer | Promise<AdminAnswer>;
  /** One of these lets a caller see it. */
  readonly permissions: readonly string[];
}

/** The same for the same representation, or for what somebody changes of it, and for nothing else. */
export const etagOf = ({ body, unseen, state }: AdminAnswer): string =>
  `"${createHash('sha256')
    .update(JSON.stringify(state === undefined ? [body, unseen] : [state]))
    .digest('base64url')}"`;

const CHANGING = new Set(['put', 'patch', 'delete']);

/**
 * How an operation's object is read: as its handler says, or as the address itself answers. Undefined for what changes nothing, and
 * for objects that nothing shows alone.
 */
export function stateOf<Tables extends AdministrationTables>(
  operation: AdminOperation,
  { definition, handlers }: { readonly definition: AdminDefinition; readonly handlers: AdminHandlers<Tables> },
): ReadableState<Tables> | undefined {
  const handler = handlers[operation.operationId];
  if (handler?.event === undefined) return undefined;
  if (handler.state !== undefined) return { run: handler.state, permissions: operation.permissions };
  if (!CHANGING.has(operation.method)) return undefined;
  const shown = shownAt(operation.path, definition);
  const reading = shown === undefined ? undefined : handlers[shown.operationId];
  if (shown === undefined || reading === undefined || reading.event !== undefined) return undefined;
  return { run: reading.run, permissions: shown.permissions };
}

/** Whether an operation shows an object that can be changed, so that its answer has an ETag. */
export function hasEtag<Tables extends AdministrationTables>(
  { operationId, method, path }: AdminOperation,
  { definition, handlers }: { readonly definition: AdminDefinition; readonly handlers: AdminHandlers<Tables> },
): boolean {
  const handler = handlers[operationId];
  if (method !== 'get' || handler === undefined || handler.event !== undefined) return false;
  return (
    handler.isObject === true ||
    definition.operations.some((other) => other.path === path && CHANGING.has(other.method))
  );
}

const shownAt = (path: string, { operations }: AdminDefinition): AdminOperation | undefined =>
  operations.find((other) => other.path === path && other.method === 'get');

/** The list of `If-Match`, or any state at all. */
const ETAGS = /^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*)$/;

/**
 * Throws `changed_meanwhile` where an object is in none of the states that a caller has seen, `validation_failure` where that cannot
 * be told, and what reading it throws. Within the transaction of the change.
 */
export async function requireSeen<Tables extends AdministrationTables>(
  ifMatch: string,
  state: ReadableState<Tables> | undefined,
  call: AdminCall,
  database: Kysely<Tables>,
): Promise<void> {
  if (state === undefined) throw drumError('validation_failure', 'If-Match: what this address changes has no ETag');
  const seen = ifMatch.trim();
  if (!ETAGS.test(seen)) throw drumError('validation_failure', 'If-Match: it must be * or a list of ETags in quotes');
  const now = await state.run(
    { path: call.path, query: {}, body: undefined, files: [], caller: call.caller, now: call.now },
    database,
  );
  const etag = etagOf(now);
  // A weak one is never equal to another.
  if (seen === '*' || seen.split(/\s*,\s*/).includes(etag)) return;
  const isShown = state.permissions.length === 0 || state.permissions.some((name) => call.caller.permissions.has(name));
  throw new ObjectChanged(etag, isShown ? now.body : undefined);
}
