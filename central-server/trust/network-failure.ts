import { DrumError } from '#protocol/errors.ts';
import type { Finding, NetworkFailure } from './found-check.ts';
import { reasonOf, UnfitAnswer } from './http-answer.ts';

/** By the codes of Node.js and of undici. */
const FAILURES: Readonly<Record<string, NetworkFailure | undefined>> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'name-service-silent',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'too-slow',
  UND_ERR_CONNECT_TIMEOUT: 'too-slow',
  UND_ERR_HEADERS_TIMEOUT: 'too-slow',
  UND_ERR_BODY_TIMEOUT: 'too-slow',
};
/** Codes of OpenSSL and of Node.js for certificates that are not trusted. */
const OF_TLS = /^(ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;

/** Why nothing came over the network. A host with several addresses fails with one error for each: the first counts. */
function networkFailure(error: unknown): NetworkFailure {
  if (!(error instanceof Error)) return 'network-failed';
  if (error.name === 'TimeoutError') return 'too-slow';
  if (error instanceof AggregateError && error.errors.length > 0) return networkFailure(error.errors[0]);
  const code = 'code' in error ? String(error.code) : '';
  return FAILURES[code] ?? (OF_TLS.test(code) ? 'tls-failed' : 'network-failed');
}

/** What failed at `of`, a host or an address: the network, or the sense of what came. */
export const failureOf = (error: unknown, of: string): Finding => ({
  ...{
    outcome: 'failed',
    reason: error instanceof DrumError || error instanceof UnfitAnswer ? 'answer-unfit' : networkFailure(error),
  },
  ...{ values: { of }, detail: reasonOf(error) },
});
