import { randomUUID } from 'node:crypto';
import { ERRORS, type ErrorCode, type ErrorEntry, type Explanation } from './errors/registry.ts';

export { ERRORS, type ErrorCode, type ErrorEntry, type Explanation, type Side } from './errors/registry.ts';

/**
 * The one error of this project. `code` is X-Road's dotted fault code (PR-REST §4.6, PR-MESS §2.6): prefixes that say
 * where it happened, then a code of the registry, such as
 * `server.clientproxy.signature_verification.invalid_signature_value`.
 * The message may be shown to the peer and to people: no secrets, no personal identifiers, no stack.
 */
export class DrumError extends Error {
  override readonly name = 'DrumError';
  readonly code: string;
  /** Ties what a stranger is told to our log entry. */
  readonly detail: string;
  /** Which of the `cases` of its code it is, where the registry tells them apart. */
  readonly case: string | undefined;

  constructor(code: string, message: string, options: DrumErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? randomUUID();
    this.case = options.case;
  }

  /** The same error behind further prefixes, outermost first; a prefix that already stands in front is not repeated. */
  withPrefix(...prefixes: string[]): DrumError {
    const prefix = prefixes.join('.');
    if (prefix === '' || this.code === prefix || this.code.startsWith(`${prefix}.`)) return this;
    return new DrumError(`${prefix}.${this.code}`, this.message, { cause: this, detail: this.detail, case: this.case });
  }

  /** The same error with `where` before its message: the field or option that it is about. */
  at(where: string): DrumError {
    return new DrumError(this.code, `${where}: ${this.message}`, { cause: this, detail: this.detail, case: this.case });
  }
}

interface DrumErrorOptions {
  readonly cause?: unknown;
  readonly detail?: string;
  readonly case?: string | undefined;
}

/** Builds an error with a code of the registry. */
export function drumError(code: ErrorCode, message: string, cause?: unknown): DrumError {
  return new DrumError(code, message, { cause });
}

/**
 * Any thrown value as a DrumError. What is not ours becomes `internal_error`, and its text stays in `cause` (for our log
 * only), because a foreign message may hold paths or data.
 */
export function asDrumError(error: unknown): DrumError {
  return error instanceof DrumError ? error : drumError('internal_error', 'Internal error', error);
}

/** Runs `action`; what it throws gets the prefixes. */
export function prefixed<T>(prefixes: readonly string[], action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asDrumError(error).withPrefix(...prefixes);
  }
}

/** The registry's entry for a dotted code: that of its last part which the registry knows, with the side that it means there. */
export function errorEntry(code: string): (ErrorEntry & { readonly code: ErrorCode }) | undefined {
  const parts = code.split('.');
  const at = parts.findLastIndex((part) => Object.hasOwn(ERRORS, part));
  const known = parts[at] as ErrorCode | undefined;
  if (known === undefined) return undefined;
  const entry: ErrorEntry = ERRORS[known];
  const { sideBehind = {} } = entry;
  const prefix = parts.slice(0, at).findLast((part) => Object.hasOwn(sideBehind, part));
  return { ...entry, code: known, side: sideBehind[prefix ?? ''] ?? entry.side };
}

export interface ToExplain {
  readonly code: string;
  readonly case?: string | undefined;
}

/** The registry's words for an error: those of its case, where it names one. */
export function explanationOf(error: ToExplain): Explanation | undefined {
  const entry = errorEntry(error.code);
  const cases = entry?.cases ?? {};
  return error.case !== undefined && Object.hasOwn(cases, error.case) ? cases[error.case] : entry;
}
