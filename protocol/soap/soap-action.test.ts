import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { checkSoapAction } from './soap-action.ts';

describe('the header SOAPAction', () => {
  for (const value of [undefined, '', '""', '"urn:get"', '"http://a.bg/x?y=1#z"', '"relative/%41"', '"ж"']) {
    it(`goes on: ${String(value)}`, () => {
      expect(checkSoapAction(value)).to.equal(value);
    });
  }

  for (const value of [
    'urn:get',
    '"',
    '"a',
    'a"',
    '"a b"',
    '"<a>"',
    '"%4"',
    '"a\\b"',
    '"a""b"',
    '"{a}"',
    '"a\u0001"',
  ]) {
    it(`is refused: ${value}`, () => {
      expect(refusal(() => checkSoapAction(value))).to.equal('invalid_soap_action: Malformed SOAPAction header');
    });
  }
});
