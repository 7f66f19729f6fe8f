import { expect } from 'chai';
import type { ProxyMessage } from '#protocol/transport/message.ts';
import { readRecordedHttp } from '../recorded-http.ts';
import { expectSigned, restOf } from './delivered.ts';
import { labCertificate, labOcspResponse } from './lab.ts';
import { messageIn } from './messages.ts';
import type { Delivery } from './peer.ts';

/** For an answer that names no exchange. */
const NO_RECORDED_ID = '00000000-0000-4000-8000-000000000000';

/** The ids that a recorded answer needs our server to have made: of the exchange, and of the message if the caller gave none. */
export function idsIn(answer: Buffer): string[] {
  const text = answer.toString('latin1');
  const [, requestId = NO_RECORDED_ID] = /x-road-request-id:([0-9a-f-]{36})/.exec(text) ?? [];
  const [, messageId] = /x-road-id:LAB-([0-9a-f-]{36})/.exec(text) ?? [];
  return messageId === undefined ? [requestId] : [requestId, messageId];
}

/**
 * Our client-proxy has sent one message: what the reference sent in its place, but for the signature and the id of the
 * exchange, which is the first of `ids`; over TLS as X-Road speaks it, with chain and OCSP responses but no root.
 */
export async function expectSent(
  deliveries: readonly Delivery[],
  recordedFile: string | undefined,
  [requestId = '']: readonly string[],
): Promise<void> {
  expect(deliveries.length).to.equal(1);
  const [delivery] = deliveries;
  if (delivery === undefined || recordedFile === undefined) throw new Error('There is nothing to compare with');
  const { http, protocol, chain } = delivery;
  const recorded = readRecordedHttp(recordedFile);
  expect(protocol).to.equal('TLSv1.2');
  expect(chain.map(({ sha256Hex }) => sha256Hex)).to.deep.equal([
    labCertificate('auth-ss1').sha256Hex,
    labCertificate('intermediate-ca').sha256Hex,
  ]);
  expect(http.startLine).to.equal(recorded.startLine);
  for (const name of ['x-road-message-type', 'x-hash-algorithm', 'x-original-content-type', 'transfer-encoding']) {
    expect(http.header(name), name).to.equal(recorded.header(name));
  }
  expect(http.header('content-type')).to.match(/^multipart\/mixed; charset=UTF-8; boundary=xtop[A-Za-z]{30}$/);
  expect(http.header('x-proxy-version')).to.match(/^7\.\d+\.\d+/);
  const ours = await messageIn(http, 'request');
  const theirs = await messageIn(recorded, 'request');
  const theirId = restOf(theirs).requestId ?? '';
  expect(http.header('x-road-request-id')).to.equal(requestId);
  expect(ours.content.bytes.toString()).to.equal(theirs.content.bytes.toString().replace(theirId, requestId));
  expect(ours.bodies.map(({ stored }) => stored)).to.deep.equal(theirs.bodies.map(({ stored }) => stored));
  expect(ours.ocspResponses).to.deep.equal([labOcspResponse('auth-ss1'), labOcspResponse('intermediate-ca')]);
  await expectSigned(ours, restOf(ours).clientId);
}

/** The request of an information system from which this message was made. */
export function requestBehind(message: ProxyMessage<Buffer>): Buffer {
  const { verb, path, query, headers } = restOf(message);
  const [body] = message.bodies;
  const lines = [
    `${verb} ${path}${query === undefined ? '' : `?${query}`} HTTP/1.1`,
    'Host: 127.0.0.1:8080',
    ...headers.filter(([name]) => name !== 'x-road-request-id').map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${body.sizeBytes}`]),
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body?.stored ?? Buffer.alloc(0)]);
}
