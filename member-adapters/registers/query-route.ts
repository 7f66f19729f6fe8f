import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { AccessJournal, AccessRecord, Subject } from './access-journal.ts';
import type { Answer, Route } from './listener.ts';
import { expectIdentifier, expectJson, readBody, readQuery, type PersonQuery } from './query-body.ts';
import { readQueryContext, type QueryContext } from './query-context.ts';
import { asRefusal, Refusal } from './refusal.ts';

/** A ground in law on which an operation may be called. */
interface LegalBasis {
  readonly code: string;
  readonly text: string;
}

/** A question that a register answers about a person. */
export interface Operation<Query extends PersonQuery> {
  readonly name: string;
  readonly query: z.ZodType<Query>;
  /** `found: false` where the register knows nothing of the person; that is an answer, not an error. */
  answer(query: Query, at: Date): { readonly found: boolean };
}

export interface QueryRouteOptions {
  readonly legalBases: readonly LegalBasis[];
  readonly bodyBytesMax: number;
  readonly journal: AccessJournal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The life of a query: read → who asks and why → approved legal basis → well-formed question → register → journal → answer.
 * Whatever becomes of it, it is in the journal before the caller hears of it; what cannot be recorded is not answered.
 */
export function queryRoute<Query extends PersonQuery>(operation: Operation<Query>, options: QueryRouteOptions): Route {
  return {
    method: 'POST',
    answer: async (request) => {
      const at = options.clock.now();
      const explanation = readQueryContext(request.rawHeaders);
      const question = await readQuestion(request, operation, options.bodyBytesMax);
      const result = judge(operation, options, explanation, question, at);
      const asked = { at, operation: operation.name, context: explanation.known, ...subjectOf(question) };
      return settle(asked, result, options);
    },
  };
}

/** What the body asks; `unread` where it could not even be read, and what it then said is nobody's concern. */
type Question<Query> = { readonly query: Query } | { readonly unread: Refusal } | { readonly refusal: Refusal };

async function readQuestion<Query extends PersonQuery>(
  request: IncomingMessage,
  operation: Operation<Query>,
  bodyBytesMax: number,
): Promise<Question<Query>> {
  let bytes: Buffer;
  try {
    expectJson(request);
    bytes = await readBody(request, bodyBytesMax);
  } catch (error) {
    return { unread: asRefusal(error) };
  }
  try {
    return { query: readQuery(bytes, operation.query) };
  } catch (error) {
    return { refusal: asRefusal(error) };
  }
}

function judge<Query extends PersonQuery>(
  operation: Operation<Query>,
  options: QueryRouteOptions,
  explanation: ReturnType<typeof readQueryContext>,
  question: Question<Query>,
  at: Date,
): { readonly found: boolean } | Refusal {
  if ('unread' in question) return question.unread;
  if ('refusal' in explanation) return explanation.refusal;
  const unapproved = unapprovedBasis(explanation.context, options.legalBases);
  if (unapproved !== undefined) return unapproved;
  if ('refusal' in question) return question.refusal;
  try {
    expectIdentifier(question.query, at);
    return operation.answer(question.query, at);
  } catch (error) {
    return asRefusal(error);
  }
}

/** Every ground that is named must be approved for this operation; the refusal lists those that are (`approved`). */
function unapprovedBasis({ legalBasis }: QueryContext, approved: readonly LegalBasis[]): Refusal | undefined {
  const unknown = legalBasis.codes.filter((code) => !approved.some((basis) => basis.code === code));
  if (unknown.length === 0) return undefined;
  const codes = approved.map(({ code }) => code).join(', ');
  const text = {
    en: `X-Drum-Legal-Basis names a basis that is not approved for this operation; approved are ${codes}.`,
    bg: `X-Drum-Legal-Basis посочва основание, което не е одобрено за тази операция; одобрени са ${codes}.`,
  };
  return new Refusal(403, 'legal_basis_not_approved', { text, extra: { approved } });
}

/** A body that reads as a query says whom it asks about, also when the query is refused for another reason. */
function subjectOf(question: Question<PersonQuery>): { subject?: Subject } {
  if (!('query' in question)) return {};
  const { identifierType, identifier } = question.query;
  return /^[0-9]{10}$/.test(identifier) ? { subject: { type: identifierType, identifier } } : {};
}

type Asked = Pick<AccessRecord, 'at' | 'operation' | 'context' | 'subject'>;

async function settle(
  asked: Asked,
  result: { readonly found: boolean } | Refusal,
  { journal, log }: QueryRouteOptions,
): Promise<Answer> {
  const detail = randomUUID();
  const told = { operation: asked.operation, detail };
  try {
    await journal.record(
      result instanceof Refusal
        ? { ...asked, outcome: 'refused', status: result.status, code: result.code, detail }
        : { ...asked, outcome: result.found ? 'found' : 'not-found', status: 200 },
    );
  } catch (error) {
    log.error('A query was not answered, because it could not be recorded', { ...told, error });
    const unrecorded = new Refusal(503, 'access_journal_unavailable');
    return { status: unrecorded.status, body: unrecorded.body(detail) };
  }
  if (!(result instanceof Refusal)) return { status: 200, body: result };
  // A fault of the register goes to its log with the cause; a refusal is the caller's matter and stands in the journal.
  if (result.status >= 500) log.error('A query failed', { ...told, code: result.code, error: result.cause });
  return { status: result.status, body: result.body(detail) };
}
