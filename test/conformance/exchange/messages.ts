import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import type { Direction, Protocol, ProxyFault, ProxyMessage } from '#protocol/transport/message.ts';
import type { RecordedHttp } from '../recorded-http.ts';

type Decoded = ProxyMessage<Buffer> | ProxyFault;

/** A message between security servers, from the HTTP message that carried it. */
export function decodeMessage(http: RecordedHttp, direction: Direction, protocol: Protocol = 'REST'): Promise<Decoded> {
  return decodeProxyMessage(pieces(http.body), {
    direction,
    protocol,
    contentType: http.header('content-type'),
    hashAlgorithm: http.header('x-hash-algorithm'),
    storeBody: ({ content }) => gathered(content),
  });
}

/** The same, where it must be no fault. */
export async function messageIn(
  http: RecordedHttp,
  direction: Direction,
  protocol: Protocol = 'REST',
): Promise<ProxyMessage<Buffer>> {
  const decoded = await decodeMessage(http, direction, protocol);
  if (decoded.kind === 'fault') throw new Error(`A fault instead of a message: ${decoded.fault.code}`);
  return decoded;
}

/** What a security server has answered: a message (`delivered`), or a fault. */
export async function outcomeOf(
  answer: RecordedHttp,
  protocol: Protocol = 'REST',
): Promise<{ code: string; text: string; detail: string }> {
  const decoded = await decodeMessage(answer, 'response', protocol);
  if (decoded.kind === 'message') return { code: 'delivered', text: '', detail: '' };
  const { code, message, detail = '' } = decoded.fault;
  return { code, text: message, detail };
}

export async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

export async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The HTTP answer of a provider's service from which this response was made: what its server added is taken away. */
export function providerAnswerBehind(response: ProxyMessage<Buffer>): Buffer {
  if (response.content.kind !== 'rest-response') throw new Error('This is no REST response');
  const { status, reason, headers } = response.content.rest;
  const [body] = response.bodies;
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    ...headers.filter(([name]) => !name.startsWith('x-road-')).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-length: ${body.sizeBytes}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body?.stored ?? Buffer.alloc(0)]);
}
