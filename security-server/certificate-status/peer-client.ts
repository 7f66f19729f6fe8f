import type { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import { boundaryOf, parseContentType } from '#protocol/transport/content-type.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import { collect, MultipartReader } from '#protocol/transport/multipart-reader.ts';
import { PART } from '#protocol/transport/part-types.ts';
import { BoundedHttp, type HttpTimeouts } from './http.ts';

const { ocspResponsesMax, ocspResponseBytesMax, partHeaderBytesMax } = TRANSPORT_LIMITS;
const ANSWER_BYTES_MAX = ocspResponsesMax * (ocspResponseBytesMax + partHeaderBytesMax);

/** Where another security server serves OCSP responses. */
export interface PeerAddress {
  readonly address: string;
  /** System parameter `proxy.ocsp-responder-port`: one for the whole network. */
  readonly port: number;
}

/**
 * Asks a security server for the OCSP responses of certificates that it holds and returns them (DER, unverified) in the
 * certificates' order. Throws `network_error`, `http_error`, and `incorrect_validation_info` for an answer that cannot be
 * read or holds another number of responses.
 */
export async function fetchPeerOcspResponses(
  { address, port }: PeerAddress,
  certificates: readonly Certificate[],
  timeouts: HttpTimeouts,
): Promise<Buffer[]> {
  const http = new BoundedHttp(timeouts, ANSWER_BYTES_MAX);
  try {
    const answer = await http.ask(peerUrl(address, port, certificates), {
      method: 'GET',
      headers: { accept: 'multipart/related' },
    });
    const responses = await readPeerAnswer(answer.contentType, answer.body);
    if (responses.length !== certificates.length) {
      throw drumError(
        'incorrect_validation_info',
        `The peer gave ${responses.length} OCSP responses for ${certificates.length} certificates`,
      );
    }
    return responses;
  } finally {
    await http.close();
  }
}

/** Both forms of the hash, as 7.8 sends them: older servers know `cert` only, later ones may know `cert_hash` only. */
function peerUrl(address: string, port: number, certificates: readonly Certificate[]): string {
  const query = new URLSearchParams([
    ...certificates.map(({ sha1Hex }): [string, string] => ['cert', sha1Hex]),
    ...certificates.map(({ sha256Hex }): [string, string] => ['cert_hash', sha256Hex]),
  ]);
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return `http://${host}:${port}/?${query.toString()}`;
}

/** The OCSP responses in an answer of port 5577, in its order. Throws `incorrect_validation_info`. */
export async function readPeerAnswer(contentType: string, body: Buffer): Promise<Buffer[]> {
  try {
    const type = parseContentType(contentType);
    if (type?.type !== 'multipart/related')
      throw drumError('invalid_content_type', 'The answer is not multipart/related');
    const source = (async function* () {
      yield body;
      await Promise.resolve();
    })();
    const reader = new MultipartReader(source, boundaryOf(type), TRANSPORT_LIMITS);
    const responses: Buffer[] = [];
    for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
      if (parseContentType(part.contentType ?? '')?.type !== PART.ocsp) continue;
      if (responses.length >= ocspResponsesMax)
        throw drumError('invalid_message', `More than ${ocspResponsesMax} responses`);
      responses.push(await collect(part.content, ocspResponseBytesMax, 'OCSP response'));
    }
    return responses;
  } catch (error) {
    throw drumError('incorrect_validation_info', 'The OCSP responses of the peer cannot be read', error);
  }
}
