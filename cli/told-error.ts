import { fileError } from '#config/named-file.ts';
import { asDrumError, DrumError, explanationOf, type ToExplain } from '#protocol/errors.ts';

/**
 * Any thrown value as an error that the person at the command line can act on. What the system said of a file that nobody
 * asked about in particular is told with its path; the rest is a fault of the program, told by its own words.
 */
export function toldError(error: unknown): DrumError {
  const known = asDrumError(error);
  if (known.code !== 'internal_error') return known;
  const cause = foreignCause(known);
  if (!(cause instanceof Error)) return new DrumError('internal_error', String(cause), { cause, case: 'command' });
  if ('syscall' in cause && 'path' in cause) return fileError(cause, String(cause.path), 'used');
  return new DrumError('internal_error', cause.message, { cause, case: 'command' });
}

function foreignCause(error: DrumError): unknown {
  let cause: unknown = error;
  while (cause instanceof DrumError && cause.cause !== undefined) cause = cause.cause;
  return cause;
}

/** Code and message, as one line of text. */
export const wordsOf = ({ code, message }: DrumError): string => `${code}: ${message}`;

/** What to do about an error. */
export function nextStep(error: ToExplain): string[] {
  const explanation = explanationOf(error);
  return explanation === undefined ? [] : [`  ${explanation.next.en}`];
}

/** What happened in general, and what to do about it. */
export function explained(error: ToExplain): string[] {
  const explanation = explanationOf(error);
  return explanation === undefined ? [] : [`  ${explanation.en}`, ...nextStep(error)];
}

/** Uses what an option names; what is wrong with it is told with the option. */
export async function givenBy<T>(option: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw asDrumError(error).at(option);
  }
}
