import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { expiryDays } from './expiry-days.ts';

describe('The days before a certificate expires', () => {
  it('are numbers, the greatest first', () => {
    expect(expiryDays('30,7,1')).to.deep.equal([30, 7, 1]);
    expect(expiryDays(' 90 , 14')).to.deep.equal([90, 14]);
    expect(expiryDays('1')).to.deep.equal([1]);
  });

  for (const text of ['', '1,7,30', '30,30', '0', '30,,1', '30;7', '-1', '1.5', '9999', '11,10,9,8,7,6,5,4,3,2,1']) {
    it(`are not "${text}"`, () => {
      expect(refusal(() => expiryDays(text))).to.match(
        /^malformed_server_conf: Parameter notices\.expiry-days: must be/,
      );
    });
  }
});
