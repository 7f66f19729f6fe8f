import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { requestUrl } from './request-url.ts';

describe('the address of a request', () => {
  it('is told by path and parameters', () => {
    const { pathname, searchParams } = requestUrl('/asic?queryId=1&memberCode=%D0%98');
    expect([pathname, [...searchParams]]).to.deep.equal([
      '/asic',
      [
        ['queryId', '1'],
        ['memberCode', 'И'],
      ],
    ]);
  });

  it('is the path as it stands, whatever it might be resolved to', () => {
    for (const [target, path] of [
      ['http://elsewhere/asic?queryId=1', '/asic'],
      ['//elsewhere/asic', '//elsewhere/asic'],
      ['/x/../asic', '/x/../asic'],
      ['/%2e%2e/asic', '/%2e%2e/asic'],
      ['/%61sic', '/%61sic'],
      ['/asic/', '/asic/'],
    ] as const) {
      expect(requestUrl(target).pathname).to.equal(path);
    }
  });

  it('is the fault of the caller where it is none', () => {
    for (const target of ['*', 'http://', 'asic', 'ftp://x/asic', '/asic#x', '']) {
      expect(refusal(() => requestUrl(target))).to.equal('client.invalid_request: Invalid request URI');
    }
  });
});
