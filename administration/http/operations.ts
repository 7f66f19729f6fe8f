import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json, raw, Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { middleware as validator } from 'express-openapi-validator';
import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { administrationTables, type AdministrationTables } from '../accounts/tables.ts';
import { BYTES_TYPE, type AdminDefinition, type AdminOperation } from '../definition.ts';
import { addAuditEvent, holdAdministration, logAuditEvent } from '../audit-log.ts';
import type { AdminAnswer, AdminCall, AdminHandler, AdminHandlers, Caller, UploadedFile } from './call.ts';
import { knownContentType } from './content-type.ts';
import { basicNameOf, callerOf } from './credentials.ts';
import { requireShallow } from './nesting.ts';
import { etagOf, hasEtag, requireSeen, stateOf, type ReadableState } from './object-state.ts';
import { API_KEY_EVENT, type FailureEvent, type ServiceParts } from './parts.ts';

/** As X-Road's limits for its admin API. */
const JSON_BYTES_MAX = 50_000;
const UPLOAD_BYTES_MAX = 10_000_000;
const UPLOAD_FIELDS_MAX = 50;

/** Reads a file that is the body itself; what is compressed is refused, since a small one may become a large one. */
const bytes: RequestHandler = raw({ type: BYTES_TYPE, limit: UPLOAD_BYTES_MAX, inflate: false });

/** X-Road's own formats say what a text is for; lengths and patterns stand beside them. */
const WORDS = ['text', 'test', 'enum', 'filename', 'hash', 'hex', 'sha-256', 'url', 'binary', 'byte', 'int32', 'int64'];

type Locals = Readonly<Record<string, unknown>> & { caller: Caller; failed: FailureEvent };

interface OperationsOptions<Tables extends AdministrationTables> {
  readonly definition: AdminDefinition;
  readonly handlers: AdminHandlers<Tables>;
  readonly database: Kysely<Tables>;
  readonly parts: ServiceParts;
  /** Whether calls may carry name and password. */
  readonly isBasicAllowed: (operation: AdminOperation) => boolean;
  /** Whether users may call it who still have their first password. */
  readonly isForFirstPassword: (operation: AdminOperation) => boolean;
  readonly checkAnswers: boolean;
}

/** The operations of a definition: each is admitted, held against the definition, and run. */
export function operationsRouter<Tables extends AdministrationTables>(options: OperationsOptions<Tables>): Router {
  const { definition, handlers } = options;
  // As the validator reads addresses: what it does not know is not run.
  const router = Router({ caseSensitive: true, strict: true });
  const admitted = new WeakMap<Request, AdminOperation>();
  for (const operation of definition.operations) {
    router[operation.method](pathOf(operation), admit(operation, options), (request, _response, next) => {
      admitted.set(request, operation);
      next();
    });
  }
  // Nothing of a stranger's is read, however the validator would understand the address.
  router.use((request, _response, next) => {
    if (admitted.has(request)) next();
    else next('router');
  });
  router.use(json({ limit: JSON_BYTES_MAX, strict: true }), bodyFailure);
  router.use((request, _response, next) => {
    requireShallow(request.body);
    const type = request.headers['content-type'];
    if (type !== undefined) request.headers['content-type'] = knownContentType(type);
    next();
  });
  router.use((request, response, next) => {
    if (admitted.get(request)?.takesBytes === true) bytes(request, response, next);
    else next();
  });
  router.use(
    validator({
      apiSpec: forValidation(definition.document) as never,
      validateRequests: { allowUnknownQueryParameters: false },
      validateResponses: options.checkAnswers,
      // Who may call is judged before anything is read.
      validateSecurity: false,
      ignoreUndocumented: true,
      fileUploader: {
        limits: { fileSize: UPLOAD_BYTES_MAX, files: 1, fields: UPLOAD_FIELDS_MAX, fieldSize: JSON_BYTES_MAX },
      },
      formats: Object.fromEntries(WORDS.map((name) => [name, true])),
    }),
  );
  router.use(formFailure);
  for (const operation of definition.operations) {
    const handler = handlers[operation.operationId];
    const state = stateOf(operation, options);
    const isTagged = hasEtag(operation, options);
    router[operation.method](pathOf(operation), async (request, response) => {
      if (!('openapi' in request)) throw drumError('not_found', 'There is no such operation here');
      if (handler === undefined) throw drumError('not_implemented', `${operation.operationId} is not offered yet`);
      const answer = await perform(handler, request, response.locals as Locals, { ...options, state });
      // What is changed is changed, whether or not somebody still waits for the answer.
      if (handler.event !== undefined) handler.afterwards?.();
      if (isTagged) response.set('etag', etagOf(answer));
      await send(response, operation, answer);
    });
  }
  return router;
}

/**
 * The definition as its validator should take it: identifiers come with their colons as they are, which it would want encoded, and
 * a type that is marked as read-only, as a state is, may well be searched for; so may a property be sent that its request requires.
 */
function forValidation(document: AdminDefinition['document']): object {
  const copy = structuredClone(document);
  const allow = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('in' in value && value.in === 'query') Object.assign(value, { allowReserved: true });
    if ('requestBody' in value) allowRequired(value.requestBody as RequestBody, copy);
    for (const inner of Object.values(value)) allow(inner);
  };
  allow(copy);
  for (const schema of Object.values(copy.components?.schemas ?? {})) delete schema.readOnly;
  return copy;
}

interface RequestBody {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
}

function allowRequired({ content = {} }: RequestBody, { components }: AdminDefinition['document']): void {
  for (const { schema } of Object.values(content)) {
    const { required = [], properties = {} } = components?.schemas?.[schema?.$ref?.split('/').at(-1) ?? ''] ?? {};
    for (const name of required) delete properties[name]?.readOnly;
  }
}

const pathOf = ({ path }: AdminOperation): string => path.replaceAll(/\{([a-z_]+)\}/g, ':$1');

function admit<Tables extends AdministrationTables>(
  operation: AdminOperation,
  { parts, handlers, isBasicAllowed, isForFirstPassword }: OperationsOptions<Tables>,
): RequestHandler {
  const { event } = handlers[operation.operationId] ?? {};
  return async (request, response, next) => {
    if (operation.isPublic) {
      next();
      return;
    }
    const locals = response.locals as Locals;
    const byPassword = isBasicAllowed(operation);
    if (request.headers.authorization !== undefined) {
      const user = byPassword ? basicNameOf(request) : undefined;
      locals.failed = {
        event: byPassword ? 'Key management API log in' : API_KEY_EVENT,
        ...(user === undefined ? {} : { data: { user } }),
      };
    }
    const caller = await callerOf(request, parts.accounts, {
      basic: byPassword,
      firstPassword: isForFirstPassword(operation),
    });
    locals.caller = caller;
    locals.failed = { event: event ?? 'Access check', isChange: event !== undefined };
    const { permissions } = operation;
    if (permissions.length > 0 && !permissions.some((name) => caller.permissions.has(name))) {
      throw drumError(
        'permission_missing',
        `${operation.operationId} needs one of the permissions ${permissions.join(', ')}`,
      );
    }
    next();
  };
}

async function perform<Tables extends AdministrationTables>(
  handler: AdminHandler<Tables>,
  request: Request,
  { caller }: Locals,
  { database, parts, state }: OperationsOptions<Tables> & { readonly state: ReadableState<Tables> | undefined },
): Promise<AdminAnswer> {
  const call = callOf(request, caller, parts.clock.now());
  // No database holds it, and PostgreSQL fails where it is looked for.
  if (hasNul(call.path) || hasNul(call.query) || hasNul(call.body)) {
    throw drumError('validation_failure', 'The request has a text with the character U+0000');
  }
  if (handler.event === undefined) return handler.run(call, database);
  const { event } = handler;
  const prepared = await handler.before?.(call, database);
  const { done, audited } = await database.transaction().execute(async (transaction) => {
    // One change after the other, on every node: what one has checked holds until it is done.
    await holdAdministration(administrationTables(transaction));
    const ifMatch = request.get('if-match');
    if (ifMatch !== undefined) await requireSeen(ifMatch, state, call, transaction);
    const done = await handler.run(call, transaction, prepared);
    const audited = parts.eventOf(
      request,
      { event: done.event ?? event, outcome: 'success', ...(done.audit && { data: done.audit }) },
      caller,
    );
    if (done.refusal === undefined) await addAuditEvent(administrationTables(transaction), audited);
    await done.outside?.();
    return { done, audited };
  });
  if (done.refusal !== undefined) throw done.refusal;
  logAuditEvent(parts.log, audited);
  return done;
}

function callOf(request: Request, caller: Caller, now: Date): AdminCall {
  const files = (Array.isArray(request.files) ? request.files : []) as {
    readonly fieldname: string;
    readonly originalname: string;
    readonly buffer: Buffer;
  }[];
  return {
    path: request.params as Record<string, string>,
    query: request.query,
    ...(Buffer.isBuffer(request.body) ? { body: undefined, bytes: request.body } : { body: request.body as unknown }),
    files: files.map(({ fieldname, originalname, buffer }): UploadedFile => ({
      field: fieldname,
      name: originalname,
      bytes: buffer,
    })),
    caller,
    now,
  };
}

async function send(
  response: Response,
  { statuses }: AdminOperation,
  { status, body, file }: AdminAnswer,
): Promise<void> {
  response.status(status ?? statuses.find((each) => each < 300) ?? 200);
  if (file !== undefined) await sendFile(response, file);
  else if (body === undefined) response.end();
  else response.json(body);
}

async function sendFile(response: Response, { name, type, bytes }: NonNullable<AdminAnswer['file']>): Promise<void> {
  response.attachment(name).type(type);
  if (typeof bytes === 'string') response.send(bytes);
  else if (bytes instanceof Uint8Array) response.send(Buffer.from(bytes));
  else if ('stream' in bytes) {
    response.set('content-length', String(bytes.length));
    // Who went away, or what cannot be read any more, leaves an answer that is too short for its length.
    await pipeline(bytes.stream, response).catch(() => undefined);
  } else await sendPieces(response, bytes);
}

/** A caller who has gone is nobody's failure; a piece that cannot be made breaks the answer off, so that it is not taken for whole. */
async function sendPieces(response: Response, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }), response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name.includes('\u0000') || hasNul(inner));
}

/** A form that breaks off or is none is the caller's fault, whatever its reader calls it. */
const formFailure: ErrorRequestHandler = (error: unknown, request, _response, next) => {
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/');
  const isReaders = error instanceof Error && 'status' in error && error.status === 500;
  next(isForm && isReaders ? drumError('validation_failure', 'The form cannot be read') : error);
};

/** What is no JSON is told as a field of the definition would be. */
const bodyFailure: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const isUnreadable = error instanceof Error && 'type' in error && error.type === 'entity.parse.failed';
  next(isUnreadable ? drumError('validation_failure', 'The body is not JSON') : error);
};
