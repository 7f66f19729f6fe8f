import { drumError } from '#protocol/errors.ts';

/** Informational answers (1xx) to one request; servers send one or two, if any. */
const INFORMATIONAL_MAX = 16;

/**
 * Options of a request that break it off when informational answers do not end: each of them begins the time anew in which
 * the answer itself must come, so that a flood of them would hold up an exchange for ever.
 */
export function boundedInformation(whose: string): { readonly onInfo: () => void } {
  let informational = 0;
  return {
    // What is thrown here ends the request and its connection.
    onInfo: () => {
      informational += 1;
      if (informational > INFORMATIONAL_MAX) {
        throw drumError('network_error', `${whose} sends one informational answer after the other`);
      }
    },
  };
}
