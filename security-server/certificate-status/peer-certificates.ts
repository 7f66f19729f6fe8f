import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { buildCertificatePath, CertificateVerifier, type VerifiedCertificate } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import type { Clock } from '#config/clock.ts';
import { fetchPeerOcspResponses, type PeerAddress } from './peer-client.ts';
import type { HttpTimeouts } from './http.ts';

/** Peers whose responses are remembered at most. */
const PEERS_MAX = 2_000;

export interface PeerCertificatesOptions {
  /** What this server holds itself: an intermediate authority is often common to both. */
  readonly own: (certificate: Certificate) => Uint8Array | undefined;
  /** System parameters `proxy.ocsp-client-connect-timeout` and `proxy.ocsp-client-read-timeout`. */
  readonly timeouts: HttpTimeouts;
  readonly verifier: CertificateVerifier;
  readonly clock: Clock;
}

export interface PeerQuery extends PeerAddress {
  /** What the peer showed in the TLS handshake, and what came along with it. */
  readonly certificate: Certificate;
  readonly additional: readonly Certificate[];
  readonly trust: Trust;
}

/**
 * Verifies the certificates of the servers that we connect to (PR-MESSTRANSP §4): path, and an OCSP response for each certificate of
 * it, which this server holds, remembers, or fetches from the peer's port 5577. A response is remembered once it has been
 * verified, and judged anew (freshness, validity) each time it is used.
 */
export class PeerCertificates {
  private readonly options: PeerCertificatesOptions;
  /** DER of the responses for the path of a certificate, by its SHA-256. */
  private readonly remembered = new BoundedMap<string, readonly Uint8Array[]>(PEERS_MAX);
  private readonly underWay = new Map<string, Promise<VerifiedCertificate>>();

  constructor(options: PeerCertificatesOptions) {
    this.options = options;
  }

  /**
   * Throws `cannot_create_cert_path`, `invalid_cert_path.…`, `incorrect_validation_info`, `network_error`, `http_error`; the
   * caller puts `ssl_authentication_failed` before them. Calls about one certificate at the same time ask the peer once.
   */
  async verify(query: PeerQuery): Promise<VerifiedCertificate> {
    const responses = this.remembered.get(query.certificate.sha256Hex);
    const known = responses === undefined ? undefined : this.verifiedBy(query, responses);
    if (known !== undefined) return known;
    const key = [query.certificate.sha256Hex, query.address, query.port].join(' ');
    let asked = this.underWay.get(key);
    if (asked === undefined) {
      asked = this.ask(query).finally(() => this.underWay.delete(key));
      this.underWay.set(key, asked);
    }
    return asked;
  }

  private verifiedBy(query: PeerQuery, ocspResponses: readonly Uint8Array[]): VerifiedCertificate | undefined {
    try {
      return this.check(query, ocspResponses);
    } catch {
      // Too old, most often: the peer has newer ones, and what they say is what counts.
      return undefined;
    }
  }

  private async ask(query: PeerQuery): Promise<VerifiedCertificate> {
    const at = this.options.clock.now();
    const path = buildCertificatePath({ ...query, at, purpose: 'authentication' });
    const held = path.map((certificate) => this.options.own(certificate));
    const missing = path.filter((_, index) => held[index] === undefined);
    const fetched = missing.length === 0 ? [] : await fetchPeerOcspResponses(query, missing, this.options.timeouts);
    const responses = [...held.filter((response) => response !== undefined), ...fetched];
    const verified = this.check(query, responses);
    this.remembered.set(
      query.certificate.sha256Hex,
      verified.ocsp.map(({ response }) => response),
    );
    return verified;
  }

  private check(query: PeerQuery, ocspResponses: readonly Uint8Array[]): VerifiedCertificate {
    const at = this.options.clock.now();
    return this.options.verifier.verify({ ...query, ocspResponses, at, purpose: 'authentication' });
  }
}
