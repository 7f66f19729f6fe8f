import { Certificate } from '#certs/certificate.ts';
import type { ApprovedCa, ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { sha256Of } from '../parts.ts';
import type { Change } from './change.ts';
import type { TrustFacts } from './compare.ts';
import { casOf } from './trust-changes.ts';

/** A security server that fetched configuration a moment ago. */
export interface LiveServer {
  readonly key: string;
  /** Its registered certificates (DER). */
  readonly certificates: readonly Uint8Array[];
  /** The sources in the configuration that it fetched last, as far as it is known. */
  readonly knownSources?: readonly ConfigurationSource[];
}

/** What security servers have asked for themselves: `KIND SERVER` or `KIND SERVER SHA-256`. */
export type OwnRequests = ReadonlySet<string>;

export const certificateDeletionOf = (server: string, sha256: string): string => `authCertDeletion ${server} ${sha256}`;
export const ownerChangeOf = (server: string): string => `ownerChange ${server}`;

interface Circumstances {
  readonly before: TrustFacts;
  readonly after: TrustFacts;
  readonly live: readonly LiveServer[];
  readonly asked: OwnRequests;
}

/**
 * The live servers that a change would cut off from the network, by their keys; none where the server itself has asked for it. Where
 * it cannot be known which servers rely on something, as on a time-stamping service, it is all of them.
 */
export function cutOffBy(change: Change, circumstances: Circumstances): string[] {
  const { live, asked } = circumstances;
  const keys = (servers: readonly LiveServer[]): string[] => servers.map(({ key }) => key);
  const itself = live.filter(({ key }) => key === change.server);
  switch (change.kind) {
    case 'SERVER_REMOVED':
      return keys(itself);
    case 'SERVER_MOVED':
      return asked.has(ownerChangeOf(change.subject)) ? [] : keys(itself);
    case 'AUTHENTICATION_CERTIFICATE_REMOVED':
      return asked.has(certificateDeletionOf(change.server ?? '', change.subject)) ? [] : keys(itself);
    case 'CA_CERTIFICATE_REMOVED':
      return keys(withoutAuthority(change, circumstances));
    case 'OCSP_RESPONDER_REMOVED':
      return keys(withoutResponder(change, circumstances));
    case 'TIMESTAMPING_SERVICE_REMOVED':
      return keys(live);
    case 'SIGNING_CERTIFICATE_REMOVED':
      return keys(withoutSigner(circumstances));
    default:
      return [];
  }
}

const authoritiesOf = (services: readonly ApprovedCa[]) => services.flatMap(casOf);

/** Whose certificate is from an authority that goes, while none of its name stays. */
function withoutAuthority(change: Change, { before, after, live }: Circumstances): LiveServer[] {
  const gone = authoritiesOf(before.approvedCas).find(({ certificate }) => sha256Of(certificate) === change.subject);
  if (gone === undefined) return [];
  const { subject } = Certificate.fromParameter(gone.certificate);
  const stays = authoritiesOf(after.approvedCas).some(({ certificate }) =>
    Certificate.fromParameter(certificate).subject.equals(subject),
  );
  return stays
    ? []
    : live.filter(({ certificates }) => readable(certificates).some(({ issuer }) => issuer.equals(subject)));
}

/** Whose certificate is from an authority that stays without any responder, and names none itself. */
function withoutResponder(change: Change, { after, live }: Circumstances): LiveServer[] {
  const [sha256] = change.subject.split(' ');
  const authority = authoritiesOf(after.approvedCas).find(
    ({ certificate, ocsp }) => sha256Of(certificate) === sha256 && ocsp.length === 0,
  );
  if (authority === undefined) return [];
  const { subject } = Certificate.fromParameter(authority.certificate);
  return live.filter(({ certificates }) =>
    readable(certificates).some(({ issuer, ocspUrls }) => issuer.equals(subject) && ocspUrls.length === 0),
  );
}

/** Who would know none of the keys that sign from then on. */
function withoutSigner({ before, after, live }: Circumstances): LiveServer[] {
  const signers = (sources: readonly ConfigurationSource[]): string[] =>
    sources.flatMap(({ internalVerificationCertificates }) => internalVerificationCertificates.map(sha256Of));
  const signing = signers(after.sources);
  return live.filter(({ knownSources = before.sources }) => {
    const known = new Set(signers(knownSources));
    return !signing.some((sha256) => known.has(sha256));
  });
}

/** What a catalogue took long ago may be no certificate that we can read; it cuts nobody off. */
function readable(certificates: readonly Uint8Array[]): Certificate[] {
  return certificates.flatMap((der) => {
    try {
      return [Certificate.fromDer(der)];
    } catch {
      return [];
    }
  });
}
