import { prefixed } from '#protocol/errors.ts';
import type { Certificate } from '../certificate.ts';
import { derFromBer } from '../der/from-ber.ts';
import { DerFault, DerFields, derInteger, readDer, TAG } from '../der/read.ts';
import { reading } from '../der/reading.ts';
import { derText } from '../der/values.ts';
import { mlogError } from './error.ts';
import type { Imprint } from './request.ts';
import { readTimestampToken, TOKEN_BYTES_MAX, withTsaCertificate } from './token.ts';
import { verifyTimestampSigner, type VerifiedTimestamp } from './verification.ts';

/** Bytes of a TimeStampResp: a token and a little. */
export const TIMESTAMP_RESPONSE_BYTES_MAX = TOKEN_BYTES_MAX;
/** Characters of the authority's reason that go into our message. */
const REASON_CHARACTERS_MAX = 300;

/** PKIStatus (RFC 3161 §2.4.2): granted, grantedWithMods. */
const GRANTED: ReadonlySet<bigint> = new Set([0n, 1n]);

/**
 * The token (DER) of a TimeStampResp in DER or BER. Throws `mlog.reading_timestamp_response_failed`, or
 * `mlog.timestamp_non_granted_response` with the authority's reason.
 */
export function readTimestampResponse(bytes: Uint8Array): Buffer {
  return prefixed(['mlog'], () =>
    reading('reading_timestamp_response_failed', 'The time-stamp response', () => {
      const der = derFromBer(bytes, TIMESTAMP_RESPONSE_BYTES_MAX);
      const fields = new DerFields(readDer(der, TIMESTAMP_RESPONSE_BYTES_MAX));
      const info = new DerFields(fields.next());
      const status = derInteger(info.next());
      if (!GRANTED.has(status)) {
        const reason = (info.optional(TAG.sequence)?.children ?? []).map((text) => derText(text) ?? '').join(', ');
        throw mlogError(
          'timestamp_non_granted_response',
          `The authority refused with status ${status}: ${JSON.stringify(reason.slice(0, REASON_CHARACTERS_MAX))}`,
        );
      }
      const token = fields.optional(TAG.sequence);
      fields.end();
      if (token === undefined) throw new DerFault('no token');
      return token.bytes;
    }),
  );
}

export interface AcceptedTimestamp extends VerifiedTimestamp {
  /** DER, with the authority's certificate inside: what evidence keeps. */
  readonly token: Buffer;
}

/**
 * Takes an authority's answer to `timestampRequest(imprint)`: granted, for this imprint, signed by an approved authority.
 * Throws as `readTimestampResponse` and `verifyTimestampSigner`, and `mlog.timestamp_response_validation_failed`.
 */
export function acceptTimestampResponse(query: {
  readonly response: Uint8Array;
  readonly imprint: Imprint;
  readonly tsaCertificates: readonly Certificate[];
}): AcceptedTimestamp {
  const der = readTimestampResponse(query.response);
  const token = readTimestampToken(der);
  const { digestName, digest } = token.imprint;
  if (digestName !== query.imprint.digestName || !digest.equals(query.imprint.digest)) {
    throw mlogError('timestamp_response_validation_failed', 'The time-stamp is over another imprint than was sent');
  }
  const verified = verifyTimestampSigner(token, query.tsaCertificates);
  return { ...verified, token: withTsaCertificate(der, verified.signer) };
}
