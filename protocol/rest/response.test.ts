import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { checkRestResponse, restRequestHash } from './consistency.ts';
import { buildRestRequest, type IncomingRestRequest } from './request.ts';
import { buildRestResponse, parseRestResponse } from './response.ts';

const incoming: IncomingRestRequest = {
  method: 'POST',
  rawPath: '/r1/BG/GOV/1/grao/persons/%D0%B0?x=1&y=%20z',
  headers: [
    ['X-Road-Client', 'BG/GOV/2/city'],
    ['X-Road-Id', 'one'],
    ['Accept', '*/*'],
  ],
  requestId: 'r-1',
  instance: 'BG',
  newMessageId: 'uuid',
};
const textOf = (message: { bytes: Buffer }) => message.bytes.toString('utf8');

describe('a REST response', () => {
  const request = buildRestRequest(incoming);
  const hash = restRequestHash(request.bytes);
  const built = buildRestResponse(request, hash, {
    status: 200,
    reason: 'OK',
    headers: [
      ['Content-Type', 'a/b'],
      ['Connection', 'close'],
      ['X-Road-Id', 'forged'],
      ['X-Road-Service', 'BG/GOV/1/x/forged'],
      ['x-road-client', 'BG/GOV/forged'],
    ],
  });

  it("is status, reason, the provider's headers and ours in X-Road's order", () => {
    expect(textOf(built)).to.equal(
      '200\r\nOK\r\nContent-Type:a/b\r\nX-Road-Service:BG/GOV/1/x/forged\r\n' +
        'x-road-id:one\r\nx-road-client:BG/GOV/2/city\r\nx-road-service:BG/GOV/1/grao/persons\r\n' +
        `x-road-request-id:r-1\r\nx-road-request-hash:${hash}\r\n`,
    );
  });

  it('is read back with the service that our server wrote last', () => {
    expect(parseRestResponse(built.bytes)).to.deep.equal(built);
    expect(parseRestResponse(built.bytes).serviceId.serviceCode).to.equal('persons');
  });

  it('may have no reason phrase', () => {
    const bare = buildRestResponse(request, hash, { status: 404, reason: '', headers: [] });
    expect(textOf(bare)).to.match(/^404\r\n\r\nx-road-id:one\r\n/);
    expect(parseRestResponse(bare.bytes)).to.deep.equal(bare);
  });

  it('cannot be built of a status that is not final or a reason of two lines', () => {
    const build = (status: number, reason: string) => () =>
      buildRestResponse(request, hash, { status, reason, headers: [] });
    expect(refusal(build(101, 'OK'))).to.equal('http_error: Invalid response status');
    expect(refusal(build(200, 'OK\r\nA:b'))).to.equal('http_error: Invalid response status');
  });

  for (const name of ['x-road-id', 'x-road-client', 'x-road-service', 'x-road-request-hash']) {
    it(`is refused without ${name}`, () => {
      const text = textOf(built).replaceAll(new RegExp(`^${name}:`, 'gim'), 'x-other:');
      expect(refusal(() => parseRestResponse(Buffer.from(text)))).to.equal(
        `invalid_message: The REST response has no ${name}`,
      );
    });
  }

  for (const status of ['', '20', '2000', '100', 'OK', '-20', '0x2']) {
    it(`is refused with the status "${status}"`, () => {
      const text = textOf(built).replace('200', status);
      expect(refusal(() => parseRestResponse(Buffer.from(text)))).to.equal(
        'invalid_message: The REST response has no valid status',
      );
    });
  }

  it('answers the request whose ids and hash it bears', () => {
    expect(
      refusal(() => {
        checkRestResponse(request, hash, built);
      }),
    ).to.equal('accepted');
  });

  const other = (change: Partial<IncomingRestRequest>) => buildRestRequest({ ...incoming, ...change });
  const mismatches: [string, IncomingRestRequest][] = [
    [
      'client id',
      {
        ...incoming,
        headers: [
          ['X-Road-Client', 'BG/GOV/3'],
          ['X-Road-Id', 'one'],
        ],
      },
    ],
    [
      'message id',
      {
        ...incoming,
        headers: [
          ['X-Road-Client', 'BG/GOV/2/city'],
          ['X-Road-Id', 'two'],
        ],
      },
    ],
    ['service id', { ...incoming, rawPath: '/r1/BG/GOV/1/grao/other' }],
    ['request id', { ...incoming, requestId: 'r-2' }],
    ['hash', { ...incoming, rawPath: `${incoming.rawPath}&more` }],
  ];
  for (const [what, change] of mismatches) {
    it(`does not answer a request of another ${what}`, () => {
      const asked = other(change);
      expect(
        refusal(() => {
          checkRestResponse(asked, restRequestHash(asked.bytes), built);
        }),
      ).to.equal(`inconsistent_response: Response message ${what} does not match request message`);
    });
  }
});
