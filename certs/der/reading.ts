import { DrumError, drumError, type ErrorCode } from '#protocol/errors.ts';
import { DerFault } from './read.ts';

/**
 * Runs a reader of untrusted bytes. Whatever goes wrong inside leaves it as one DrumError with `code`, whose message says
 * what was read and, where we know it, what was wrong with it.
 */
export function reading<T>(code: ErrorCode, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof DrumError) throw error;
    const reason = error instanceof DerFault ? `: ${error.message}` : '';
    throw drumError(code, `${what} cannot be read${reason}`, error);
  }
}
