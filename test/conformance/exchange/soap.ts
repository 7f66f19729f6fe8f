import { expect } from 'chai';
import { readSoapHttp, type SoapHttpMessage } from '#protocol/soap/http-message.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { ProxyMessage } from '#protocol/transport/message.ts';
import type { PartHeader } from '#protocol/transport/multipart-scanner.ts';
import type { RecordedHttp } from '../recorded-http.ts';
import { gathered, pieces } from './messages.ts';

/** A SOAP message as an information system or a service has it. */
export async function soapIn(http: RecordedHttp): Promise<SoapHttpMessage<Buffer>> {
  const read = await readSoapHttp(pieces(http.body), http.header('content-type'), {
    limits: TRANSPORT_LIMITS,
    storeBody: ({ content }) => gathered(content),
  });
  if (read.kind === 'fault') throw new Error(`A fault instead of a message: ${read.fault.code}`);
  return read;
}

/** The same SOAP message and attachments, with the same headers; the boundary is each sender's own. */
export async function expectSameSoap(ours: RecordedHttp, theirs: RecordedHttp): Promise<void> {
  const [mine, recorded] = [await soapIn(ours), await soapIn(theirs)];
  expect(mine.bytes.toString()).to.equal(recorded.bytes.toString());
  expect(sorted(mine.headers)).to.deep.equal(sorted(recorded.headers));
  expect(mine.attachments.map(comparable)).to.deep.equal(recorded.attachments.map(comparable));
  expect(withoutBoundary(ours.header('content-type'))).to.equal(withoutBoundary(theirs.header('content-type')));
}

/** What travels between security servers: the same bytes and part headers, in whatever order. */
export function expectSameParts(ours: ProxyMessage<Buffer>, theirs: ProxyMessage<Buffer>): void {
  expect(contentOf(ours)).to.deep.equal(contentOf(theirs));
  expect(ours.bodies.map(comparable)).to.deep.equal(theirs.bodies.map(comparable));
}

function contentOf({ content }: ProxyMessage<Buffer>) {
  if (content.kind !== 'soap') throw new Error(`A message of kind ${content.kind} instead of SOAP`);
  return { text: content.bytes.toString(), contentType: content.contentType, headers: sorted(content.headers) };
}

const comparable = (part: {
  readonly contentType: string | undefined;
  readonly headers: readonly PartHeader[];
  readonly stored: Buffer;
}) => ({ contentType: part.contentType, headers: sorted(part.headers), bytes: part.stored.toString('latin1') });

const sorted = (headers: readonly PartHeader[]): string[] =>
  headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();

/** The reference appends a charset to what it was given. */
const withoutBoundary = (contentType = ''): string =>
  contentType.replace(/;\s*boundary=(?:"[^"]*"|[^;]*)/, '').replace(/;charset=utf-8$/, '');

/** The HTTP answer of a service from which this response was made: the hash that its server added is taken away. */
export function soapAnswerBehind(http: RecordedHttp, response: ProxyMessage<Buffer>): Buffer {
  const { content, bodies } = response;
  if (content.kind !== 'soap') throw new Error('This is no SOAP response');
  const soap = content.bytes.toString().replace(/\s*<(\w+:)?requestHash[^]*?<\/\1requestHash>/, '');
  const type = http.header('x-original-content-type') ?? content.contentType;
  if (bodies.length === 0 && !type.startsWith('multipart/')) return httpAnswer(type, Buffer.from(soap));
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const parts = [{ ...content, bytes: Buffer.from(soap) }, ...bodies.map((body) => ({ ...body, bytes: body.stored }))];
  const chunks = parts.flatMap(({ contentType, headers, bytes }) => [
    Buffer.from(
      [`--${boundary}`, `Content-Type: ${contentType ?? ''}`, ...headers.map((pair) => pair.join(': ')), '', ''].join(
        '\r\n',
      ),
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return httpAnswer(type, Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]));
}

function httpAnswer(contentType: string, body: Buffer): Buffer {
  const head = ['HTTP/1.1 200 OK', `Content-type: ${contentType}`, `Content-length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}
