import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse, type OcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspAt, verifyOcspOrigin, type OcspOrigin } from '#certs/ocsp/verification.ts';
import type { Trust } from '#certs/trust.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { BoundedHttp, type HttpTimeouts } from './http.ts';

const RESPONSE_BYTES_MAX = 64 * 1024;
const RESPONDERS_MAX = 16;
/** Responders whose last request is remembered. */
const STATES_MAX = 1_000;

/** How the last request to a responder went. */
export interface ResponderState {
  readonly at: Date;
  /** Absent when it gave a response that can be relied on. */
  readonly fault?: DrumError;
}

/** Who is asked about what, by which rules. */
export interface StatusQuery {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly trust: Trust;
}

/** A response whose origin is verified: the right certificate, an authorised responder, a signature that holds. */
export interface KnownResponse {
  readonly response: OcspResponse;
  readonly origin: OcspOrigin;
}

/** Reads and verifies all of a response that no time can change. Throws `incorrect_validation_info`. */
export function readKnownResponse(der: Uint8Array, query: StatusQuery): KnownResponse {
  const response = readOcspResponse(der);
  return { response, origin: verifyOcspOrigin({ ...query, response }) };
}

/** Why the response cannot be relied on at a time (too old, due for renewal); undefined when it can, whatever it says. */
export function staleness({ response, origin }: KnownResponse, trust: Trust, at: Date): DrumError | undefined {
  try {
    verifyOcspAt({ response, trust, at }, origin);
    return undefined;
  } catch (error) {
    const fault = asDrumError(error);
    // The status is judged last and says nothing of the response's age.
    return fault.code === 'cert_validation' ? undefined : fault;
  }
}

/** Asks the OCSP responders of certification authorities (RFC 6960 over HTTP POST, appendix A.1). */
export class ResponderClient {
  private readonly http: BoundedHttp;
  private readonly states = new BoundedMap<string, ResponderState>(STATES_MAX);

  constructor(timeouts: HttpTimeouts) {
    this.http = new BoundedHttp(timeouts, RESPONSE_BYTES_MAX);
  }

  /**
   * The first response that can be relied on, from the responders that global configuration lists for the issuer, in order,
   * then those that the certificate names. Its status may be other than good. Throws the last responder's fault:
   * `network_error`, `http_error`, `incorrect_validation_info`.
   */
  async fetch(query: StatusQuery, at: Date): Promise<KnownResponse> {
    const request = ocspRequest(query.certificate, query.issuer);
    let fault = drumError('network_error', 'No OCSP responder is known for the issuer of the certificate');
    for (const url of responderUrls(query)) {
      try {
        const known = readKnownResponse(await this.post(url, request), query);
        const stale = staleness(known, query.trust, at);
        if (stale === undefined) {
          this.states.set(url, { at });
          return known;
        }
        fault = stale;
      } catch (error) {
        fault = asDrumError(error);
      }
      this.states.set(url, { at, fault });
    }
    throw fault;
  }

  /** How the last request to a responder went; undefined where there was none. */
  stateOf(url: string): ResponderState | undefined {
    return this.states.get(url);
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async post(url: string, request: Buffer): Promise<Buffer> {
    const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
    return (await this.http.ask(url, { method: 'POST', headers, body: request })).body;
  }
}

function responderUrls({ certificate, issuer, trust }: StatusQuery): string[] {
  const authorities = trust.services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
  const listed = authorities
    .filter((authority) => authority.certificate.equals(issuer))
    .flatMap(({ ocspResponders }) => ocspResponders.map(({ url }) => url.trim()));
  const urls = new Set([...listed, ...certificate.ocspUrls].filter((url) => /^https?:\/\//i.test(url)));
  return [...urls].slice(0, RESPONDERS_MAX);
}
