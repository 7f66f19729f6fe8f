import { expect } from 'chai';
import fc from 'fast-check';
import { anchors } from '../../test/configuration-arbitraries.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { refusal } from '../../test/refusal.ts';
import { anchorFingerprint, readAnchor, writeAnchor } from './anchor.ts';

const XROAD = 'http://x-road.eu/xsd/xroad.xsd';
const SOURCE =
  '<source><downloadURL>http://cs/internalconf</downloadURL><verificationCert>AQI=</verificationCert></source>';
const anchor = (content: string, root = 'configurationAnchor') =>
  Buffer.from(`<x:${root} xmlns:x="${XROAD}">${content}</x:${root}>`);
const good = anchor(
  `<generatedAt>2026-01-01T00:00:00.000Z</generatedAt><instanceIdentifier>BG</instanceIdentifier>${SOURCE}`,
);

describe('Configuration anchor', () => {
  it('is read as X-Road writes it', () => {
    expect(readAnchor(good)).to.deep.equal({
      generatedAt: new Date('2026-01-01T00:00:00Z'),
      instance: 'BG',
      sources: [{ downloadUrl: 'http://cs/internalconf', verificationCertificates: [Buffer.from([1, 2])] }],
    });
  });

  it('may say nothing of when it was made', () => {
    expect(readAnchor(anchor(`<instanceIdentifier>BG</instanceIdentifier>${SOURCE}`))).not.to.have.property(
      'generatedAt',
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anchors, (value) => {
        expect(readAnchor(writeAnchor(value))).to.deep.equal(value);
      }),
      { numRuns: Math.min(fuzzRuns(100), 5_000) },
    );
  });

  it('has its file’s SHA-224 as its fingerprint, in upper case', () => {
    expect(anchorFingerprint(Buffer.from('abc'))).to.equal('23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7');
  });

  for (const [what, file, reason] of [
    [
      'another root',
      anchor('', 'conf'),
      'The root element is conf, not configurationAnchor of http://x-road.eu/xsd/xroad.xsd',
    ],
    [
      'a root of another namespace',
      Buffer.from('<configurationAnchor/>'),
      'The root element is configurationAnchor, not configurationAnchor of http://x-road.eu/xsd/xroad.xsd',
    ],
    ['no instance', anchor(SOURCE), 'Element configurationAnchor has source where instanceIdentifier is expected'],
    [
      'an empty instance',
      anchor(`<instanceIdentifier/>${SOURCE}`),
      'Element configurationAnchor has an empty instanceIdentifier',
    ],
    [
      'no source',
      anchor('<instanceIdentifier>BG</instanceIdentifier>'),
      'Element configurationAnchor has nothing where source is expected',
    ],
    [
      'a source without a certificate',
      anchor('<instanceIdentifier>BG</instanceIdentifier><source><downloadURL>http://a/</downloadURL></source>'),
      'Element source has nothing where verificationCert is expected',
    ],
    [
      'a certificate that is not base64',
      anchor(`<instanceIdentifier>BG</instanceIdentifier>${SOURCE.replace('AQI=', 'AQI')}`),
      'Element source has a verificationCert that is not base64',
    ],
    [
      'a date that is none',
      anchor(`<generatedAt>now</generatedAt><instanceIdentifier>BG</instanceIdentifier>${SOURCE}`),
      'Element configurationAnchor has a generatedAt that is not a date and time',
    ],
    [
      'something after the sources',
      anchor(`<instanceIdentifier>BG</instanceIdentifier>${SOURCE}<more/>`),
      'Element configurationAnchor has more where it should end',
    ],
    [
      'text between elements',
      anchor(`<instanceIdentifier>BG</instanceIdentifier>!${SOURCE}`),
      'Element configurationAnchor has text between its elements',
    ],
    [
      'an attribute',
      Buffer.from(good.toString().replace('>', ' a="b">')),
      'Element configurationAnchor has an unknown attribute a',
    ],
    [
      'a document type',
      Buffer.concat([Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]>'), good]),
      'A document type declaration (DOCTYPE) is not allowed',
    ],
    ['no XML', Buffer.from('anchor'), 'The document is not well-formed XML in UTF-8'],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(refusal(() => readAnchor(file))).to.equal(`malformed_anchor: ${reason}`);
    });
  }

  it('is refused above a mebibyte, before it is parsed', () => {
    const large = Buffer.alloc(1024 * 1024 + 1, 0x20);
    expect(refusal(() => readAnchor(large))).to.equal(
      'malformed_anchor: The XML document has 1048577 bytes; at most 1048576 are allowed',
    );
  });

  it('that was damaged is read or refused, nothing else', () => {
    fc.assert(
      fc.property(mutated([good]), (bytes) => {
        expect(refusal(() => readAnchor(bytes))).to.match(/^(accepted|malformed_anchor: )/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});
