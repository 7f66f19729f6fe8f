import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { derFromBer } from './from-ber.ts';
import { DerFault, derInteger, derOid, readDer, type DerNode } from './read.ts';
import { derText, derTime } from './values.ts';
import { derElement, derIntegerOf, derOidOf } from './write.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** What the reader says of the bytes. */
function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DerFault) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('DER', () => {
  describe('is read strictly', () => {
    const rows: [what: string, bytes: string, expected: string][] = [
      ['a sequence', '3003 020105', 'accepted'],
      ['nothing', '', 'cut short'],
      ['a tag alone', '30', 'cut short'],
      ['content cut short', '3004 020105', 'cut short'],
      ['a child that reaches out of its parent', '3003 020205', 'cut short'],
      ['bytes behind the element', '3003 020105 00', 'bytes follow the structure'],
      ['an indefinite length', '3080 020105 0000', 'an indefinite length'],
      ['a long form that the short one would do for', '308103 020105', 'a length not in its shortest form'],
      ['a length with leading zeros', '30820003 020105', 'a length not in its shortest form'],
      ['a length of five bytes', '308500000000 03', 'a length of more than 4 bytes'],
      ['a length longer than there is', '3084ffffffff', 'cut short'],
      ['a tag number above 30', '1f2100', 'a tag number above 30'],
      ['a primitive sequence', '1000', 'a universal type in the wrong form'],
      ['a constructed string', '2403 040105', 'a universal type in the wrong form'],
    ];
    for (const [what, bytes, expected] of rows) {
      it(`${what}: ${expected}`, () => expect(faultOf(() => readDer(hex(bytes), 100))).to.equal(expected));
    }

    it('within its bounds of bytes, depth and elements', () => {
      const nested = (depth: number): Buffer =>
        Array.from({ length: depth }).reduce<Buffer>((inner) => derElement(0x30, inner), Buffer.alloc(0));
      const wide = (count: number): Buffer => derElement(0x30, Buffer.alloc(2 * count, hex('0500')));
      expect(faultOf(() => readDer(nested(33), 1_000))).to.equal('accepted');
      expect(faultOf(() => readDer(nested(34), 1_000))).to.equal('nested deeper than 32');
      expect(faultOf(() => readDer(wide(19_999), 100_000))).to.equal('accepted');
      expect(faultOf(() => readDer(wide(20_000), 100_000))).to.equal('more than 20000 elements');
      expect(faultOf(() => readDer(wide(10), 21))).to.equal('longer than 21 bytes');
    });
  });

  describe('has values', () => {
    const node = (bytes: string): DerNode => readDer(hex(bytes), 10_000);
    const rows: [what: string, read: () => unknown, expected: unknown][] = [
      ['a negative INTEGER', () => derInteger(node('020180')), -128n],
      ['an INTEGER of two bytes', () => derInteger(node('020200ff')), 255n],
      ['an OID', () => derOid(node('06092a864886f70d010101')), '1.2.840.113549.1.1.1'],
      ['an OID of the third tree', () => derOid(node('0603883703')), '2.999.3'],
      [
        'a UTCTime of the last century',
        () => derTime(node('170d3530303130313030303030305a')).toISOString(),
        '1950-01-01T00:00:00.000Z',
      ],
      [
        'a UTCTime of this one',
        () => derTime(node('170d3439313233313233353935395a')).toISOString(),
        '2049-12-31T23:59:59.000Z',
      ],
      [
        'a GeneralizedTime with fractions',
        () => derTime(node('181132303236313132323233343230392e315a')).toISOString(),
        '2026-11-22T23:42:09.100Z',
      ],
      ['text that is no UTF-8', () => derText(node('0c01ff')), undefined],
    ];
    for (const [what, read, expected] of rows) it(what, () => expect(read()).to.equal(expected));
  });

  describe('refuses malformed values', () => {
    const node = (bytes: string): DerNode => readDer(hex(bytes), 10_000);
    const time = (tag: number, text: string): DerNode => readDer(derElement(tag, Buffer.from(text)), 100);
    const rows: [what: string, read: () => unknown, expected: string][] = [
      ['an INTEGER without bytes', () => derInteger(node('0200')), 'a malformed INTEGER'],
      ['an INTEGER with a leading zero', () => derInteger(node('02020001')), 'an INTEGER not in its shortest form'],
      [
        'a negative INTEGER with a leading ff',
        () => derInteger(node('0202ff80')),
        'an INTEGER not in its shortest form',
      ],
      [
        'an endless INTEGER',
        () => derInteger(readDer(derElement(2, Buffer.alloc(3_000, 1)), 5_000)),
        'a malformed INTEGER',
      ],
      ['an OID cut short', () => derOid(node('060188')), 'an OBJECT IDENTIFIER cut short'],
      [
        'an OID with a leading zero digit',
        () => derOid(node('06032a8001')),
        'an OBJECT IDENTIFIER not in its shortest form',
      ],
      ['a time without Z', () => derTime(time(0x17, '200101000000')), 'a malformed UTCTime'],
      ['a time without seconds', () => derTime(time(0x17, '2001010000Z')), 'a malformed UTCTime'],
      ['31 February', () => derTime(time(0x18, '20200231000000Z')), 'no such time'],
      ['month 0', () => derTime(time(0x18, '20200031000000Z')), 'no such time'],
      ['hour 24', () => derTime(time(0x18, '20200101240000Z')), 'no such time'],
      ['second 60', () => derTime(time(0x18, '20200101000060Z')), 'no such time'],
      ['another type', () => derTime(node('0500')), 'not a time'],
    ];
    for (const [what, read, expected] of rows)
      it(`${what}: ${expected}`, () => expect(faultOf(read)).to.equal(expected));
  });

  it('prints what it reads: integers and object identifiers @fuzz DER', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), (value) => {
        expect(derInteger(readDer(derIntegerOf(value), 100))).to.equal(value);
      }),
      { numRuns: fuzzRuns(200) },
    );
    const oids = fc
      .tuple(fc.nat(2), fc.nat(39), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }))
      .map(([root, second, rest]) => [root, second, ...rest].join('.'));
    fc.assert(
      fc.property(oids, (oid) => {
        expect(derOid(readDer(derOidOf(oid), 100))).to.equal(oid);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});

describe('BER', () => {
  const rows: [what: string, ber: string, expected: string][] = [
    ['DER stays as it is', '3003 020105', '3003020105'],
    ['indefinite lengths become definite', '3080 a080 020105 0000 0000', '3005a003020105'],
    ['long lengths become short', '3082 0003 020105', '3003020105'],
    ['octet strings are joined', '2480 0402aabb 0401cc 0000', '0403aabbcc'],
    ['nested octet strings are joined', '2480 2480 0401aa 0000 0401bb 0000', '0402aabb'],
  ];
  for (const [what, ber, expected] of rows) {
    it(what, () => expect(derFromBer(hex(ber), 1_000).toString('hex')).to.equal(expected));
  }

  const refusals: [what: string, ber: string, expected: string][] = [
    ['no end of contents', '3080 020105', 'cut short'],
    ['bytes behind the end', '3080 0000 00', 'bytes follow the structure'],
    ['a child that reaches out of its parent', '3003 0205 0102030405', 'cut short'],
    ['a primitive type of indefinite length', '0480 0000', 'a primitive type of indefinite length'],
    ['an octet string of other parts', '2480 020105 0000', 'a malformed OCTET STRING'],
  ];
  for (const [what, ber, expected] of refusals) {
    it(`refuses ${what}`, () => expect(faultOf(() => derFromBer(hex(ber), 1_000))).to.equal(expected));
  }

  it('becomes DER that the strict reader takes, or is refused; whatever the bytes @fuzz BER', () => {
    const seeds = [hex('3080 a080 2480 0402aabb 0401cc 0000 0000 020105 0000'), hex('30820009 3007 0c0161 3102 0500')];
    fc.assert(
      fc.property(
        fc.oneof(
          mutated(seeds),
          fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          const fault = faultOf(() => derFromBer(bytes, 10_000));
          if (fault !== 'accepted') return;
          const der = derFromBer(bytes, 10_000);
          // Other string types in pieces stay in pieces, which DER does not allow.
          expect(faultOf(() => readDer(der, 10_000))).to.be.oneOf(['accepted', 'a universal type in the wrong form']);
          expect(derFromBer(der, 10_000).equals(der)).to.equal(true);
        },
      ),
      { numRuns: fuzzRuns(500) },
    );
  });
});
