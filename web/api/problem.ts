/** What the screens call problems of their own, beside the codes of the API. */
export type OwnCode = 'server_unreachable' | 'answer_unreadable';

interface ProblemParts {
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: string;
  readonly details?: readonly string[];
  /** Rules that fields break, by the fields' names. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly correlationId?: string | undefined;
  readonly current?: unknown;
  readonly etag?: string | undefined;
}

/** A call of the API that did not do what was asked. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly details: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Ties what is shown to the server's log. */
  readonly correlationId: string | undefined;
  /** The object as it is now, where somebody else has changed it meanwhile. */
  readonly current: unknown;
  /** Of that state. */
  readonly etag: string | undefined;

  constructor({ status, code, details = [], fields = {}, correlationId, current, etag }: ProblemParts) {
    super(code);
    this.status = status;
    this.code = code;
    this.details = details;
    this.fields = fields;
    this.correlationId = correlationId;
    this.current = current;
    this.etag = etag;
  }
}

const STATUS_TOO_MANY = 429;
const STATUS_TIMEOUT = 408;
const STATUS_OF_SERVER_MIN = 500;

/** Whether the same call may do what was asked when it is made again: nothing came, or the server could not. */
export const mayPass = ({ status }: Pick<Problem, 'status'>): boolean =>
  status === 0 || status === STATUS_TOO_MANY || status === STATUS_TIMEOUT || status >= STATUS_OF_SERVER_MIN;

/** Anything thrown as a problem: what is no answer of the API is one that could not be read. */
export const problemOf = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem({ status: 0, code: 'answer_unreadable' satisfies OwnCode });

interface ErrorInfo {
  readonly current?: unknown;
  readonly error?: {
    readonly code?: string;
    readonly metadata?: readonly string[];
    readonly validation_errors?: Readonly<Record<string, readonly string[]>>;
  };
}

export function problemIn(answer: Response, body: unknown): Problem {
  const { error = {}, current } = (typeof body === 'object' && body !== null ? body : {}) as ErrorInfo;
  return new Problem({
    status: answer.status,
    code: error.code ?? ('answer_unreadable' satisfies OwnCode),
    details: error.metadata ?? [],
    fields: error.validation_errors ?? {},
    correlationId: answer.headers.get('x-road-ui-correlation-id') ?? undefined,
    current,
    etag: answer.headers.get('etag') ?? undefined,
  });
}
