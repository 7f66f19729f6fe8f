import { drumError, prefixed } from '#protocol/errors.ts';
import { digest } from './algorithms.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Certificate } from './certificate.ts';
import { certificateId, isSameCertificateId } from './ocsp/certificate-id.ts';
import { readOcspResponse, type OcspResponse } from './ocsp/response.ts';
import { verifyOcspAt, verifyOcspOrigin, type OcspOrigin } from './ocsp/verification.ts';
import { findPath, type CertificatePath, type PathQuery } from './path/building.ts';
import type { Trust } from './trust.ts';

export { certificationServiceOf, issuerOf, type CertificatePurpose, type PathQuery } from './path/building.ts';

/** OCSP responses that one message may bring along. */
const OCSP_RESPONSES_MAX = 64;
/** Verdicts on paths, and as many on OCSP responses, that a verifier keeps for one configuration. */
const VERDICTS_MAX = 1_000;

export interface CertificateQuery extends PathQuery {
  /** DER. */
  readonly ocspResponses: readonly Uint8Array[];
}

interface VerifiedOcsp {
  /** DER. */
  readonly response: Buffer;
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  readonly responder: Certificate;
}

export interface VerifiedCertificate {
  /** From the end entity up to the one that the top authority issued. */
  readonly path: readonly Certificate[];
  /** For each certificate of the path, in its order. */
  readonly ocsp: readonly VerifiedOcsp[];
}

/**
 * The path from a certificate to an approved top authority: end entity first, the top authority not included. Signatures,
 * validity, authority flags and path lengths are checked (RFC 5280 §6.1). Throws `cannot_create_cert_path`.
 */
export function buildCertificatePath(query: PathQuery): readonly Certificate[] {
  return findPath(query).certificates;
}

/**
 * Verifies a certificate as X-Road does: its path, and an OCSP response for each certificate of the path.
 * Throws `cannot_create_cert_path`, `invalid_cert_path.cert_validation` (no response, or a status other than good) or
 * `invalid_cert_path.incorrect_validation_info` (a response that cannot be relied on).
 */
export function verifyCertificate(query: CertificateQuery): VerifiedCertificate {
  return new CertificateVerifier().verify(query);
}

interface Verdicts {
  readonly paths: BoundedMap<string, CertificatePath>;
  readonly responses: BoundedMap<string, OcspResponse>;
  readonly origins: BoundedMap<string, OcspOrigin>;
}

/**
 * Verifies certificates and keeps the verdicts that do not depend on time, so that the same certificate with the same OCSP
 * response costs no signature again. Verdicts belong to one `Trust` object, that is to one snapshot of configuration, and go
 * with it. Validity, freshness and status are judged anew at each call; refusals are not kept.
 */
export class CertificateVerifier {
  private readonly verdictsMax: number;
  private readonly verdicts = new WeakMap<Trust, Verdicts>();

  constructor(options: { verdictsMax?: number } = {}) {
    this.verdictsMax = options.verdictsMax ?? VERDICTS_MAX;
  }

  /** Throws as `verifyCertificate`. */
  verify(query: CertificateQuery): VerifiedCertificate {
    const verdicts = this.verdictsOf(query.trust);
    const { certificates, anchor } = this.path(query, verdicts);
    return prefixed(['invalid_cert_path'], () => {
      const responses = readResponses(query.ocspResponses, verdicts);
      const ocsp = certificates.map((certificate, index) => {
        const issuer = certificates[index + 1] ?? anchor;
        return verifyStatus({ ...query, certificate, issuer }, responses, verdicts);
      });
      return { path: certificates, ocsp };
    });
  }

  /** Verdicts that are kept for this configuration. */
  kept(trust: Trust): number {
    const verdicts = this.verdicts.get(trust);
    return verdicts === undefined ? 0 : verdicts.paths.size + verdicts.responses.size + verdicts.origins.size;
  }

  private verdictsOf(trust: Trust): Verdicts {
    let verdicts = this.verdicts.get(trust);
    if (verdicts === undefined) {
      const max = this.verdictsMax;
      verdicts = { paths: new BoundedMap(max), responses: new BoundedMap(max), origins: new BoundedMap(max) };
      this.verdicts.set(trust, verdicts);
    }
    return verdicts;
  }

  private path(query: PathQuery, verdicts: Verdicts): CertificatePath {
    const parts = [query.certificate, ...(query.additional ?? [])].map(({ sha256Hex }) => sha256Hex);
    const key = [query.purpose ?? 'any', ...parts].join(' ');
    const known = verdicts.paths.get(key);
    // Outside the validity of one path there may be another, so the search decides, and words the refusal.
    if (known?.certificates.every((certificate) => certificate.isValidAt(query.at)) === true) return known;
    const path = findPath(query);
    verdicts.paths.set(key, path);
    return path;
  }
}

interface ReadResponse {
  readonly response: OcspResponse;
  readonly digestHex: string;
}

function readResponses(ders: readonly Uint8Array[], verdicts: Verdicts): ReadResponse[] {
  if (ders.length > OCSP_RESPONSES_MAX) {
    throw drumError('incorrect_validation_info', `More than ${OCSP_RESPONSES_MAX} OCSP responses`);
  }
  return ders.map((der) => {
    const digestHex = digest('SHA-256', der).toString('hex');
    let response = verdicts.responses.get(digestHex);
    if (response === undefined) {
      response = readOcspResponse(der);
      verdicts.responses.set(digestHex, response);
    }
    return { response, digestHex };
  });
}

interface StatusQuery {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly trust: Trust;
  readonly at: Date;
}

function verifyStatus(query: StatusQuery, responses: readonly ReadResponse[], verdicts: Verdicts): VerifiedOcsp {
  const { certificate, issuer } = query;
  const id = certificateId(certificate, issuer);
  const found = responses.find(({ response }) => isSameCertificateId(response.certificateId, id));
  if (found === undefined) {
    throw drumError('cert_validation', `Unable to find OCSP response for certificate ${certificate.serial}`);
  }
  const { response, digestHex } = found;
  const key = [certificate.sha256Hex, issuer.sha256Hex, digestHex].join(' ');
  let origin = verdicts.origins.get(key);
  if (origin === undefined) {
    origin = verifyOcspOrigin({ ...query, response });
    verdicts.origins.set(key, origin);
  }
  verifyOcspAt({ ...query, response }, origin);
  const { der, producedAt, thisUpdate } = response;
  return { response: der, producedAt, thisUpdate, responder: origin.responder };
}
