import { expect } from 'chai';
import { refusal } from '../test/refusal.ts';
import { readDistinguishedName } from './distinguished-name-reader.ts';

const read = (text: string): string[] =>
  readDistinguishedName(text).attributes.map(({ oid, value }) => `${oid}=${value}`);

describe('A distinguished name as people write it', () => {
  for (const [text, attributes] of [
    ['CN=cs.example', ['2.5.4.3=cs.example']],
    ['C=BG, O=МЕУ, CN=cs.egov.bg', ['2.5.4.3=cs.egov.bg', '2.5.4.10=МЕУ', '2.5.4.6=BG']],
    ['cn = a b ;o=x', ['2.5.4.10=x', '2.5.4.3=a b']],
    ['CN="a, b = \\"c\\"",O=x', ['2.5.4.10=x', '2.5.4.3=a, b = "c"']],
    ['CN=a\\, b\\+c\\ ', ['2.5.4.3=a, b+c ']],
    ['CN=Lu\\C4\\8Di\\C4\\87', ['2.5.4.3=Lučić']],
    ['CN=a\\\\ ', ['2.5.4.3=a\\']],
    ['OID.2.5.4.97=NTRBG-1,2.5.4.5=7', ['2.5.4.5=7', '2.5.4.97=NTRBG-1']],
    [
      'SERIALNUMBER=1/2/3, DC=bg, EMAILADDRESS=a@b.bg',
      [...['1.2.840.113549.1.9.1=a@b.bg', '0.9.2342.19200300.100.1.25=bg', '2.5.4.5=1/2/3']],
    ],
  ] as const) {
    it(`is read: ${text}`, () => {
      expect(read(text)).to.deep.equal(attributes);
    });
  }

  for (const text of [
    ...['', ' ', 'CN', 'CN=', 'CN= ', 'CN=a,', ',CN=a', 'CN=a,,O=b', 'XX=a', '=a', 'CN=a+O=b', 'CN=#0401', 'CN="a'],
    ...['CN="a"b', 'CN=a\\', 'CN=a"b', 'CN=a<b', 'CN=\\FF', 'CN=a\\00', 'CN=a\u0000', '99.1=a', 'DC=бг'],
    `CN=${'a'.repeat(1100)}`,
    `CN=${' '.repeat(900)}"`,
  ]) {
    it(`is refused: ${JSON.stringify(text.slice(0, 30))}`, () => {
      expect(refusal(() => readDistinguishedName(text))).to.match(
        /^invalid_distinguished_name: The name cannot be read/,
      );
    });
  }
});
