import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../test/fuzz.ts';
import { refusal } from '../test/refusal.ts';
import { derElement, derOidOf, derSequence } from './der/write.ts';
import { DistinguishedName, type AttributeType } from './distinguished-name.ts';

const UTF8 = 0x0c;
const PRINTABLE = 0x13;
const BMP = 0x1e;
const SET = 0x31;

const attribute = (oid: string, tag: number, content: Uint8Array): Buffer =>
  derSequence(derOidOf(oid), derElement(tag, content));
const text = (oid: string, value: string, tag = UTF8): Buffer => attribute(oid, tag, Buffer.from(value));
const name = (...rdns: readonly Buffer[][]): DistinguishedName =>
  DistinguishedName.fromDer(derSequence(...rdns.map((rdn) => derElement(SET, ...rdn))));
const CN = '2.5.4.3';
const C = '2.5.4.6';
const O = '2.5.4.10';

describe('A distinguished name', () => {
  describe('as RFC 2253 text, the way Java writes it', () => {
    const rows: [what: string, name: DistinguishedName, expected: string][] = [
      ['last RDN first', name([text(C, 'FI', PRINTABLE)], [text(O, 'Lab')], [text(CN, 'Root')]), 'CN=Root,O=Lab,C=FI'],
      ['no RDN', name(), ''],
      ['a multi-valued RDN', name([text(CN, 'a'), text(O, 'b')], [text(C, 'EE')]), 'C=EE,CN=a+O=b'],
      ['a type without keyword, as DER in hex', name([text('2.5.4.5', '12', PRINTABLE)]), '2.5.4.5=#13023132'],
      [
        'all types that have a keyword',
        name(
          [text('0.9.2342.19200300.100.1.1', 'u')],
          [text('0.9.2342.19200300.100.1.25', 'd')],
          [text(C, 'c')],
          [text('2.5.4.9', 's')],
          [text('2.5.4.8', 'st')],
          [text('2.5.4.7', 'l')],
          [text(O, 'o')],
          [text('2.5.4.11', 'ou')],
          [text(CN, 'cn')],
        ),
        'CN=cn,OU=ou,O=o,L=l,ST=st,STREET=s,C=c,DC=d,UID=u',
      ],
      ['special characters', name([text(CN, 'a,b+c"d\\e<f>g;h=i#j')]), 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i\\#j'],
      ['spaces at the ends', name([text(CN, '  a b ')]), 'CN=\\ \\ a b\\ '],
      ['nothing but spaces', name([text(CN, '  ')]), 'CN=\\ \\ '],
      ['a NUL', name([text(CN, 'a\0b')]), 'CN=a\\00b'],
      ['letters of other scripts', name([text(CN, 'Столична община')]), 'CN=Столична община'],
      ['a value that is no string', name([attribute(CN, 0x02, Buffer.from([5]))]), 'CN=#020105'],
      ['a BMPString, whose bytes Java takes for UTF-8', name([attribute(CN, BMP, Buffer.from('\0A'))]), 'CN=\\00A'],
    ];
    for (const [what, dn, expected] of rows) it(what, () => expect(dn.toRfc2253()).to.equal(expected));
  });

  it('gives the last of several values of a type, which is the first in the order that X-Road reads', () => {
    const dn = name([text(CN, 'first')], [text(O, 'x')], [text(CN, 'last')]);
    expect(dn.get('CN')).to.equal('last');
    expect(dn.all(CN)).to.deep.equal(['first', 'last']);
    expect(dn.get('OU')).to.equal(undefined);
  });

  it('decodes the string types', () => {
    const dn = name(
      [attribute(CN, BMP, Buffer.from('04260435', 'hex'))],
      [attribute(O, 0x1c, Buffer.from('0001f600', 'hex'))],
      [attribute(C, 0x14, Buffer.from('e9', 'hex'))],
      [attribute('2.5.4.8', PRINTABLE, Buffer.from('ü'))],
      [attribute('2.5.4.7', UTF8, Buffer.from([0xff]))],
    );
    expect(dn.attributes.map(({ value }) => value)).to.deep.equal(['Це', '😀', 'é', 'ü', '#0c01ff']);
  });

  describe('is the same as another', () => {
    const lab = name([text(C, 'FI')], [text(O, 'Lab  Ltd')], [text(CN, 'Root')]);
    const rows: [what: string, other: DistinguishedName, equals: boolean, sameAttributes: boolean][] = [
      [
        'with other letter case and spaces',
        name([text(C, 'fi')], [text(O, ' LAB ltd ')], [text(CN, 'root')]),
        true,
        true,
      ],
      [
        'with another string type',
        name([text(C, 'FI', PRINTABLE)], [text(O, 'Lab Ltd')], [text(CN, 'Root')]),
        true,
        true,
      ],
      [
        'in another order, by attributes only',
        name([text(CN, 'Root')], [text(O, 'Lab Ltd')], [text(C, 'FI')]),
        false,
        true,
      ],
      [
        'but not with one more RDN',
        name([text(C, 'FI')], [text(O, 'Lab Ltd')], [text(CN, 'Root')], [text(CN, 'Root')]),
        false,
        false,
      ],
      [
        'but not with an RDN joined to another',
        name([text(C, 'FI'), text(O, 'Lab Ltd')], [text(CN, 'Root')]),
        false,
        false,
      ],
      ['but not with another value', name([text(C, 'FI')], [text(O, 'Lab Ltd')], [text(CN, 'Root 2')]), false, false],
      [
        'but not with the value under another type',
        name([text(C, 'FI')], [text(CN, 'Lab Ltd')], [text(O, 'Root')]),
        false,
        false,
      ],
    ];
    for (const [what, other, equals, sameAttributes] of rows) {
      it(what, () => {
        expect([lab.equals(other), other.equals(lab)]).to.deep.equal([equals, equals]);
        expect([lab.sameAttributes(other), other.sameAttributes(lab)]).to.deep.equal([sameAttributes, sameAttributes]);
      });
    }
  });

  it('lies within the names that begin it', () => {
    const dn = name([text(C, 'FI')], [text(O, 'Lab')], [text(CN, 'x')]);
    expect(dn.isWithin(name([text(C, 'fi')], [text(O, 'lab')]))).to.equal(true);
    expect(dn.isWithin(name())).to.equal(true);
    expect(dn.isWithin(name([text(O, 'Lab')]))).to.equal(false);
    expect(name([text(C, 'FI')]).isWithin(dn)).to.equal(false);
  });

  describe('that is malformed is refused', () => {
    const many = Array.from({ length: 101 }, () => [text(CN, 'x')]);
    const rows: [what: string, action: () => unknown, expected: string][] = [
      ['an empty RDN', () => name([]), 'incorrect_certificate: The name cannot be read: an empty RDN'],
      [
        'too many attributes',
        () => name(...many),
        'incorrect_certificate: The name cannot be read: a name of more than 100 attributes',
      ],
      [
        'bytes behind it',
        () => DistinguishedName.fromDer(Buffer.from([0x30, 0, 0])),
        'incorrect_certificate: The name cannot be read: bytes follow the structure',
      ],
      [
        'an attribute of three fields',
        () => name([derSequence(derOidOf(CN), derElement(UTF8), derElement(UTF8))]),
        'incorrect_certificate: The name cannot be read: an unexpected field',
      ],
      [
        'an unknown type to build from',
        () => DistinguishedName.fromAttributes([{ type: 'XY' as AttributeType, value: 'x' }]),
        'incorrect_certificate: The name cannot be read: an unknown attribute type XY',
      ],
    ];
    for (const [what, action, expected] of rows) it(what, () => expect(refusal(action)).to.equal(expected));
  });

  it('is built from attributes and read back, whatever they hold @fuzz distinguished name', () => {
    const types: AttributeType[] = ['CN', 'C', 'O', 'OU', 'serialNumber', 'businessCategory', '1.2.3.4'];
    const values = fc.array(fc.record({ type: fc.constantFrom(...types), value: fc.string({ unit: 'grapheme' }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(values, (attributes) => {
        const built = DistinguishedName.fromAttributes(attributes);
        expect(DistinguishedName.fromDer(built.der).attributes.map(({ value }) => value)).to.deep.equal(
          attributes.map(({ value }) => value),
        );
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('encodes letters, digits and the like as PrintableString, all else as UTF8String', () => {
    const built = DistinguishedName.fromAttributes([
      { type: 'C', value: 'BG' },
      { type: 'O', value: 'Друм' },
      { type: 'emailAddress', value: 'a@b' },
    ]);
    expect(built.toRfc2253()).to.equal('1.2.840.113549.1.9.1=#1603614062,O=Друм,C=BG');
    expect(built.der.toString('hex')).to.contain('13024247').and.to.contain('0c08d094d180d183d0bc');
  });
});
