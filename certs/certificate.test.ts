import { expect } from 'chai';
import fc from 'fast-check';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { fuzzRuns } from '../test/fuzz.ts';
import { mutatedDer } from '../test/mutation.ts';
import { issue } from '../test/pki/certificates.ts';
import { refusal } from '../test/refusal.ts';
import { Certificate } from './certificate.ts';
import { readDer } from './der/read.ts';
import { derElement, derIntegerOf, derSequence } from './der/write.ts';

const root = issue({
  subject: 'Root',
  ca: { pathLength: 1 },
  keyUsage: ['keyCertSign', 'cRLSign'],
  keyIdentifier: true,
});
const leaf = issue({
  subject: [
    ['2.5.4.6', 'BG'],
    ['2.5.4.3', 'leaf'],
  ],
  issuer: root,
  serial: 77,
  notBefore: '2021-02-03T04:05:06Z',
  notAfter: '2031-02-03T04:05:06Z',
  keyUsage: ['nonRepudiation', 'decipherOnly'],
  purposes: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.9'],
});
const pem = (der: Uint8Array): string => new X509Certificate(der).toString();

/** The certificate with fields of its signed part changed; the signature no longer holds, which reading does not mind. */
function changed(fields: Readonly<Record<number, Uint8Array>>): Buffer {
  const [tbs, algorithm, signature] = readDer(leaf.certificate.der, 100_000).children;
  if (tbs === undefined || algorithm === undefined || signature === undefined) throw new Error('not a certificate');
  const parts = tbs.children.map(({ bytes }, index) => fields[index] ?? bytes);
  return derSequence(derSequence(...parts), algorithm.bytes, signature.bytes);
}

function keyOnUnnamedCurve(): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  return publicKey.export({ type: 'spki', format: 'der' });
}

describe('A certificate', () => {
  it('has its fields', () => {
    const { certificate } = leaf;
    expect(certificate.serial).to.equal(77n);
    expect(certificate.subject.toRfc2253()).to.equal('CN=leaf,C=BG');
    expect(certificate.issuer.toRfc2253()).to.equal('CN=Root');
    expect(certificate.notBefore.toISOString()).to.equal('2021-02-03T04:05:06.000Z');
    expect(certificate.notAfter.toISOString()).to.equal('2031-02-03T04:05:06.000Z');
    expect([...(certificate.keyUsage ?? [])]).to.deep.equal(['nonRepudiation', 'decipherOnly']);
    expect(certificate.extendedKeyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.9']);
    expect([certificate.isCa, certificate.pathLengthMax]).to.deep.equal([false, undefined]);
    expect([root.certificate.isCa, root.certificate.pathLengthMax]).to.deep.equal([true, 1]);
    expect([certificate.isSelfIssued, root.certificate.isSelfIssued]).to.deep.equal([false, true]);
  });

  it('agrees with node:crypto about digests, key and validity', () => {
    const other = new X509Certificate(leaf.certificate.der);
    expect(leaf.certificate.sha1Hex).to.equal(other.fingerprint.replaceAll(':', '').toLowerCase());
    expect(leaf.certificate.sha256Hex).to.equal(other.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(leaf.certificate.publicKey.equals(other.publicKey)).to.equal(true);
    expect(root.certificate.subjectKeyIdentifier?.length).to.equal(20);
  });

  it('is valid from its first second to its last', () => {
    const at = (time: string): boolean => leaf.certificate.isValidAt(new Date(time));
    expect(at('2021-02-03T04:05:05Z')).to.equal(false);
    expect(at('2021-02-03T04:05:06Z')).to.equal(true);
    expect(at('2031-02-03T04:05:06Z')).to.equal(true);
    expect(at('2031-02-03T04:05:07Z')).to.equal(false);
    expect(at('no time')).to.equal(false);
  });

  it('does not change with the buffer that it was read from', () => {
    const bytes = Buffer.from(leaf.certificate.der);
    const certificate = Certificate.fromDer(bytes);
    bytes.fill(0);
    expect(certificate.equals(leaf.certificate)).to.equal(true);
    expect(certificate.equals(root.certificate)).to.equal(false);
  });

  describe('is for authentication or signing by its usages', () => {
    const rows: [usage: string, certificate: Certificate, authentication: boolean, signing: boolean][] = [
      ['digitalSignature', issue({ subject: 'a', keyUsage: ['digitalSignature'] }).certificate, true, false],
      ['keyEncipherment', issue({ subject: 'a', keyUsage: ['keyEncipherment'] }).certificate, true, false],
      ['dataEncipherment', issue({ subject: 'a', keyUsage: ['dataEncipherment'] }).certificate, true, false],
      ['nonRepudiation', issue({ subject: 'a', keyUsage: ['nonRepudiation'] }).certificate, false, true],
      ['both', issue({ subject: 'a', keyUsage: ['digitalSignature', 'nonRepudiation'] }).certificate, true, true],
      ['keyCertSign', issue({ subject: 'a', keyUsage: ['keyCertSign'] }).certificate, false, false],
      ['clientAuth alone', issue({ subject: 'a', purposes: ['1.3.6.1.5.5.7.3.2'] }).certificate, true, false],
      ['none', issue({ subject: 'a' }).certificate, false, false],
    ];
    for (const [usage, certificate, authentication, signing] of rows) {
      it(usage, () =>
        expect([certificate.isAuthentication(), certificate.isSigning()]).to.deep.equal([authentication, signing]),
      );
    }
  });

  describe('is read from what files hold', () => {
    const { der } = leaf.certificate;
    const rows: [form: string, bytes: Uint8Array][] = [
      ['DER', der],
      ['PEM', Buffer.from(pem(der))],
      [
        'PEM with text in front and a second certificate behind',
        Buffer.from(`Subject: x\n${pem(der)}${pem(root.certificate.der)}`),
      ],
      ['base64', Buffer.from(der.toString('base64'))],
      ['base64 in lines', Buffer.from(der.toString('base64').replace(/(.{64})/g, '$1\r\n'))],
    ];
    for (const [form, bytes] of rows) {
      it(form, () => expect(Certificate.fromParameter(bytes).sha256Hex).to.equal(leaf.certificate.sha256Hex));
    }
  });

  it('may have a negative serial number, as some authorities give and Java takes', () => {
    expect(Certificate.fromDer(changed({ 1: derIntegerOf(-5n) })).serial).to.equal(-5n);
  });

  describe('is refused when', () => {
    const { der } = leaf.certificate;
    const read = (bytes: Uint8Array) => () => Certificate.fromDer(bytes);
    const extension = derSequence(Buffer.from('0603551d0e', 'hex'), derElement(4, derElement(4, Buffer.from('x'))));
    const extensions = (...all: Uint8Array[]): Buffer => derElement(0xa3, derSequence(...all));
    const prefix = 'incorrect_certificate: The certificate cannot be read';
    const rows: [what: string, action: () => unknown, expected: string][] = [
      ['it is empty', read(Buffer.alloc(0)), `${prefix}: cut short`],
      ['it is cut short', read(der.subarray(0, -1)), `${prefix}: cut short`],
      ['bytes follow it', read(Buffer.concat([der, Buffer.from([0])])), `${prefix}: bytes follow the structure`],
      ['it is longer than any certificate', read(Buffer.alloc(70_000, 0x30)), `${prefix}: longer than 65536 bytes`],
      [
        'its two algorithms differ',
        read(changed({ 2: derSequence(Buffer.from('06032a0304', 'hex')) })),
        `${prefix}: two signature algorithms`,
      ],
      ['it is of version 4', read(changed({ 0: derElement(0xa0, derIntegerOf(3n)) })), `${prefix}: an unknown version`],
      [
        'an extension stands there twice',
        read(changed({ 7: extensions(extension, extension) })),
        `${prefix}: an extension stands there twice`,
      ],
      [
        'an extension has bytes behind its value',
        read(
          changed({
            7: extensions(derSequence(Buffer.from('0603551d0e', 'hex'), derElement(4, Buffer.from('0400ff', 'hex')))),
          }),
        ),
        `${prefix}: bytes follow the structure`,
      ],
      [
        'a validity is no time',
        read(changed({ 4: derSequence(derIntegerOf(1n), derIntegerOf(2n)) })),
        `${prefix}: not a time`,
      ],
      ['a field is missing', read(derSequence(derSequence())), `${prefix}: a field is missing`],
      [
        'the text is no PEM',
        () => Certificate.fromPem('-----BEGIN NOTHING-----'),
        'incorrect_certificate: The text holds no certificate in PEM form',
      ],
      [
        'the text is no base64',
        () => Certificate.fromParameter(Buffer.from('…')),
        'incorrect_certificate: The certificate is not base64',
      ],
      [
        'its key is of no known kind',
        () =>
          Certificate.fromDer(
            changed({
              6: derSequence(
                derSequence(Buffer.from('06032a0304', 'hex')),
                Buffer.from('0302 0001'.replace(' ', ''), 'hex'),
              ),
            }),
          ).publicKey,
        'incorrect_certificate: The public key cannot be read',
      ],
      [
        'its key is on a curve that is written out',
        () => Certificate.fromDer(changed({ 6: keyOnUnnamedCurve() })).publicKey,
        'incorrect_certificate: The public key cannot be read: an elliptic curve without a name',
      ],
      [
        'its extended key usage names no purpose',
        read(changed({ 7: extensions(derSequence(Buffer.from('0603551d25', 'hex'), derElement(4, derSequence()))) })),
        `${prefix}: an extended key usage without a purpose`,
      ],
    ];
    for (const [what, action, expected] of rows) it(what, () => expect(refusal(action)).to.equal(expected));
  });

  it('is read or refused with a code, whatever the bytes @fuzz certificate', () => {
    fc.assert(
      fc.property(mutatedDer([leaf.certificate.der, root.certificate.der]), (bytes) => {
        const verdict = refusal(() => {
          const certificate = Certificate.fromDer(bytes);
          return [
            certificate.publicKey,
            certificate.publicKeyBits,
            certificate.subject.toRfc2253(),
            certificate.isSelfIssued,
          ];
        });
        expect(verdict).to.match(/^(accepted$|incorrect_certificate: )/);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});
