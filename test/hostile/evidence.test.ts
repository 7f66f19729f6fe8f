import { expect } from 'chai';
import { PART } from '#protocol/signature/names.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { addSignatureTimestamp } from '#protocol/signature/timestamp.ts';
import { packed } from '../evidence/containers.ts';
import { ecSigner, intermediate, rsaSigner, SIGNED_AT, sign, stamp, STAMPED_AT, tsa } from '../evidence/country.ts';
import { foreignSignature } from '../evidence/foreign-signature.ts';
import { issue } from '../pki/certificates.ts';
import { makeOcspResponse } from '../pki/ocsp.ts';
import { makeToken } from '../pki/timestamps.ts';
import { makeGenuine, signatureOf, verdictOf, warningsOf, withSignature, type Genuine } from './judging.ts';

describe('Hostile evidence', () => {
  let direct: Genuine['direct'];
  let withBody: Genuine['withBody'];
  let batched: Genuine['batched'];
  let soap: Genuine['soap'];
  before(async () => {
    ({ direct, withBody, batched, soap } = await makeGenuine());
  });

  describe('whose parts are exchanged', () => {
    it('refuses another message, another attachment, attachments in each other’s place, and one too many', async () => {
      const { contents } = soap;
      const [one, two] = contents.attachments;
      if (one === undefined || two === undefined) throw new Error('no attachments');
      const differs = (part: string) =>
        `malformed_signature.invalid_hash_chain_ref: ${part} differs from its digest in the hash chain`;
      expect(await verdictOf(await packed({ ...direct.contents, message: withBody.contents.signature }))).to.match(
        /^invalid_/,
      );
      expect(await verdictOf(await packed({ ...contents, attachments: [two, one] }))).to.equal(differs('/attachment1'));
      expect(await verdictOf(await packed({ ...contents, attachments: [one, Buffer.from('three')] }))).to.equal(
        differs('/attachment2'),
      );
      expect(await verdictOf(await packed({ ...contents, attachments: [one, two, one] }))).to.equal(
        'malformed_signature.hashchain_unused_inputs: The hash chain does not cover /attachment3',
      );
      expect(await verdictOf(await packed({ ...direct.contents, attachments: [one] }))).to.equal(
        'malformed_signature.hashchain_unused_inputs: The signature does not cover /attachment1',
      );
    });

    it('verifies without an attachment that the log has not kept, and names it', async () => {
      const file = await packed({ ...soap.contents, attachments: soap.contents.attachments.slice(0, 1) });
      expect(await verdictOf(file)).to.equal('verified');
      expect(await warningsOf(file)).to.deep.equal([
        'Signed, but not in the container, so only their digests are proved: /attachment2',
      ]);
    });

    it('says what the log has kept of a body that it cut, and that nothing proves it', async () => {
      const beginning = Buffer.from('{"egn"');
      const file = await packed({ ...withBody.contents, attachments: [{ beginning }] });
      expect(await verdictOf(file)).to.equal('verified');
      expect(await warningsOf(file)).to.deep.equal([
        'Signed, but not in the container, so only their digests are proved: /attachment1',
        'beginning-of-attachment1 has the first 6 bytes, as the log kept them; nothing proves them',
      ]);
    });

    it('refuses a hash chain or its result of another message', async () => {
      const [mine, others] = [withBody.contents.signedChain, soap.contents.signedChain];
      if (mine === undefined || others === undefined) throw new Error('no chains');
      const swapped = (signedChain: { result: Uint8Array; chain: Uint8Array }) =>
        packed({ ...withBody.contents, signedChain });
      expect(await verdictOf(await swapped({ ...mine, chain: others.chain }))).to.match(
        /^malformed_signature\.invalid_hash_chain_ref: /,
      );
      expect(await verdictOf(await swapped({ ...mine, result: others.result }))).to.equal(
        'malformed_signature.invalid_hash_chain: The result of the hash chain differs from what the chain leads to',
      );
      expect(await verdictOf(await swapped(others))).to.match(/^malformed_signature\.invalid_hash_chain_ref: /);
    });

    it('refuses evidence whose hash chain was taken away, with the code of the missing part', async () => {
      const { message, signature, attachments, time } = withBody.contents;
      expect(await verdictOf(await packed({ message, signature, attachments, time }))).to.equal(
        'asic_hash_chain_result_not_found: The signature covers a hash chain result that is not there',
      );
    });

    it('refuses a message of one member signed by another', async () => {
      const stamped = (xml: Buffer) => addSignatureTimestamp(xml, stamp(readSignature(xml).value));
      const signature = stamped(await sign(ecSigner, PART.message, direct.contents.message));
      expect(await verdictOf(await packed({ ...direct.contents, signature }))).to.equal(
        'incorrect_certificate: The certificate is of MEMBER:BG/GOV/1002, the message of SUBSYSTEM:BG/GOV/1001/sub',
      );
    });
  });

  describe('whose certificate or status is exchanged', () => {
    const { certificate } = rsaSigner.issued;
    const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
    /** The certificate in KeyInfo, in lines as it is written. */
    const lines = (der: Uint8Array): string =>
      base64(der)
        .match(/.{1,76}/g)
        ?.join('&#13;\n') ?? '';
    const reissued = issue({
      subject: [
        ['2.5.4.6', 'BG'],
        ['2.5.4.10', 'GOV'],
        ['2.5.4.3', '1001'],
      ],
      keyLabel: 'signing 1001 rsa',
      issuer: intermediate,
      key: 'rsa',
      keyUsage: ['nonRepudiation'],
    }).certificate;

    it('refuses another certificate of the same member for the same key', async () => {
      expect(reissued.publicKeyInfo).to.deep.equal(certificate.publicKeyInfo);
      const xml = signatureOf(direct).replace(lines(certificate.der), lines(reissued.der));
      expect(await verdictOf(await withSignature(direct, xml))).to.equal(
        'incorrect_certificate: The certificate is not the one that the signed properties name',
      );
    });

    const ocsp = (more: Partial<Parameters<typeof makeOcspResponse>[0]>) =>
      makeOcspResponse({
        certificate,
        issuer: intermediate.certificate,
        responder: ocspResponder,
        thisUpdate: '2026-03-01T11:55:00Z',
        ...more,
      });
    const ocspResponder = issue({
      subject: 'Responder',
      keyLabel: 'another responder',
      key: 'ec',
      issuer: rsaSigner.issued,
    });

    for (const [title, response, expected] of [
      ['revoked', () => ocsp({ status: { revokedAt: '2026-02-01T00:00:00Z' } }), /^invalid_cert_path\./],
      ['unknown', () => ocsp({ status: 'unknown' }), /^invalid_cert_path\./],
      [
        'too old',
        () => ocsp({ thisUpdate: '2026-03-01T09:00:00Z' }),
        /^invalid_cert_path\.incorrect_validation_info: /,
      ],
      [
        'by an unapproved responder',
        () => ocsp({ embedded: [ocspResponder.certificate], responder: ocspResponder }),
        /^invalid_cert_path\.incorrect_validation_info: /,
      ],
      ['of another certificate', () => ocsp({ certificate: reissued }), /^invalid_cert_path\.cert_validation: /],
    ] as const) {
      it(`refuses a status that is ${title}`, async () => {
        const own = base64(rsaSigner.ocspResponses[0] ?? Buffer.alloc(0));
        const xml = signatureOf(direct).replace(own, base64(response()));
        expect(xml).not.to.equal(signatureOf(direct));
        expect(await verdictOf(await withSignature(direct, xml))).to.match(expected);
      });
    }
  });

  describe('whose time-stamp is exchanged', () => {
    const stampedWith = async (token: Buffer): Promise<string> => {
      const signature = addSignatureTimestamp(await sign(rsaSigner, PART.message, direct.contents.message), token);
      return verdictOf(await packed({ ...direct.contents, signature }));
    };
    const otherTsa = issue({ subject: 'Other authority of time', key: 'rsa', purposes: ['1.3.6.1.5.5.7.3.8'] });
    const token = (more: Partial<Parameters<typeof makeToken>[0]>) =>
      makeToken({ data: Buffer.from('data'), genTime: STAMPED_AT.toISOString(), tsa, digest: 'sha512', ...more });

    it('refuses one over other data, and one of an authority that is not approved', async () => {
      expect(await stampedWith(token({}))).to.equal('malformed_signature: The time-stamp is over other data');
      const { value } = readSignature(await sign(rsaSigner, PART.message, direct.contents.message));
      expect(await stampedWith(token({ data: value, tsa: otherTsa }))).to.match(/^mlog\.tsp_certificate_not_found: /);
      expect(await stampedWith(token({ data: value, signedBy: otherTsa }))).to.match(
        /^mlog\.timestamp_signer_verification_failed: /,
      );
      expect(await stampedWith(token({ data: value }))).to.equal('verified');
    });

    it('refuses bytes that are no token, and none at all', async () => {
      expect(await stampedWith(Buffer.from('no token'))).to.match(/^[a-z_.]+: /);
      expect(await stampedWith(Buffer.from('no token'))).not.to.match(/^internal_error/);
      expect(await stampedWith(Buffer.alloc(0))).to.equal(
        'asic_timestamp_not_found: The time-stamp in the signature is empty',
      );
    });

    it('refuses the time-stamp of another container', async () => {
      const { timestamp } = batched.contents;
      if (timestamp === undefined) throw new Error('no time-stamp');
      expect(await verdictOf(await packed({ ...withBody.contents, timestamp }))).to.equal(
        'malformed_signature: The hash chain of the time-stamp does not hold: invalid_hash_chain_ref: ' +
          '/META-INF/signatures.xml differs from its digest in the hash chain',
      );
    });

    it('judges certificates at the time of the stamp, not at the time that the signer states', async () => {
      const late = '2027-01-01T00:00:00Z';
      const { value } = readSignature(await sign(rsaSigner, PART.message, direct.contents.message));
      expect(await stampedWith(token({ data: value, genTime: late }))).to.match(
        /^invalid_cert_path\.incorrect_validation_info: /,
      );
    });

    it('tells of a signer whose clock was ahead', async () => {
      const { value } = readSignature(await sign(rsaSigner, PART.message, direct.contents.message));
      const early = new Date(SIGNED_AT.getTime() - 120_000).toISOString();
      const signature = addSignatureTimestamp(
        await sign(rsaSigner, PART.message, direct.contents.message),
        token({ data: value, genTime: early }),
      );
      expect(await warningsOf(await packed({ ...direct.contents, signature }))).to.deep.equal([
        'The signer states a time after the time-stamp: its clock was wrong',
      ]);
    });
  });

  describe('whose XML is hostile', () => {
    const ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    const EXTERNAL = '<!DOCTYPE x SYSTEM "file:///etc/passwd">';
    const REFUSED = 'A document type declaration (DOCTYPE) is not allowed';
    const prologued = (xml: string, doctype: string): string => xml.replace(/^(<\?xml[^>]*\?>)?/, `$1${doctype}`);

    for (const doctype of [ENTITIES, EXTERNAL]) {
      it(`refuses ${doctype.slice(0, 30)}… in the signature, in hash chains and in the message`, async () => {
        const { contents } = soap;
        const chain = contents.signedChain;
        if (chain === undefined) throw new Error('no chain');
        const text = (bytes: Uint8Array) => prologued(Buffer.from(bytes).toString('utf8'), doctype);
        expect(await verdictOf(await withSignature(soap, text(contents.signature)))).to.equal(
          `invalid_xml: ${REFUSED}`,
        );
        expect(
          await verdictOf(
            await packed({ ...contents, signedChain: { ...chain, chain: Buffer.from(text(chain.chain)) } }),
          ),
        ).to.equal(`malformed_signature.malformed_hash_chain: ${REFUSED}`);
        expect(await verdictOf(await packed({ ...contents, message: Buffer.from(text(contents.message)) }))).to.include(
          REFUSED,
        );
      });
    }

    it('refuses what is nested, long or wide without end', async () => {
      const unsigned = (content: string) =>
        signatureOf(direct).replace('<xades:RevocationValues>', `${content}<xades:RevocationValues>`);
      const nested = `${'<x>'.repeat(100_000)}${'</x>'.repeat(100_000)}`;
      const attributes = Array.from({ length: 10_000 }, (_, index) => ` a${index}=""`).join('');
      expect(await verdictOf(await withSignature(direct, unsigned(nested)))).to.match(/^invalid_xml: /);
      expect(await verdictOf(await withSignature(direct, unsigned('<x/>'.repeat(20_000))))).to.equal(
        'invalid_xml: The XML document has more than 10000 elements',
      );
      expect(await verdictOf(await withSignature(direct, unsigned(`<x${attributes}/>`)))).to.equal(
        'invalid_xml: An XML element has more than 16 attributes',
      );
      expect(await verdictOf(await withSignature(direct, unsigned(`<x a="${'a'.repeat(3_000_000)}"/>`)))).to.match(
        /^invalid_xml: The XML document has \d+ bytes; at most 2097152 are allowed$/,
      );
      const many = (name: string, count: number) =>
        foreignSignature({
          signer: rsaSigner,
          parts: new Map(Array.from({ length: count }, (_, index) => [`/${name}${index}`, Buffer.alloc(0)])),
        });
      expect(await verdictOf(await withSignature(direct, many('attachment', 2_001)))).to.equal(
        'malformed_signature: SignedInfo has more than 2000 references',
      );
    });
  });
});
