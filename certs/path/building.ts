import { asDrumError, type DrumError } from '#protocol/errors.ts';
import type { Certificate } from '../certificate.ts';
import type { CertificationService, Trust } from '../trust.ts';
import { issueFault, isIssuedBy, nameOf, pathError, validatePath } from './validation.ts';

/** Certificates of one path, the anchor not counted. */
const PATH_CERTIFICATES_MAX = 8;
/** Signatures that one search may check. */
const SEARCH_SIGNATURES_MAX = 64;
/** Certificates that a message may bring along. */
const ADDITIONAL_CERTIFICATES_MAX = 64;

/** What the end entity's key is for. A service that is approved for authentication only issues no signing certificates. */
export type CertificatePurpose = 'signing' | 'authentication';

export interface PathQuery {
  readonly certificate: Certificate;
  /** Certificates that came along; they may only link approved authorities, never stand in for one. */
  readonly additional?: readonly Certificate[];
  readonly trust: Trust;
  readonly at: Date;
  /** Without it the service's purpose is not looked at. */
  readonly purpose?: CertificatePurpose;
}

export interface CertificatePath {
  /** From the end entity up to the one that the anchor issued. */
  readonly certificates: readonly Certificate[];
  readonly anchor: Certificate;
}

const authoritiesOf = (service: CertificationService): Certificate[] =>
  [service.top, ...service.intermediates].map(({ certificate }) => certificate);

/** The approved service whose authority has signed the certificate; undefined when there is none. */
export function certificationServiceOf(
  certificate: Certificate,
  trust: Trust,
  purpose?: CertificatePurpose,
): CertificationService | undefined {
  return approvedServices(trust, purpose).find((service) =>
    authoritiesOf(service).some((authority) => isIssuedBy(certificate, authority)),
  );
}

/** The authority that has signed the certificate: an approved one, or one of `additional`. */
export function issuerOf(
  certificate: Certificate,
  trust: Trust,
  additional: readonly Certificate[] = [],
): Certificate | undefined {
  return [...trust.services.flatMap(authoritiesOf), ...additional].find((authority) =>
    isIssuedBy(certificate, authority),
  );
}

function approvedServices(trust: Trust, purpose: CertificatePurpose | undefined): readonly CertificationService[] {
  return purpose === 'signing'
    ? trust.services.filter(({ authenticationOnly }) => !authenticationOnly)
    : trust.services;
}

/**
 * Finds and validates a path from the certificate to an approved top authority. The certificate's own issuer must be
 * approved. An approved intermediate whose issuer is not approved is an anchor itself, as it is for X-Road's software.
 * Throws `cannot_create_cert_path`.
 */
export function findPath(query: PathQuery): CertificatePath {
  const search = new PathSearch(query);
  const path = search.climb([query.certificate]);
  if (path !== undefined) return path;
  throw (
    search.fault ?? pathError(`The ${nameOf(query.certificate)} is not issued by an approved certification service`)
  );
}

class PathSearch {
  /** What stood in the way of the best attempt. */
  fault: DrumError | undefined;
  private readonly query: PathQuery;
  private readonly approved: readonly Certificate[];
  private readonly tops: ReadonlySet<string>;
  private signatures = 0;

  constructor(query: PathQuery) {
    if ((query.additional?.length ?? 0) > ADDITIONAL_CERTIFICATES_MAX) {
      throw pathError(`More than ${ADDITIONAL_CERTIFICATES_MAX} additional certificates`);
    }
    this.query = query;
    const services = approvedServices(query.trust, query.purpose);
    this.approved = services.flatMap(authoritiesOf);
    this.tops = new Set(services.map(({ top }) => top.certificate.sha256Hex));
  }

  climb(path: readonly Certificate[]): CertificatePath | undefined {
    const current = path.at(-1);
    if (current === undefined || path.length > PATH_CERTIFICATES_MAX) return undefined;
    const known = path.length === 1 ? this.approved : [...this.approved, ...(this.query.additional ?? [])];
    for (const issuer of this.candidates(current, path, known)) {
      const found = this.isIssued(current, issuer) ? this.climbFrom(path, issuer) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private climbFrom(path: readonly Certificate[], issuer: Certificate): CertificatePath | undefined {
    const anchored = { certificates: path, anchor: issuer };
    if (this.tops.has(issuer.sha256Hex)) return this.validated(anchored);
    const longer = [...path, issuer];
    const endsHere = this.isApproved(issuer) && this.candidates(issuer, longer, this.approved).length === 0;
    return this.climb(longer) ?? (endsHere ? this.validated(anchored) : undefined);
  }

  /** Those whose name is the issuer's and that are not on the path yet. */
  private candidates(
    certificate: Certificate,
    path: readonly Certificate[],
    among: readonly Certificate[],
  ): Certificate[] {
    const unseen = new Map<string, Certificate>();
    for (const candidate of among) {
      if (!candidate.subject.equals(certificate.issuer) || path.some((seen) => seen.equals(candidate))) continue;
      unseen.set(candidate.sha256Hex, candidate);
    }
    return [...unseen.values()];
  }

  private isApproved(certificate: Certificate): boolean {
    return this.approved.some((authority) => authority.equals(certificate));
  }

  private isIssued(certificate: Certificate, issuer: Certificate): boolean {
    this.signatures += 1;
    if (this.signatures > SEARCH_SIGNATURES_MAX) {
      throw pathError(`No path within ${SEARCH_SIGNATURES_MAX} signatures from the ${nameOf(certificate)}`);
    }
    const fault = issueFault(certificate, issuer);
    if (fault !== undefined) this.fault ??= pathError(`The ${nameOf(certificate)} ${fault}`);
    return fault === undefined;
  }

  private validated(path: CertificatePath): CertificatePath | undefined {
    try {
      validatePath({ ...path, at: this.query.at }, true);
      return path;
    } catch (error) {
      // A path that is whole tells more than a link that did not fit.
      this.fault = asDrumError(error);
      return undefined;
    }
  }
}
