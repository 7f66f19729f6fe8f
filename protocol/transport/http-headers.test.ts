import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { hashAlgorithmOf, readTransportRequestHeaders, transportRequestHeaders } from './http-headers.ts';

describe('the HTTP headers between security servers', () => {
  const rest = {
    protocol: 'REST',
    requestId: 'r-1',
    originalContentType: 'a/b',
    originalSoapAction: undefined,
    proxyVersion: '7.8.0',
  } as const;

  it("are written as X-Road's", () => {
    expect(Object.entries(transportRequestHeaders('xtopA', rest))).to.deep.equal([
      ['x-road-message-type', 'REST'],
      ['x-hash-algorithm', 'SHA-512'],
      ['x-original-content-type', 'a/b'],
      ['x-road-request-id', 'r-1'],
      ['x-proxy-version', '7.8.0'],
      ['Content-Type', 'multipart/mixed; charset=UTF-8; boundary=xtopA'],
    ]);
  });

  it('are read back', () => {
    for (const headers of [rest, { ...rest, protocol: 'SOAP', originalSoapAction: '"x"' } as const]) {
      const sent = Object.entries(transportRequestHeaders('xtopA', headers));
      const received = Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value]));
      expect(readTransportRequestHeaders(received)).to.deep.equal({
        ...headers,
        hashAlgorithm: 'SHA-512',
        contentType: 'multipart/mixed; charset=UTF-8; boundary=xtopA',
      });
    }
  });

  it('say SOAP unless they say REST, in capitals', () => {
    const protocol = (value?: string) =>
      readTransportRequestHeaders({ 'x-road-request-id': 'r', 'x-road-message-type': value }).protocol;
    expect([protocol(), protocol('rest'), protocol('SOAP'), protocol('REST')]).to.deep.equal([
      'SOAP',
      'SOAP',
      'SOAP',
      'REST',
    ]);
  });

  it('are refused without a request id', () => {
    for (const headers of [{}, { 'x-road-request-id': '' }]) {
      expect(refusal(() => readTransportRequestHeaders(headers))).to.equal(
        'invalid_message: The request has no header x-road-request-id',
      );
    }
  });

  it('name a digest algorithm, in any case', () => {
    expect(hashAlgorithmOf('sha-512')).to.equal('SHA-512');
    expect(hashAlgorithmOf('SHA-256')).to.equal('SHA-256');
    expect(refusal(() => hashAlgorithmOf(undefined))).to.equal(
      'invalid_message: The header x-hash-algorithm is missing',
    );
    for (const name of ['', 'MD5', 'SHA-1', 'SHA512', 'SHA-512, SHA-512', 'toString']) {
      expect(
        refusal(() => hashAlgorithmOf(name)),
        name,
      ).to.equal('invalid_message: The header x-hash-algorithm names no digest algorithm that is accepted');
    }
  });
});
