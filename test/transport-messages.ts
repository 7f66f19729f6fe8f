import { Readable } from 'node:stream';
import { buildRestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse } from '#protocol/rest/response.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { decodeProxyMessage, type DecodeOptions } from '#protocol/transport/decode.ts';
import { encodeProxyMessage, type OutgoingMessage } from '#protocol/transport/encode.ts';
import { collect } from '#protocol/transport/multipart-reader.ts';
import { MultipartWriter, multipartContentType } from '#protocol/transport/multipart-writer.ts';

// Small messages between security servers, right and wrong, for the tests of their reading and writing.

export const BOUNDARY = 'xtopA';
export const OCSP = Buffer.from('30030201ff', 'hex');
export const request = buildRestRequest({
  method: 'POST',
  rawPath: '/r1/BG/GOV/1/grao/persons',
  headers: [['X-Road-Client', 'BG/GOV/2/city']],
  requestId: 'r-1',
  instance: 'BG',
  newMessageId: 'm-1',
});
export const response = buildRestResponse(request, 'aGFzaA==', { status: 200, reason: 'OK', headers: [] });
export const soap = Buffer.from(
  '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><x/></S:Body></S:Envelope>',
);
export const fault = writeSoapFault({ code: 'server.serverproxy.x', message: 'why', detail: 'd' });

export type Options = Partial<DecodeOptions<Buffer>>;

export const options: DecodeOptions<Buffer> = {
  direction: 'request',
  protocol: 'REST',
  contentType: multipartContentType(BOUNDARY),
  hashAlgorithm: 'SHA-512',
  storeBody: ({ content }) => collect(content, 1000, 'body'),
};
export const responseOptions: Options = { direction: 'response' };
export const soapOptions: Options = { protocol: 'SOAP' };

export async function decode(bytes: Buffer | readonly Buffer[], change: Options = {}) {
  return decodeProxyMessage(Readable.from([bytes].flat()), { ...options, ...change });
}

export async function encode(message: Partial<OutgoingMessage>): Promise<Buffer> {
  const whole: OutgoingMessage = {
    boundary: BOUNDARY,
    content: { kind: 'rest-request', bytes: request.bytes },
    seal: () => ({ signature: Buffer.from('<signature/>') }),
    ...message,
  };
  return collect(encodeProxyMessage(whole), 100_000, 'message');
}

/** A message of those parts in that order, right or wrong. */
export function parts(...list: (readonly [type: string, content: Buffer | string])[]): Buffer {
  const writer = new MultipartWriter(BOUNDARY);
  const written = list.flatMap(([type, content]) => [writer.startPart(type), Buffer.from(content)]);
  return Buffer.concat([...written, writer.close()]);
}

export const P = {
  ocsp: ['application/ocsp-response', OCSP],
  request: ['application/x-road-rest-request', request.bytes],
  response: ['application/x-road-rest-response', response.bytes],
  body: ['application/x-road-rest-body', 'body'],
  soap: ['text/xml; charset=UTF-8', soap],
  fault: ['text/xml', fault],
  result: ['application/hash-chain-result', '<r/>'],
  chain: ['application/hash-chain', '<c/>'],
  signature: ['signature/bdoc-1.0/ts', '<s/>'],
  text: ['text/plain', 'x'],
} as const;
