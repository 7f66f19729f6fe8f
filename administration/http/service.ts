import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Kysely } from 'kysely';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { Clock } from '#config/clock.ts';
import { CHECK_MS, closeAtOnce, unhurried } from '#config/http-listener.ts';
import { listen } from '#config/listening.ts';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { addAuditEvent, logAuditEvent, type AuditEvent } from '../audit-log.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import type { AdminDefinition } from '../definition.ts';
import type { AdminHandlers, Caller } from './call.ts';
import { isBasic, type Accounts } from './credentials.ts';
import { failureOf } from './failure.ts';
import { API_KEY_EVENT, type FailureEvent, type Occurrence, type ServiceParts, type Told } from './parts.ts';
import { RefusalRate } from './refusal-rate.ts';
import { addLogIn } from './log-in.ts';
import { operationsRouter } from './operations.ts';
import { addAssets, addPage, type Screens } from './screens.ts';

const HEADERS_MS_MAX = 10_000;
/** Of a whole request, uploads too. */
const REQUEST_MS_MAX = 60_000;
const IDLE_MS_MAX = 60_000;
const HEADER_BYTES_MAX = 16_384;
const API = '/api/v1';
const CORRELATION_HEADER = 'x-road-ui-correlation-id';

export interface AdministrationOptions<Tables extends AdministrationTables> {
  readonly identity: TlsIdentity;
  readonly accounts: Accounts;
  readonly database: Kysely<Tables>;
  readonly apis: readonly { readonly definition: AdminDefinition; readonly handlers: AdminHandlers<Tables> }[];
  /** HTTP status of a code of the program's own. */
  readonly statusOf: (code: string) => number;
  readonly requestsPerSecond: number;
  readonly requestsPerMinute: number;
  readonly logInsPerMinute: number;
  readonly maxConnections: number;
  /** Adds the ways in by single sign-on, where there are any: their libraries take memory that others do not need. */
  readonly addSingleSignOn?: (
    app: Express,
    using: { readonly accounts: Accounts; readonly told: Told; readonly log: Log },
  ) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** What people see of it in a browser, where that is built. */
  readonly screens?: Screens | undefined;
  /** Holds answers against their definition too: for tests. */
  readonly checkAnswers?: boolean;
}

/** The admin API of a program, over TLS: log-in, operations, audit log. */
export class AdministrationService<Tables extends AdministrationTables> {
  private readonly server: Server;
  private readonly refusals: RefusalRate;

  constructor(options: AdministrationOptions<Tables>) {
    const { key, certificate } = options.identity;
    this.refusals = refusalRate(options);
    this.server = createServer(
      {
        ...{ key, cert: certificate },
        minVersion: 'TLSv1.2',
        headersTimeout: HEADERS_MS_MAX,
        requestTimeout: REQUEST_MS_MAX,
        handshakeTimeout: HEADERS_MS_MAX,
        connectionsCheckingInterval: CHECK_MS,
        maxHeaderSize: HEADER_BYTES_MAX,
      },
      unhurried(application(options, this.refusals)),
    );
    this.server.maxConnections = options.maxConnections;
    this.server.timeout = IDLE_MS_MAX;
  }

  /** Throws `port_not_available`. Resolves to the port. */
  async start(address: string, port: number): Promise<number> {
    await listen(this.server, address, port);
    const bound = this.server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  }

  async stop(): Promise<void> {
    await closeAtOnce(this.server);
    await this.refusals.flush();
  }
}

/** Tells in the audit log how often strangers were refused beyond what is told one by one. */
function refusalRate<Tables extends AdministrationTables>({
  accounts: { database },
  clock,
  log,
}: AdministrationOptions<Tables>): RefusalRate {
  return new RefusalRate(clock, async (untold) => {
    for (const { address, count } of untold) {
      const event: AuditEvent = {
        ...{ at: clock.now(), event: API_KEY_EVENT, outcome: 'failure', reason: 'not_authenticated', data: { count } },
        ...(address === undefined ? {} : { address }),
      };
      try {
        await database.transaction().execute((transaction) => addAuditEvent(transaction, event));
        logAuditEvent(log, event);
      } catch (unwritten) {
        log.error('Refusals could not be written into the audit log', { error: unwritten });
      }
    }
  });
}

function application<Tables extends AdministrationTables>(
  options: AdministrationOptions<Tables>,
  refusals: RefusalRate,
): Express {
  const { accounts, clock, log } = options;
  const parts: ServiceParts = {
    ...{ accounts, clock, log },
    eventOf: (request, occurrence, caller) => eventOf(request, occurrence, caller, clock),
  };
  const told: Told = async (request, occurrence, caller) => {
    const event = parts.eventOf(request, occurrence, caller);
    await accounts.database.transaction().execute((transaction) => addAuditEvent(transaction, event));
    logAuditEvent(log, event);
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    // Ties what a person is told to our log.
    response.set({ ...HEADERS, [CORRELATION_HEADER]: randomUUID() });
    next();
  });
  if (options.screens !== undefined) addAssets(app, options.screens);
  app.use(atMost(options.requestsPerSecond, 1_000), atMost(options.requestsPerMinute, 60_000));
  const logIns = atMost(options.logInsPerMinute, 60_000);
  app.use('/login', logIns);
  // A password is guessed as well where it comes with each request.
  app.use(API, (request, response, next) => {
    if (isBasic(request)) void logIns(request, response, next);
    else next();
  });
  addLogIn(app, { accounts, told });
  options.addSingleSignOn?.(app, { accounts, told, log });
  if (options.screens !== undefined) addPage(app, options.screens);
  else {
    app.get('/', (_request, response) => {
      response.type('text/plain').send(`The API is described at ${API}/openapi.yaml\n`);
    });
  }
  for (const { definition, handlers } of options.apis) {
    app.use(
      API,
      operationsRouter({
        ...{ definition, handlers, database: options.database, parts },
        isBasicAllowed: ({ path }) => path.startsWith('/api-keys'),
        isForFirstPassword: ({ operationId }) => operationId === 'changePassword',
        checkAnswers: options.checkAnswers === true,
      }),
    );
  }
  app.use(() => {
    throw drumError('not_found', 'There is nothing at this address');
  });
  app.use(refusal(options, told, refusals));
  return app;
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function atMost(limit: number, windowMs: number) {
  return rateLimit({
    ...{ limit, windowMs, standardHeaders: false, legacyHeaders: false },
    handler: (_request, _response, next) => {
      next(
        drumError('too_many_requests', `More than ${limit} requests came from this address in ${windowMs / 1_000} s`),
      );
    },
  });
}

function eventOf(request: Request, occurrence: Occurrence, caller: Caller | undefined, clock: Clock): AuditEvent {
  const correlationId = request.res?.get(CORRELATION_HEADER);
  return {
    ...occurrence,
    at: clock.now(),
    ...(caller === undefined ? {} : { userName: caller.name, authentication: caller.authentication }),
    address: addressOf(request),
    // Without its query, which may hold what somebody searched for.
    url: request.originalUrl.split('?', 1)[0]?.slice(0, URL_CHARACTERS_KEPT) ?? '',
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

const addressOf = (request: Request): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

const URL_CHARACTERS_KEPT = 500;

/** Answers a refusal, and puts it into the audit log where somebody was refused or a change failed. */
function refusal<Tables extends AdministrationTables>(
  { log, statusOf }: AdministrationOptions<Tables>,
  told: Told,
  refusals: RefusalRate,
): ErrorRequestHandler {
  return async (thrown: unknown, request: Request, response: Response, next) => {
    const { error, status, body, etag } = failureOf(thrown, statusOf);
    const correlationId = response.get(CORRELATION_HEADER);
    if (status === 401 || status === 403 || status === 429) {
      log.info('A request of the admin API was refused', { correlationId, code: error.code });
    }
    if (status >= 500) log.error('A request of the admin API failed', { correlationId, error });
    const { failed, caller } = response.locals as { failed?: FailureEvent; caller?: Caller };
    const isOfInterest = failed !== undefined && (failed.isChange === true || status === 401 || status === 403);
    const isStrangers = failed?.event === API_KEY_EVENT;
    if (isOfInterest && (!isStrangers || refusals.isTold(addressOf(request)))) {
      const { event, data } = failed;
      try {
        await told(request, { event, outcome: 'failure', reason: error.code, ...(data && { data }) }, caller);
      } catch (unwritten) {
        log.error('A refusal could not be written into the audit log', { correlationId, error: unwritten });
      }
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    // What was not read stays unread.
    if (!request.complete) response.set('connection', 'close');
    if (etag !== undefined) response.set('etag', etag);
    // Not by express' own word for it, which the validator holds against the definition: it describes few refusals.
    response.status(status).type('application/json').send(JSON.stringify(body));
  };
}
