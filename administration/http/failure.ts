import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { RefusalWithValues } from '../refusal-with-values.ts';
import { ObjectChanged } from './object-state.ts';
import { WarningsDetected, type Warning } from './warnings.ts';

/** The statuses that this room answers its own refusals with. */
const STATUSES: Readonly<Record<string, number>> = {
  log_in_failed: 401,
  not_authenticated: 401,
  xsrf_token_wrong: 403,
  log_in_from_other_site: 403,
  permission_missing: 403,
  password_must_be_changed: 403,
  not_found: 404,
  api_key_not_found: 404,
  user_not_found: 404,
  user_exists: 409,
  identity_taken: 409,
  last_user_administrator: 409,
  changed_meanwhile: 412,
  too_many_requests: 429,
  overloaded: 503,
  not_implemented: 501,
};

const INTERNAL = 500;
/** Failures that are answered with this status as X-Road does, and whose reason the caller can mend. */
const TOLD: ReadonlySet<string> = new Set([
  'backup_generation_failed',
  'restore_process_failed',
  'management_request_sending_failed',
  'service_code_reserved',
]);

/** A refusal as it goes out: X-Road's `ErrorInfo` under its status. */
export interface Failure {
  readonly error: DrumError;
  readonly status: number;
  readonly body: ErrorInfo;
  /** Of the object as it is now. */
  readonly etag?: string;
}

interface ErrorInfo {
  readonly status: number;
  readonly error: {
    readonly code: string;
    readonly metadata?: readonly string[];
    readonly validation_errors?: Readonly<Record<string, readonly string[]>>;
  };
  /** The object as it is now, where it is not any more what the caller has seen. */
  readonly current?: unknown;
  readonly warnings?: readonly Warning[];
}

/** What express and the validator throw where a request does not fit its definition. */
interface HttpError {
  readonly status: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly type?: string;
}

/** Any thrown value as a refusal; `statusOf` knows the statuses of the program's own codes. */
export function failureOf(thrown: unknown, statusOf: (code: string) => number): Failure {
  if (isHttpError(thrown)) return refusedRequest(thrown);
  const error = asDrumError(thrown);
  const status = STATUSES[error.code] ?? statusOf(error.code);
  if (error instanceof WarningsDetected) {
    return { error, status, body: { status, error: { code: error.code }, warnings: error.warnings } };
  }
  // What went wrong inside is for the log; the detail leads to it.
  const metadata = metadataOf(error, status);
  const body = { status, error: { code: error.code, metadata } };
  if (!(error instanceof ObjectChanged)) return { error, status, body };
  const { etag, current } = error;
  return { error, status, etag, body: { ...body, ...(current === undefined ? {} : { current }) } };
}

function metadataOf(error: DrumError, status: number): readonly string[] {
  if (error instanceof RefusalWithValues) return error.values;
  return status === INTERNAL && !TOLD.has(error.code) ? [error.detail] : [error.message];
}

function refusedRequest({ status, errors = [] }: HttpError): Failure {
  if (status === 404) return failureOf(drumError('not_found', 'There is no such operation here'), () => status);
  const fields: Record<string, string[]> = {};
  for (const { path, message } of errors) (fields[path.replace(/^\/body\//, '')] ??= []).push(message);
  const text = Object.entries(fields).map(([field, rules]) => `${field}: ${rules.join(', ')}`);
  const error = drumError('validation_failure', text.join('; ') || 'The request cannot be read');
  const said = errors.length === 0 ? {} : { validation_errors: fields };
  return { error, status, body: { status, error: { code: error.code, ...said } } };
}

function isHttpError(thrown: unknown): thrown is HttpError {
  return (
    thrown instanceof Error &&
    thrown.name !== 'DrumError' &&
    'status' in thrown &&
    typeof thrown.status === 'number' &&
    thrown.status >= 400 &&
    thrown.status < 500
  );
}
