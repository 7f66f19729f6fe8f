import { keyTypeOf } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import { PURPOSE } from '#certs/extensions.ts';
import { isIssuedBy, issueFault } from '#certs/path/validation.ts';
import type { Check } from '#protocol/checks.ts';
import { addressChecks } from './address-checks.ts';
import { requireUrl } from './addresses.ts';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';

const DAY_MS = 86_400_000;
const EXPIRES_SOON_DAYS = 90;
const RSA_BITS_MIN = 2048;
/** Those of at least 256 bits. */
const CURVES: ReadonlySet<string> = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'secp256k1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

export interface TrustQuestion {
  /** A file in PEM or DER: of an authority, or the one that time-stamps are signed with. */
  readonly certificate: Uint8Array;
  readonly use: 'authority' | 'timestamping';
  /** Certificates (DER) of the authorities that are known already. */
  readonly known: readonly Uint8Array[];
  /** Of the authority's OCSP responder, or of the time-stamping service. */
  readonly url?: string | undefined;
  readonly now: Date;
}

/** What is worth knowing of a trust service before it is saved. Throws `invalid_certificate`, `invalid_url`. */
export async function trustChecks({ certificate: file, use, known, url, now }: TrustQuestion): Promise<Check[]> {
  if (url !== undefined) requireUrl(url, 'url');
  const certificate = uploadedCertificate(file);
  const authorities = known.map((der) => Certificate.fromParameter(der));
  const checks = [
    chainCheck(certificate, authorities),
    validityCheck(certificate, now),
    purposeCheck(certificate, use),
    keyCheck(certificate),
  ];
  if (url === undefined) return checks;
  if (use === 'timestamping') return [...checks, ...(await addressChecks(url, { kind: 'timestamping', certificate }))];
  const issuer = authorities.find((authority) => isIssuedBy(certificate, authority)) ?? certificate;
  return [...checks, ...(await addressChecks(url, { kind: 'ocsp', certificate, issuer }))];
}

export interface ResponderQuestion {
  /** DER: whose certificates the responder answers for. */
  readonly authority: Uint8Array;
  /** A file in PEM or DER: what the responder signs with, where it is not the authority's own. */
  readonly certificate?: Uint8Array | undefined;
  readonly known: readonly Uint8Array[];
  readonly url: string;
  readonly now: Date;
}

/** The same of an OCSP responder: its certificate, if it has one, and whether it answers, signed by that. Throws as `trustChecks`. */
export async function responderChecks(question: ResponderQuestion): Promise<Check[]> {
  const { url, now } = question;
  requireUrl(url, 'url');
  const authorities = question.known.map((der) => Certificate.fromParameter(der));
  const authority = Certificate.fromParameter(question.authority);
  const issuer = authorities.find((other) => isIssuedBy(authority, other)) ?? authority;
  const responder = question.certificate === undefined ? undefined : uploadedCertificate(question.certificate);
  return [
    ...(responder === undefined
      ? []
      : [
          chainCheck(responder, authorities),
          validityCheck(responder, now),
          purposeCheck(responder, 'ocsp-responder'),
          keyCheck(responder),
        ]),
    ...(await addressChecks(url, { kind: 'ocsp', certificate: authority, issuer, responder })),
  ];
}

function chainCheck(certificate: Certificate, known: readonly Certificate[]): Check {
  const name = 'certificate-chain';
  if (certificate.isSelfIssued) {
    const fault = issueFault(certificate, certificate);
    return fault === undefined
      ? { name, outcome: 'ok', detail: 'The certificate is signed by its own key' }
      : { name, outcome: 'failed', detail: `The certificate names itself as its issuer, and ${fault}` };
  }
  const issuer = distinguishedNameText(certificate.issuer);
  const named = known.filter(({ subject }) => subject.equals(certificate.issuer));
  if (named.some((authority) => isIssuedBy(certificate, authority))) {
    return { name, outcome: 'ok', detail: `The certificate is issued by ${issuer}` };
  }
  return named.length === 0
    ? { name, outcome: 'warning', detail: `The issuer, ${issuer}, is not known here` }
    : { name, outcome: 'failed', detail: `The certificate is not signed by the known authority ${issuer}` };
}

function validityCheck({ notBefore, notAfter }: Certificate, now: Date): Check {
  const name = 'certificate-validity';
  if (now < notBefore) return { name, outcome: 'failed', detail: `It is valid only from ${notBefore.toISOString()}` };
  if (now > notAfter) return { name, outcome: 'failed', detail: `It expired at ${notAfter.toISOString()}` };
  const days = (notAfter.getTime() - now.getTime()) / DAY_MS;
  const outcome = days <= EXPIRES_SOON_DAYS ? 'warning' : 'ok';
  return { name, outcome, detail: `It expires in ${Math.floor(days)} days, at ${notAfter.toISOString()}` };
}

function purposeCheck(certificate: Certificate, use: TrustQuestion['use'] | 'ocsp-responder'): Check {
  const name = 'certificate-purpose';
  if (use === 'timestamping') {
    return certificate.extendedKeyUsage.includes(PURPOSE.timeStamping)
      ? { name, outcome: 'ok', detail: 'It is for time-stamps' }
      : { name, outcome: 'failed', detail: 'It is not for time-stamps: its extended key usage does not say so' };
  }
  if (use === 'ocsp-responder') {
    // An authority may sign its responses itself.
    return certificate.isCa || certificate.extendedKeyUsage.includes(PURPOSE.ocspSigning)
      ? { name, outcome: 'ok', detail: 'It may sign OCSP responses' }
      : {
          ...{ name, outcome: 'warning' },
          detail:
            'Its extended key usage does not say that it signs OCSP responses; it may do so only where it is named here',
        };
  }
  if (!certificate.isCa) return { name, outcome: 'failed', detail: 'It is not the certificate of an authority' };
  return certificate.keyUsage?.has('keyCertSign') === false
    ? { name, outcome: 'failed', detail: 'Its key usage does not allow it to sign certificates' }
    : { name, outcome: 'ok', detail: 'It is the certificate of an authority' };
}

function keyCheck({ publicKey }: Certificate): Check {
  const name = 'certificate-key';
  const { modulusLength, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) {
    const outcome = modulusLength < RSA_BITS_MIN ? 'failed' : 'ok';
    return { name, outcome, detail: `RSA of ${modulusLength} bits, of at least ${RSA_BITS_MIN}` };
  }
  if (keyTypeOf(publicKey) !== 'ec') {
    return { name, outcome: 'failed', detail: `Keys of type ${String(keyTypeOf(publicKey))} are not in use in X-Road` };
  }
  const outcome = CURVES.has(namedCurve) ? 'ok' : 'failed';
  return { name, outcome, detail: `Elliptic curve ${namedCurve}` };
}
