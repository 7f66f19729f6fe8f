import { drumError } from '#protocol/errors.ts';
import type { Certificate } from '../certificate.ts';
import { PURPOSE } from '../extensions.ts';
import { isIssuedBy } from '../path/validation.ts';
import { structureSignatureFault } from '../structure-signature.ts';
import type { Trust, TrustedCa } from '../trust.ts';
import { certificateId, isSameCertificateId } from './certificate-id.ts';
import { embeddedCertificates, isResponder, type OcspResponse } from './response.ts';

export interface OcspQuery {
  readonly response: OcspResponse;
  readonly certificate: Certificate;
  /** Who issued the certificate. */
  readonly issuer: Certificate;
  readonly trust: Trust;
  readonly at: Date;
}

/** What does not depend on the time of the question, so that it can be kept: who answered, and by which right. */
export interface OcspOrigin {
  readonly responder: Certificate;
  /** `delegated` by the issuer for OCSP (RFC 6960 §4.2.2.2): then the responder's own validity counts too. */
  readonly right: 'configured' | 'issuer' | 'delegated';
}

/**
 * Judges an OCSP response about a certificate: right certificate, known and authorised responder, signature, freshness,
 * status; in that order. Throws `incorrect_validation_info`, or `cert_validation` for a status other than good.
 */
export function verifyOcspResponse(query: OcspQuery): OcspOrigin {
  const origin = verifyOcspOrigin(query);
  verifyOcspAt(query, origin);
  return origin;
}

const unfit = (message: string) => drumError('incorrect_validation_info', message);

export function verifyOcspOrigin({ response, certificate, issuer, trust }: Omit<OcspQuery, 'at'>): OcspOrigin {
  if (!isSameCertificateId(response.certificateId, certificateId(certificate, issuer))) {
    throw unfit(`OCSP response is not about certificate ${certificate.serial}`);
  }
  const candidates = responderCandidates(response, trust);
  if (candidates.length === 0) throw unfit('No certificate is known for the responder of the OCSP response');
  // A responder that renewed its certificate has two of one name: the signature tells which.
  const signers = candidates.filter((candidate) => hasSigned(candidate, response));
  if (signers.length === 0) throw unfit('Signature on OCSP response is not valid');
  for (const responder of signers) {
    const right = rightOf(responder, issuer, trust);
    if (right !== undefined) return { responder, right };
  }
  throw unfit('OCSP responder is not authorised for this certification authority');
}

function authorities(trust: Trust): TrustedCa[] {
  return trust.services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
}

function responderCandidates(response: OcspResponse, trust: Trust): Certificate[] {
  const known = authorities(trust);
  const configured = known.flatMap((authority) =>
    authority.ocspResponders.flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate])),
  );
  const all = [...configured, ...known.map(({ certificate }) => certificate), ...embeddedCertificates(response)];
  const fitting = all.filter((candidate) => isResponder(response.responder, candidate));
  return [...new Map(fitting.map((candidate) => [candidate.sha256Hex, candidate])).values()];
}

/** Whether a certificate's key has signed a response. */
export function hasSigned(
  responder: Certificate,
  { signatureAlgorithm: algorithm, signedBytes, signature }: OcspResponse,
): boolean {
  let key;
  try {
    key = responder.publicKey;
  } catch {
    return false;
  }
  return structureSignatureFault({ algorithm, signedBytes, signature }, key) === undefined;
}

/** RFC 6960 §4.2.2.2: configured locally for this authority, the authority itself, or delegated by it. */
function rightOf(responder: Certificate, issuer: Certificate, trust: Trust): OcspOrigin['right'] | undefined {
  const isConfigured = authorities(trust)
    .filter(({ certificate }) => certificate.equals(issuer))
    .some(({ ocspResponders }) => ocspResponders.some(({ certificate }) => certificate?.equals(responder)));
  if (isConfigured) return 'configured';
  if (responder.equals(issuer)) return 'issuer';
  const isDelegated = responder.extendedKeyUsage.includes(PURPOSE.ocspSigning) && isIssuedBy(responder, issuer);
  return isDelegated ? 'delegated' : undefined;
}

/** The part of the judgement that depends on the time, and the status. */
export function verifyOcspAt(
  { response, trust, at }: Pick<OcspQuery, 'response' | 'trust' | 'at'>,
  origin: OcspOrigin,
): void {
  const { thisUpdate, nextUpdate, status } = response;
  if (origin.right === 'delegated' && !origin.responder.isValidAt(at)) {
    throw unfit('The certificate of the OCSP responder is not valid at this time');
  }
  // Both comparisons are written so that a time that is no time (NaN) refuses.
  const oldestMs = at.getTime() - 1000 * trust.ocspFreshnessSecondsMax;
  if (!(thisUpdate.getTime() >= oldestMs)) {
    throw unfit(`OCSP response is too old (thisUpdate: ${secondsOf(thisUpdate)})`);
  }
  if (trust.ocspVerifyNextUpdate && nextUpdate !== undefined && !(nextUpdate >= at)) {
    throw unfit(`OCSP response has been due for renewal (nextUpdate: ${secondsOf(nextUpdate)})`);
  }
  if (status.kind !== 'good') {
    const since = status.kind === 'revoked' ? ` (date: ${secondsOf(status.at).replace('T', ' ').slice(0, 19)})` : '';
    throw drumError(
      'cert_validation',
      `OCSP response says that the certificate's status is ${status.kind.toUpperCase()}${since}`,
    );
  }
}

const secondsOf = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
