import { drumError } from '#protocol/errors.ts';

/** No body that is described nests as deep; whatever walks through a deeper one would run out of stack. */
const LEVELS_MAX = 32;

/** Throws `validation_failure` where a body is nested deeper than any that is described. */
export function requireShallow(body: unknown): void {
  let inner = [body];
  for (let level = 0; inner.length > 0; level += 1) {
    if (level > LEVELS_MAX)
      throw drumError('validation_failure', `The body is nested deeper than ${LEVELS_MAX} levels`);
    inner = inner.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
  }
}
