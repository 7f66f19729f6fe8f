import type { Check } from '#protocol/checks.ts';
import type { DrumError } from '#protocol/errors.ts';

/** What a check has found, as the screens say it in their languages; the enumerations of the definitions name the same. */
type CheckReason =
  /* Of a certificate. */
  | 'self-signed'
  | 'self-signature-wrong'
  | 'issued-by'
  | 'issuer-unknown'
  | 'issuer-signature-wrong'
  | 'issued-by-approved'
  | 'not-yet-valid'
  | 'expired'
  | 'expires'
  | 'fit-for-timestamps'
  | 'not-for-timestamps'
  | 'signs-ocsp'
  | 'signs-ocsp-only-here'
  | 'is-authority'
  | 'no-authority'
  | 'may-not-sign-certificates'
  | 'rsa-key'
  | 'curve'
  | 'curve-not-in-use'
  | 'key-type-not-in-use'
  /* Of an address. */
  | 'host-found'
  | 'connected'
  | NetworkFailure
  /* Of what answers there. */
  | 'http-status'
  | 'answer-unfit'
  | 'answers-ocsp'
  | 'refuses-ocsp'
  | 'wrong-responder'
  | 'gives-timestamps'
  /* Of a management request. */
  | 'approvable'
  | 'refused'
  | 'asked-here'
  | 'entered-by-api'
  | 'signed'
  | 'key-signed'
  | 'no-responder'
  | 'status-unknown'
  | 'status-good'
  | 'status-revoked';

/** Why nothing came over the network. */
export type NetworkFailure =
  | 'host-unknown'
  | 'name-service-silent'
  | 'connection-refused'
  | 'unreachable'
  | 'too-slow'
  | 'tls-failed'
  | 'network-failed';

/** A check whose finding is told by a reason and the values that it names, beside the words of `detail`. */
export interface FoundCheck extends Check {
  readonly reason: CheckReason;
  /** Times are in ISO 8601. */
  readonly values?: Readonly<Record<string, string>>;
}

export type Finding = Omit<FoundCheck, 'name'>;

/** What stands in the way, told by its code. */
export const refused = ({ code, message }: DrumError): Finding => ({
  ...{ outcome: 'failed', reason: 'refused', values: { code }, detail: message },
});
