import { expect } from 'chai';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileBytes } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { messageOf, REQUESTS, soapOf } from '../../test/management.ts';
import { readManagementMessage } from './message.ts';

const TOKENS = [
  '\r\n',
  '\r\n\r\n',
  '--',
  'Content-Type: text/xml\r\n',
  'signature-algorithm-id: SHA512withRSA\r\n',
  ':',
  '\0',
];

const sealed = REQUESTS.map((request) => messageOf(request)).filter(({ contentType }) => contentType !== 'text/xml');
const inputs = fc.oneof(
  hostileXml(REQUESTS.map((request) => soapOf(request))).map((body) => ({ contentType: 'text/xml', body })),
  fc
    .constantFrom(...sealed)
    .chain(({ contentType, body }) => hostileBytes([body], TOKENS).map((changed) => ({ contentType, body: changed }))),
);

describe('Management requests in hostile input', () => {
  itSurvives('management request', inputs, async ({ contentType, body }) => {
    const { request, soap } = await readManagementMessage(Readable.from([body]), contentType);
    expect(request.kind).to.equal(soap.serviceId.serviceCode);
  });
});
