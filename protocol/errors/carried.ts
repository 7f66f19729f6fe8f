import { asDrumError, DrumError } from '../errors.ts';

/** An error on its way between threads or processes; one of its own class does not survive the copy. */
export interface CarriedError {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  readonly case: string | undefined;
  /** For the log alone. */
  readonly cause: string;
}

export function carriedError(thrown: unknown): CarriedError {
  const error = asDrumError(thrown);
  const { code, message, detail, cause, case: which } = error;
  const origin = cause instanceof Error ? cause : error;
  return { code, message, detail, case: which, cause: origin.stack ?? origin.message };
}

export function arrivedError({ code, message, detail, case: which, cause }: CarriedError): DrumError {
  return new DrumError(code, message, { detail, case: which, cause: new Error(cause) });
}
