import { expect } from 'chai';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { expectCode, itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileHeader } from '../../test/hostile-input.ts';
import {
  BOUNDARY,
  decode,
  P,
  parts,
  responseOptions,
  soapOptions,
  type Options,
} from '../../test/transport-messages.ts';
import { refusalOf } from '../../test/refusal.ts';
import { boundaryOf, parseContentType } from './content-type.ts';
import { hashAlgorithmOf, readTransportRequestHeaders } from './http-headers.ts';
import { TRANSPORT_LIMITS } from './limits.ts';
import { collect, MultipartReader } from './multipart-reader.ts';
import { MultipartScanner, type MultipartEvent } from './multipart-scanner.ts';

const contentTypes = [
  `multipart/mixed; charset=UTF-8; boundary=${BOUNDARY}`,
  'text/xml; charset="UTF-8"; x="a\\"b"',
  'signature/bdoc-1.0/ts',
];
const typeTokens = [';', '=', '"', '\\', ' ', '\t', ',', '/', 'boundary=', 'boundary="', 'a=b;', '\0', 'é', "'"];
const multipartTokens = [
  '\r\n',
  '\n',
  '\r',
  '--',
  `--${BOUNDARY}`,
  `\r\n--${BOUNDARY}\r\n`,
  `--${BOUNDARY}--`,
  ':',
  'Content-Type: text/xml\r\n',
  'Content-Type: multipart/mixed; boundary=i\r\n',
  '\r\n--i\r\n',
  ' folded',
  '\0',
];

const whole = parts(P.ocsp, P.request, P.body, P.result, P.chain, P.signature);
const ofSoap = parts(P.ocsp, P.soap, ['multipart/mixed; boundary=i', '--i\r\nA: b\r\n\r\nab\r\n--i--'], P.signature);
const answer = parts(P.response, P.body, P.signature);
const ending = parts(P.response, P.body, P.fault);

/** The same bytes in chunks of any lengths. */
const chunked = (bytes: Buffer, lengths: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
};
const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 });

/** Events with neighbouring data joined: where chunks ended must not matter. */
function described(events: readonly MultipartEvent[]): string[] {
  const described: string[] = [];
  let data = '';
  for (const event of events) {
    if (event.kind === 'data') {
      data += event.bytes.toString('latin1');
      continue;
    }
    if (data !== '') described.push(`data ${data}`);
    data = '';
    if (event.kind === 'refused') expectCode(event.error);
    described.push(event.kind === 'refused' ? `${event.error.code} ${event.error.message}` : JSON.stringify(event));
  }
  return data === '' ? described : [...described, `data ${data}`];
}

function scan(chunks: readonly Buffer[]): string[] {
  const scanner = new MultipartScanner(BOUNDARY, TRANSPORT_LIMITS);
  const events: MultipartEvent[] = [];
  for (const chunk of chunks) {
    events.push(...scanner.push(chunk));
    if (events.at(-1)?.kind === 'refused') return described(events);
  }
  return described([...events, ...scanner.end()]);
}

describe('Messages between security servers in hostile input', () => {
  const type = hostileHeader(contentTypes, typeTokens);
  itSurvives('content type', type, (text) => {
    const read = parseContentType(text);
    return read && boundaryOf(read);
  });

  const names = ['x-road-message-type', 'x-road-request-id', 'x-hash-algorithm', 'content-type', 'x-proxy-version'];
  const value = fc.oneof(fc.constantFrom('REST', 'SHA-512', 'sha-256', ''), hostileHeader(['r-1', ...contentTypes]));
  const headers = fc.dictionary(
    fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'constructor')),
    fc.oneof(value, fc.array(value, { maxLength: 3 })),
  );
  itSurvives('HTTP headers between security servers', headers, (received) =>
    hashAlgorithmOf(readTransportRequestHeaders(received).hashAlgorithm),
  );

  const multipart = hostileBytes([whole, ofSoap, answer, ending], multipartTokens);
  itSurvives('multipart scanner', fc.tuple(multipart, lengths), ([bytes, sizes]) => {
    expect(scan(chunked(bytes, sizes))).to.deep.equal(scan([bytes]));
  });

  itSurvives('multipart reader', fc.tuple(multipart, lengths, type), async ([bytes, sizes, contentType]) => {
    const parsed = parseContentType(contentType);
    const boundary = parsed?.parameters.has('boundary') === true ? boundaryOf(parsed) : BOUNDARY;
    const reader = new MultipartReader(Readable.from(chunked(bytes, sizes)), boundary, TRANSPORT_LIMITS);
    for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
      if (part.headers.length === 0) await collect(part.content, 1_000, 'part');
    }
  });

  const options = fc.constantFrom<Options>({}, responseOptions, soapOptions, { ...soapOptions, ...responseOptions });
  const contentType = fc.oneof(
    fc.constant({}),
    type.map((text): Options => ({ contentType: text })),
  );
  const messages = fc.tuple(multipart, lengths, options, contentType);
  itSurvives('message between security servers', messages, async ([bytes, sizes, change, typed]) => {
    const wanted = { ...change, ...typed };
    const inOne = await refusalOf(() => decode(bytes, wanted));
    const inChunks = decode(chunked(bytes, sizes), wanted);
    expect(await refusalOf(() => inChunks)).to.equal(inOne);
    await inChunks;
  });
});
