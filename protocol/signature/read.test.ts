import { expect } from 'chai';
import fc from 'fast-check';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { rsaSigner, ecSigner, sign, stamp } from '../../test/evidence/country.ts';
import { foreignSignature } from '../../test/evidence/foreign-signature.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { refusal } from '../../test/refusal.ts';
import { decodeBase64 } from './base64.ts';
import { dateTimeOf } from './date-time.ts';
import { issuerNameFits } from './issuer-name.ts';
import { PART } from './names.ts';
import { readSignature } from './read.ts';
import { readTemplate } from './read-template.ts';
import { readTree } from './read-tree.ts';
import type { Signature } from './signature.ts';
import { addSignatureTimestamp } from './timestamp.ts';
import { signatureTimestamp } from './unsigned-properties.ts';

const MESSAGE = Buffer.from('message');
const TOKEN = Buffer.from('token');

/** What is read, without functions. */
const plain = (signature: Signature) => ({
  ...signature,
  checkStructure: undefined,
  signedInfo: Buffer.from(signature.signedInfo).toString('utf8'),
  signedProperties: {
    ...signature.signedProperties,
    canonical: Buffer.from(signature.signedProperties.canonical).toString('utf8'),
  },
  unsigned: {
    ...signature.unsigned,
    certificateReferences: signature.unsigned?.certificateReferences.map(({ uri, read }) => ({ uri, ...read() })),
  },
});

describe('The two ways of reading a signature', () => {
  let seeds: Buffer[];
  before(async () => {
    const [rsa, ec] = [
      await sign(rsaSigner, PART.message, MESSAGE),
      await sign(ecSigner, PART.signedChainResult, MESSAGE),
    ];
    const stamped = addSignatureTimestamp(rsa, stamp(readSignature(rsa).value));
    seeds = [rsa, ec, stamped, foreignSignature({ signer: ecSigner, parts: new Map([[PART.message, MESSAGE]]) })];
  });

  it('agree on what we write', () => {
    for (const xml of seeds.slice(0, 3)) {
      const template = readTemplate(xml);
      if (template === undefined) throw new Error('the template is not recognised');
      expect(plain(template)).to.deep.equal(plain(readTree(xml)));
      expect(() => {
        readTree(xml).checkStructure();
      }).not.to.throw();
    }
  });

  it('agree on names with characters that XML escapes', async () => {
    const subject = 'A & B <"c"> \'d\' № ё';
    const xml = (await sign(ecSigner, PART.message, MESSAGE)).toString('utf8');
    const escaped = subject.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const renamed = Buffer.from(xml.replace('CN=Root', `CN=${escaped}`));
    const template = readTemplate(renamed);
    if (template === undefined) throw new Error('the template is not recognised');
    expect(plain(template)).to.deep.equal(plain(readTree(renamed)));
    expect(template.signedProperties.certificates[0]?.issuerName).to.equal(`CN=${subject}`);
  });

  it('leaves to the parser whatever is written in another way', () => {
    const xml = seeds[0]?.toString('utf8') ?? '';
    const others = [
      xml.replace('standalone="no"', 'standalone="yes"'),
      xml.replace('<ds:SignedInfo>', '<ds:SignedInfo >'),
      xml.replace('Id="signature"', "Id='signature'"),
      xml.replace('CN=Intermediate', 'CN=Intermediat&#101;'),
      xml.replace('CN=Intermediate', 'CN=Inter>mediate'),
      xml.replace('CN=Intermediate', 'CN=Inter<!-- -->mediate'),
      xml.replace('CN=Intermediate', 'CN=Inter<![CDATA[m]]>ediate'),
      `${xml}\n`,
      `\uFEFF${xml}`,
    ];
    expect(others.filter((text) => text === xml || readTemplate(Buffer.from(text)) !== undefined)).to.deep.equal([]);
    expect(readTemplate(Buffer.concat([seeds[0] ?? Buffer.alloc(0), Buffer.from([0xff])]))).to.equal(undefined);
  });

  it('reads or refuses with a code whatever it is given, and never two things', () => {
    const property = fc.property(mutated(seeds), (xml) => {
      const template = readTemplate(xml);
      const outcome = refusal(() => readTree(xml));
      expect(outcome).to.match(/^(accepted$|invalid_xml: |malformed_signature: )/);
      if (template !== undefined) {
        expect(outcome).to.equal('accepted');
        expect(plain(template)).to.deep.equal(plain(readTree(xml)));
      }
    });
    fc.assert(property, { numRuns: fuzzRuns(300) });
  });
});

describe('A time-stamp in a signature', () => {
  it('is put in first, and every other byte stays', async () => {
    const xml = await sign(rsaSigner, PART.message, MESSAGE);
    const stamped = addSignatureTimestamp(xml, TOKEN).toString('utf8');
    const inserted =
      '<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>dG9rZW4=</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>';
    const [before = '', after = ''] = stamped.split(inserted);
    expect(before + after).to.equal(xml.toString('utf8'));
    expect(before.endsWith('<xades:UnsignedSignatureProperties>')).to.equal(true);
    expect(signatureTimestamp(readSignature(Buffer.from(stamped)))).to.deep.equal(TOKEN);
  });

  it('takes the prefix that the document uses, and is not misled by what only looks like a tag', () => {
    const edit = (xml: string) =>
      xml.replace(
        '<x:UnsignedProperties>',
        '<!-- <x:UnsignedSignatureProperties> --><x:UnsignedProperties Id="&gt; > x:UnsignedSignatureProperties">',
      );
    const xml = foreignSignature({ signer: ecSigner, parts: new Map([[PART.message, MESSAGE]]), edit });
    const stamped = addSignatureTimestamp(xml, TOKEN);
    expect(signatureTimestamp(readSignature(stamped))).to.deep.equal(TOKEN);
    expect(stamped.toString()).to.include('<x:UnsignedSignatureProperties><x:SignatureTimeStamp>');
    expect(readSignature(stamped).signedInfo).to.deep.equal(readSignature(xml).signedInfo);
  });

  it('opens an empty element', () => {
    const edit = (xml: string) =>
      xml.replace(
        /<x:UnsignedSignatureProperties>.*<\/x:UnsignedSignatureProperties>/,
        '<x:UnsignedSignatureProperties Id="u" />',
      );
    const xml = foreignSignature({ signer: ecSigner, parts: new Map([[PART.message, MESSAGE]]), edit });
    const stamped = addSignatureTimestamp(xml, TOKEN);
    expect(signatureTimestamp(readSignature(stamped))).to.deep.equal(TOKEN);
  });

  it('needs unsigned properties', () => {
    const edit = (xml: string) => xml.replace(/<x:UnsignedProperties>.*<\/x:UnsignedProperties>/, '');
    const xml = foreignSignature({ signer: ecSigner, parts: new Map([[PART.message, MESSAGE]]), edit });
    expect(refusal(() => addSignatureTimestamp(xml, TOKEN))).to.equal(
      'malformed_signature: The signature has no unsigned properties',
    );
  });
});

describe('Base64 of XML Schema', () => {
  for (const [text, hex] of [
    ['', ''],
    ['AA==', '00'],
    [' A A\r\n==\t', '00'],
    ['AAE=', '0001'],
    ['AAEC', '000102'],
    ['AB==', undefined],
    ['AAF=', undefined],
    ['AA=', undefined],
    ['AA', undefined],
    ['A', undefined],
    ['AA=A', undefined],
    ['-_==', undefined],
    ['AAEC!', undefined],
    ['\u00a0AAEC', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${hex ?? 'none'}`, () => {
      expect(decodeBase64(text)?.toString('hex')).to.equal(hex);
    });
  }
});

describe('Date and time of XML Schema', () => {
  for (const [text, expected] of [
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    [' 2026-03-01T12:00:00.5+02:00\n', '2026-03-01T10:00:00.500Z'],
    ['2026-03-01T12:00:00', undefined],
    ['2026-03-01', undefined],
    ['2026-13-01T12:00:00Z', undefined],
    ['1 March 2026 Z', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected ?? 'none'}`, () => {
      expect(dateTimeOf(text)?.toISOString()).to.equal(expected);
    });
  }
});

describe('The issuer that a signature names', () => {
  const issuer = DistinguishedName.fromAttributes([
    { type: 'C', value: 'BG' },
    { type: 'O', value: 'Дом, дом' },
    { type: 'CN', value: 'Issuing CA' },
  ]);

  for (const [text, fits] of [
    ['CN=Issuing CA,O=Дом\\, дом,C=BG', true],
    ['C = BG, O = "Дом, дом", CN = issuing  ca', true],
    ['c=BG;o=\\D0\\94ом\\2c дом;cn=Issuing CA', true],
    ['2.5.4.3=#0c0a49737375696e67204341,O=Дом\\, дом,C=BG', true],
    ['OID.2.5.4.3=Issuing CA,O=Дом\\, дом,C=BG', true],
    ['CN=Other CA,O=Дом\\, дом,C=BG', false],
    ['CN=Issuing CA,O=Дом', false],
    ['CN=Issuing CA', false],
    ['', false],
    [`CN=${'x'.repeat(10_000)}`, false],
  ] as const) {
    it(`${text.slice(0, 60)}: ${fits ? 'fits' : 'does not fit'}`, () => {
      expect(issuerNameFits(text, issuer)).to.equal(fits);
    });
  }
});
