import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import { issue } from '../../test/pki/certificates.ts';
import {
  configuration,
  consumer,
  ecSigner,
  intermediate,
  provider,
  rsaSigner,
  SIGNED_AT,
  sign,
} from '../../test/evidence/country.ts';
import {
  FOREIGN_CANONICALIZATIONS,
  foreignSignature,
  type ForeignSignature,
} from '../../test/evidence/foreign-signature.ts';
import { refusal } from '../../test/refusal.ts';
import { Checks } from '../checks.ts';
import { buildHashChain } from './hash-chain/build.ts';
import { PART } from './names.ts';
import { readTemplate } from './read-template.ts';
import { verifySignature, type MessagePart, type SignatureQuestion } from './verify.ts';

const MESSAGE = Buffer.from('GET\r\n/r1/BG/GOV/1002/sub/x\r\n');
const BODY = Buffer.from('{"a":1}');

const part = (uri: string, bytes: Buffer): MessagePart => ({
  uri,
  bytes,
  digests: [{ algorithm: 'SHA-512', value: digest('SHA-512', bytes) }],
});
const message = part(PART.message, MESSAGE);
const body = part('/attachment1', BODY);

type Live = Omit<SignatureQuestion, 'signature'>;
const live: Live = { parts: [message], signer: consumer, configuration, at: SIGNED_AT, form: 'live' };
const container: Live = { ...live, form: 'container' };

const verdict = (signature: Uint8Array, question: Partial<Live> = {}): string =>
  refusal(() => verifySignature({ ...live, ...question, signature }));

const chain = buildHashChain([[digest('SHA-512', MESSAGE), digest('SHA-512', BODY)]], {
  algorithm: 'SHA-512',
  chainUri: PART.signedChain,
  partUri: PART.message,
});
const chained = { parts: [message, body], hashChainResult: chain.result, hashChain: chain.chains[0] };

const edited = (xml: Buffer, from: string | RegExp, to: string): Buffer => {
  const changed = xml.toString('utf8').replace(from, to);
  expect(changed, 'the edit changes something').not.to.equal(xml.toString('utf8'));
  return Buffer.from(changed);
};

describe('Verification of signatures', () => {
  describe('of our own making', () => {
    it('accepts a message signed directly, and says who and when', async () => {
      const checks = new Checks();
      const signature = await sign(rsaSigner, PART.message, MESSAGE);
      const found = verifySignature({ ...live, signature, checks });
      expect(found.member).to.deep.include({ type: 'MEMBER', memberCode: '1001' });
      expect(found.signedAt).to.deep.equal(SIGNED_AT);
      expect(found.verified.path.map(({ serial }) => serial)).to.deep.equal([
        rsaSigner.issued.certificate.serial,
        intermediate.certificate.serial,
      ]);
      expect(checks.list.map(({ name, outcome }) => `${outcome} ${name}`)).to.deep.equal([
        'ok signature-document',
        'ok signature-structure',
        'ok parts-covered',
        'ok signing-certificate',
        'ok signer',
        'ok signature-value',
        'ok signed-properties',
        'ok certificate-path',
      ]);
    });

    it('accepts P-256, and a hash chain', async () => {
      expect(verdict(await sign(ecSigner, PART.message, MESSAGE), { signer: provider })).to.equal('accepted');
      expect(verdict(await sign(rsaSigner, PART.signedChainResult, chain.result), chained)).to.equal('accepted');
    });
  });

  it('refuses again what differs from a signature that it has accepted', async () => {
    const signature = await sign(ecSigner, PART.message, MESSAGE);
    const question = { signer: provider };
    expect([verdict(signature, question), verdict(signature, question)]).to.deep.equal(['accepted', 'accepted']);
    const time = edited(signature, /<xades:SigningTime>(\d{4})/, '<xades:SigningTime>1999');
    const value = edited(signature, /(Id="signature-value">\n).{8}/, '$1AAAAAAAA');
    const other = await sign(ecSigner, PART.message, Buffer.from('another message'));
    for (const changed of [time, value, other])
      expect(verdict(changed, question)).to.match(/invalid_signature_value: /);
    expect(verdict(signature, question)).to.equal('accepted');
  });

  describe('as others may write them', () => {
    const foreign = (wanted: Partial<ForeignSignature>): Buffer =>
      foreignSignature({ signer: rsaSigner, parts: new Map([[PART.message, MESSAGE]]), ...wanted });

    for (const signedInfo of FOREIGN_CANONICALIZATIONS) {
      for (const properties of [undefined, ...FOREIGN_CANONICALIZATIONS]) {
        for (const bare of [false, true]) {
          it(`accepts ${signedInfo} and ${properties ?? 'no transform'}, ${bare ? 'alone' : 'in XAdESSignatures'}`, () => {
            const signature = foreign({ signedInfo, bare, ...(properties === undefined ? {} : { properties }) });
            expect(readTemplate(signature)).to.equal(undefined);
            expect(verdict(signature)).to.equal('accepted');
          });
        }
      }
    }

    for (const algorithm of [
      'SHA256withRSA',
      'SHA384withRSA',
      'SHA256withRSAandMGF1',
      'SHA512withRSAandMGF1',
    ] as const) {
      it(`accepts ${algorithm}`, () => {
        expect(verdict(foreign({ algorithm }))).to.equal('accepted');
      });
    }

    for (const algorithm of ['SHA256withECDSA', 'SHA384withECDSA'] as const) {
      it(`accepts ${algorithm}`, () => {
        expect(verdict(foreign({ algorithm, signer: ecSigner }), { signer: provider })).to.equal('accepted');
      });
    }

    it('accepts other prefixes, the second form of the signing certificate, and other spellings of the issuer', () => {
      expect(verdict(foreign({ prefix: 'dsig' }))).to.equal('accepted');
      expect(verdict(foreign({ certificateVersion: 2 }))).to.equal('accepted');
      expect(verdict(foreign({ issuerName: ' cn = intermediate ' }))).to.equal('accepted');
      expect(verdict(foreign({ issuerName: '2.5.4.3=#0c0c496e7465726d656469617465' }))).to.equal('accepted');
    });

    it('accepts direct references to attachments, and refuses one that differs', () => {
      const signature = foreign({
        parts: new Map([
          [PART.message, MESSAGE],
          ['/attachment1', BODY],
        ]),
      });
      expect(verdict(signature, { parts: [message, body] })).to.equal('accepted');
      expect(verdict(signature, { parts: [message, part('/attachment1', MESSAGE)] })).to.equal(
        'signature_verification.invalid_signature_value: /attachment1 differs from what was signed',
      );
      expect(verdict(signature)).to.equal(
        'signature_verification.malformed_signature.invalid_reference: The signature refers to /attachment1, which is not there',
      );
    });

    it('refuses properties that name another certificate', () => {
      const mismatch =
        'incorrect_certificate: Issuer or serial number in the signed properties are not the certificate’s';
      expect(verdict(foreign({ serial: 1n }))).to.equal(`signature_verification.${mismatch}`);
      expect(verdict(foreign({ certificateVersion: 2, serial: 1n }), container)).to.equal(mismatch);
      expect(verdict(foreign({ issuerName: 'CN=Root' }), container)).to.equal(mismatch);
      const other = issue({ subject: 'Other', key: 'ec' });
      const digestOf = (der: Buffer) => digest('SHA-512', der).toString('base64');
      const edit = (xml: string) =>
        xml.replace(digestOf(rsaSigner.issued.certificate.der), digestOf(other.certificate.der));
      expect(verdict(foreign({ edit }), container)).to.equal(
        'incorrect_certificate: The certificate is not the one that the signed properties name',
      );
    });

    for (const [title, from, to, expected] of [
      [
        'an unknown signature algorithm',
        'rsa-sha512',
        'rsa-sha1',
        'Signature algorithm "http://www.w3.org/2001/04/xmldsig-more#rsa-sha1" is not accepted',
      ],
      [
        'HMAC',
        /xmldsig-more#rsa-sha512/,
        'xmldsig-more#hmac-sha512',
        'Signature algorithm "http://www.w3.org/2001/04/xmldsig-more#hmac-sha512" is not accepted',
      ],
      [
        'SHA-1 digests',
        /http:\/\/www\.w3\.org\/2001\/04\/xmlenc#sha512/g,
        'http://www.w3.org/2000/09/xmldsig#sha1',
        'Digest algorithm "http://www.w3.org/2000/09/xmldsig#sha1" is not accepted',
      ],
      [
        'an unknown canonicalisation',
        'REC-xml-c14n-20010315',
        'REC-xml-c14n-2',
        'Algorithm "http://www.w3.org/TR/2001/REC-xml-c14n-2" is not accepted in CanonicalizationMethod',
      ],
      ['a signing time without a zone', '+02:00', '', 'The signing time is not a date and time with a zone'],
      [
        'no reference to the signed properties',
        '#props" Type',
        '#other" Type',
        'SignedInfo does not refer to the signed properties of this signature, and to nothing else in it',
      ],
    ] as const) {
      it(`refuses ${title}`, () => {
        expect(verdict(edited(foreign({}), from, to), container)).to.equal(`malformed_signature: ${expected}`);
      });
    }
  });

  describe('of live messages', () => {
    let direct: Buffer;
    let overChain: Buffer;
    before(async () => {
      direct = await sign(rsaSigner, PART.message, MESSAGE);
      overChain = await sign(rsaSigner, PART.signedChainResult, chain.result);
    });

    it('refuses a body beside a signature that covers the message alone', () => {
      expect(verdict(direct, { parts: [message, body] })).to.equal(
        'signature_verification.malformed_signature.hashchain_unused_inputs: The signature does not cover /attachment1',
      );
    });

    it('refuses an attachment that the chain does not have', () => {
      expect(verdict(overChain, { ...chained, parts: [message, body, part('/attachment2', BODY)] })).to.equal(
        'signature_verification.malformed_signature.hashchain_unused_inputs: The hash chain does not cover /attachment2',
      );
    });

    it('refuses a changed body with the code of the result, and a wrong digest in the chain with its own', () => {
      expect(verdict(overChain, { ...chained, parts: [message, part('/attachment1', MESSAGE)] })).to.equal(
        'signature_verification.malformed_signature.invalid_hash_chain: The result of the hash chain differs from what the chain leads to',
      );
      const wrong = digest('SHA-512', Buffer.from('wrong')).toString('base64');
      const hashChain = edited(chained.hashChain ?? Buffer.alloc(0), digest('SHA-512', BODY).toString('base64'), wrong);
      expect(verdict(overChain, { ...chained, hashChain })).to.equal(
        'signature_verification.malformed_signature.invalid_hash_chain_ref: /attachment1 differs from its digest in the hash chain',
      );
    });

    it('refuses a missing chain, a missing result and a missing body as what is not there', () => {
      const missing = 'signature_verification.malformed_signature.invalid_reference:';
      expect(verdict(overChain, { ...chained, hashChain: undefined })).to.equal(
        `${missing} The hash chain refers to /sig-hashchain.xml, which is not there`,
      );
      expect(verdict(overChain, { ...chained, hashChainResult: undefined })).to.equal(
        `${missing} The signature refers to /sig-hashchainresult.xml, which is not there`,
      );
      expect(verdict(overChain, { ...chained, parts: [message] })).to.equal(
        `${missing} The hash chain refers to /attachment1, which is not there`,
      );
    });

    it('refuses digests of another algorithm than the chain’s', () => {
      const parts = [message, body].map(({ uri, bytes = Buffer.alloc(0) }) => ({
        uri,
        bytes,
        digests: [{ algorithm: 'SHA-256' as const, value: digest('SHA-256', bytes) }],
      }));
      expect(verdict(overChain, { ...chained, parts })).to.equal(
        'signature_verification.malformed_signature.invalid_reference: The hash chain refers to /message.xml, which is not there',
      );
    });

    it('refuses a changed message, another sender, and a time at which nothing was good', () => {
      expect(verdict(direct, { parts: [part(PART.message, BODY)] })).to.equal(
        'signature_verification.invalid_signature_value: /message.xml differs from what was signed',
      );
      expect(verdict(direct, { signer: provider })).to.equal(
        'signature_verification.incorrect_certificate: The certificate is of MEMBER:BG/GOV/1001, the message of SUBSYSTEM:BG/GOV/1002/sub',
      );
      expect(verdict(direct, { at: new Date('2026-03-01T15:00:00Z') })).to.match(
        /^signature_verification\.invalid_cert_path\.incorrect_validation_info: /,
      );
      expect(verdict(direct, { at: new Date('2050-03-01T15:00:00Z') })).to.match(
        /^signature_verification\.(invalid_cert_path|cannot_create_cert_path)/,
      );
    });

    it('refuses an instance that nobody knows', () => {
      expect(verdict(direct, { signer: { ...consumer, instance: 'XX' } })).to.match(
        /^signature_verification\.unknown_member: /,
      );
    });

    it('holds them to the schema, and containers not', () => {
      const strange = edited(direct, '<xades:RevocationValues>', '<xades:Strange/><xades:RevocationValues>');
      expect(verdict(strange)).to.equal(
        'signature_verification.malformed_signature: The document breaks its schema: Strange may not stand there in UnsignedSignatureProperties',
      );
      expect(verdict(strange, container)).to.equal('accepted');
    });

    it('looks past a chain that the signature does not cover, and says so', () => {
      const checks = new Checks();
      verifySignature({ ...live, ...chained, parts: [message], signature: direct, checks });
      expect(checks.list.find(({ outcome }) => outcome === 'warning')).to.deep.equal({
        name: 'hash-chain',
        outcome: 'warning',
        detail: 'A hash chain stands beside the signature, which does not cover it: it was not looked at',
      });
    });
  });

  describe('of certificates that come along', () => {
    let signature: Buffer;
    before(async () => {
      signature = await sign(rsaSigner, PART.message, MESSAGE);
    });

    for (const [title, from, to, expected] of [
      [
        'no certificate',
        /<ds:X509Certificate>[^<]*<\/ds:X509Certificate>/,
        '<ds:X509SubjectName>CN=x</ds:X509SubjectName>',
        'malformed_signature: The signature does not bring the signing certificate',
      ],
      [
        'bytes that are no certificate',
        /<ds:X509Certificate>[^<]*/,
        '<ds:X509Certificate>AAAA',
        'malformed_signature: A certificate in the signature cannot be read',
      ],
      [
        'no OCSP response',
        /<xades:RevocationValues>.*<\/xades:RevocationValues>/,
        '',
        'malformed_signature: The signature brings no OCSP response',
      ],
      [
        'an intermediate without its reference’s URI',
        ' URI="#encapsulated-cert-1"',
        '',
        'malformed_signature: A reference to a certificate has no URI',
      ],
      [
        'a reference to nothing',
        '#encapsulated-cert-1',
        '#encapsulated-cert-2',
        'malformed_signature: There is no certificate with the Id #encapsulated-cert-2',
      ],
      [
        'an intermediate that differs from its digest',
        /(<xades:EncapsulatedX509Certificate Id="encapsulated-cert-1">MII)./,
        '$1X',
        'malformed_signature: The certificate with the Id #encapsulated-cert-1 differs from its digest',
      ],
    ] as const) {
      it(`refuses ${title}`, () => {
        expect(verdict(edited(signature, from, to), container)).to.equal(expected);
      });
    }

    it('refuses a certificate that is not for signing', async () => {
      const issued = issue({ subject: 'not for signing', key: 'ec', keyUsage: ['digitalSignature'] });
      const made = await sign({ ...ecSigner, issued }, PART.message, MESSAGE);
      expect(verdict(made, container)).to.equal(
        'malformed_signature: The certificate is not one for signing (nonRepudiation)',
      );
    });
  });
});
