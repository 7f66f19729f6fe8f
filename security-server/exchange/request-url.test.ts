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

  it('is the fault of the caller where it is none', () => {
    for (const target of ['//', 'http://', '//[']) {
      expect(refusal(() => requestUrl(target))).to.equal('client.invalid_request: Invalid request URI');
    }
  });
});
