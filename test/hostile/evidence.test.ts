import { expect } from 'chai';
import fc from 'fast-check';
import { CertificateVerifier } from '#certs/path.ts';
import { ENTRY, MIMETYPE } from '#protocol/container/entries.ts';
import type { VerificationReport } from '#protocol/container/report.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { PART } from '#protocol/signature/names.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { addSignatureTimestamp } from '#protocol/signature/timestamp.ts';
import { makeAllEvidence, packed, type MadeEvidence } from '../evidence/containers.ts';
import {
  configuration,
  ecSigner,
  intermediate,
  rsaSigner,
  SIGNED_AT,
  sign,
  stamp,
  STAMPED_AT,
  tsa,
} from '../evidence/country.ts';
import { foreignSignature } from '../evidence/foreign-signature.ts';
import { fuzzRuns } from '../fuzz.ts';
import { mutated } from '../mutation.ts';
import { issue } from '../pki/certificates.ts';
import { makeOcspResponse } from '../pki/ocsp.ts';
import { makeToken } from '../pki/timestamps.ts';
import { makeZip, type ZipEntryToMake } from './zip-maker.ts';

/** Time that the refusal of any one file may take here. */
const REFUSAL_MS_MAX = 5_000;

const certificates = new CertificateVerifier();

async function judge(file: Uint8Array): Promise<VerificationReport> {
  const started = performance.now();
  const report = await verifyContainer({ source: sourceOf(file), configuration, certificates });
  expect(performance.now() - started).to.be.lessThan(REFUSAL_MS_MAX);
  return report;
}

/** `verified`, or the code and the detail of the check that failed. */
async function verdictOf(file: Uint8Array): Promise<string> {
  const { code, checks } = await judge(file);
  return code === null ? 'verified' : `${code}: ${checks.find(({ outcome }) => outcome === 'failed')?.detail ?? ''}`;
}

const warningsOf = async (file: Uint8Array): Promise<string[]> =>
  (await judge(file)).checks.filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail);

describe('Hostile evidence', () => {
  let direct: MadeEvidence;
  let withBody: MadeEvidence;
  let batched: MadeEvidence;
  let soap: MadeEvidence;
  before(async () => {
    const made = await makeAllEvidence();
    const [first, second, third, , fifth] = made;
    if (first === undefined || second === undefined || third === undefined || fifth === undefined)
      throw new Error('none');
    [direct, withBody, batched, soap] = [first, second, third, fifth];
  });

  const signatureOf = ({ contents }: MadeEvidence): string => Buffer.from(contents.signature).toString('utf8');
  const withSignature = (evidence: MadeEvidence, xml: string | Uint8Array): Promise<Buffer> =>
    packed({ ...evidence.contents, signature: Buffer.from(xml) });

  describe('whose signature is wrapped', () => {
    /** The first is the genuine one; the second says another time. */
    const forged = (properties: string): string =>
      properties.replace('2026-03-01T12:00:00.250Z', '2020-01-01T00:00:00.000Z');
    const element = (xml: string, name: string): string =>
      new RegExp(`<${name}[ >].*?</${name}>`, 's').exec(xml)?.[0] ?? '';

    interface Wrapping {
      readonly title: string;
      readonly wrap: (xml: string) => string;
      readonly expected: string;
    }
    const properties = (xml: string): string => element(xml, 'xades:SignedProperties');
    const signature = (xml: string): string => element(xml, 'ds:Signature');
    const REFER = 'SignedInfo does not refer to the signed properties of this signature, and to nothing else in it';

    const WRAPPINGS: readonly Wrapping[] = [
      {
        title: 'a forged signature stands before the genuine one',
        wrap: (xml) => xml.replace(signature(xml), () => forged(signature(xml)) + signature(xml)),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the genuine signature stands inside a forged one',
        wrap: (xml) => xml.replace('</ds:Object>', () => `</ds:Object><ds:Object>${signature(xml)}</ds:Object>`),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the genuine signature stands in an unsigned property as a counter-signature',
        wrap: (xml) =>
          xml.replace(
            '<xades:RevocationValues>',
            () => `<xades:CounterSignature>${signature(xml)}</xades:CounterSignature><xades:RevocationValues>`,
          ),
        expected: 'The document has more than one ds:Signature',
      },
      {
        title: 'the signature is deeper than it may be',
        wrap: (xml) => xml.replace(signature(xml), () => `<evil>${signature(xml)}</evil>`),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'the signature has company',
        wrap: (xml) => xml.replace('</asic:XAdESSignatures>', '<evil/></asic:XAdESSignatures>'),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'the root is of another name',
        wrap: (xml) => xml.replaceAll('asic:XAdESSignatures', 'asic:Evil'),
        expected: 'The ds:Signature is not where one may stand',
      },
      {
        title: 'forged properties stand before the genuine ones, under the same Id',
        wrap: (xml) => xml.replace(properties(xml), () => forged(properties(xml)) + properties(xml)),
        expected: 'The Id signed-properties stands twice',
      },
      {
        title: 'forged properties stand before the genuine ones, without an Id',
        wrap: (xml) =>
          xml.replace(
            properties(xml),
            () => forged(properties(xml)).replace(' Id="signed-properties"', '') + properties(xml),
          ),
        expected: 'Element QualifyingProperties has more than one SignedProperties',
      },
      {
        title: 'forged properties take the place of the genuine ones, which move to another object',
        wrap: (xml) =>
          xml
            .replace(properties(xml), () => forged(properties(xml)).replace('"signed-properties"', '"evil"'))
            .replace('</ds:Object>', () => `</ds:Object><ds:Object>${properties(xml)}</ds:Object>`),
        expected: 'Element Signature has more than one Object',
      },
      {
        title: 'forged properties take the place of the genuine ones, which move to the unsigned properties',
        wrap: (xml) =>
          xml
            .replace(properties(xml), () => forged(properties(xml)).replace('"signed-properties"', '"evil"'))
            .replace('<xades:RevocationValues>', () => `${properties(xml)}<xades:RevocationValues>`),
        expected: REFER,
      },
      {
        title: 'forged properties qualify the genuine signature from a second set of properties',
        wrap: (xml) =>
          xml.replace(
            '<xades:QualifyingProperties',
            () =>
              `<xades:QualifyingProperties Target="#signature">${forged(properties(xml)).replace('"signed-properties"', '"evil"')}</xades:QualifyingProperties><xades:QualifyingProperties`,
          ),
        expected: 'Element Object has more than one QualifyingProperties',
      },
      {
        title: 'the properties qualify another signature',
        wrap: (xml) => xml.replace('Target="#signature"', 'Target="#other"'),
        expected: 'The qualifying properties are not those of this signature',
      },
      {
        title: 'another element takes the Id of the properties by another spelling of it',
        wrap: (xml) => xml.replace('<ds:KeyInfo>', '<ds:KeyInfo xml:id="signed-properties">'),
        expected: 'The Id signed-properties stands twice',
      },
      {
        title: 'the reference is to the whole document',
        wrap: (xml) => xml.replace('URI="#signed-properties"', 'URI=""'),
        expected: REFER,
      },
      {
        title: 'the reference has an XPointer',
        wrap: (xml) => xml.replace('URI="#signed-properties"', `URI="#xpointer(id('signed-properties'))"`),
        expected: REFER,
      },
      {
        title: 'there is a second reference into the document',
        wrap: (xml) =>
          xml.replace(
            '<ds:Reference Id="signature-reference-1"',
            () =>
              `${element(xml, 'ds:Reference').replace('/message.xml', '#signature').replace('reference-0', 'reference-9')}<ds:Reference Id="signature-reference-1"`,
          ),
        expected: REFER,
      },
      {
        title: 'the message is referred to through a transform',
        wrap: (xml) =>
          xml.replace(
            'URI="/message.xml">',
            'URI="/message.xml"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/></ds:Transforms>',
          ),
        expected: 'A reference to a part of the message has transforms',
      },
      {
        title: 'the properties are referred to through an XPath that leaves things out',
        wrap: (xml) =>
          xml.replace(
            'URI="#signed-properties">',
            'URI="#signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform></ds:Transforms>',
          ),
        expected: 'Algorithm "http://www.w3.org/TR/1999/REC-xpath-19991116" is not accepted in Transform',
      },
      {
        title: 'the namespace of the properties is another',
        wrap: (xml) => xml.replace('http://uri.etsi.org/01903/v1.3.2#', 'urn:evil'),
        expected: 'Element Object has no QualifyingProperties',
      },
    ];

    for (const { title, wrap, expected } of WRAPPINGS) {
      it(`refuses it where ${title}`, async () => {
        const wrapped = wrap(signatureOf(direct));
        expect(wrapped).not.to.equal(signatureOf(direct));
        expect(await verdictOf(await withSignature(direct, wrapped))).to.equal(`malformed_signature: ${expected}`);
      });
    }
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
    const ocspResponder = issue({ subject: 'Responder', keyLabel: 'another responder', key: 'ec', issuer: rsaSigner.issued });

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

  describe('whose ZIP file is hostile', () => {
    const genuine = ({ contents }: MadeEvidence): ZipEntryToMake[] => [
      { name: ENTRY.mimetype, data: Buffer.from(MIMETYPE), method: 0 },
      { name: ENTRY.message, data: contents.message },
      { name: ENTRY.signature, data: contents.signature },
      { name: ENTRY.manifest, data: Buffer.from('<m/>') },
    ];
    const withEntries = (...entries: ZipEntryToMake[]): Promise<string> =>
      verdictOf(makeZip({ entries: [...genuine(direct), ...entries] }));
    const malformed = (text: string) => `asic_malformed_container: ${text}`;
    const extra: ZipEntryToMake = { name: 'extra.txt', data: Buffer.from('extra') };
    const zeros = Buffer.alloc(40 * 1024 * 1024);

    it('accepts the genuine one, and one with another order, directories and letter case', async () => {
      expect(await withEntries()).to.equal('verified');
      const entries = [{ name: 'META-INF/', data: Buffer.alloc(0), method: 0 }, ...genuine(direct).toReversed()];
      expect(await verdictOf(makeZip({ entries }))).to.equal('verified');
      const upper = genuine(direct).map((entry) => ({ ...entry, name: entry.name.toUpperCase() }));
      expect(await verdictOf(makeZip({ entries: upper }))).to.equal('verified');
    });

    for (const [title, entries, expected] of [
      [
        'a second message',
        [{ name: ENTRY.message, data: Buffer.from('other') }],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'a second message in capitals',
        [{ name: 'MESSAGE.XML', data: Buffer.from('other') }],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'two entries without meaning of one name',
        [extra, extra],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'a name that climbs',
        [{ ...extra, name: '../../evil' }],
        malformed('The ZIP file is malformed: invalid relative path: ../../evil'),
      ],
      [
        'an absolute name',
        [{ ...extra, name: '/etc/passwd' }],
        malformed('The ZIP file is malformed: absolute path: /etc/passwd'),
      ],
      [
        'a name with a drive',
        [{ ...extra, name: 'C:evil' }],
        malformed('The ZIP file is malformed: absolute path: C:evil'),
      ],
      [
        'an encrypted attachment',
        [{ name: 'attachment1', data: Buffer.from('x'), flags: 1 }],
        /^asic_malformed_container: The ZIP file is malformed: entry is encrypted/,
      ],
      [
        'an unknown compression',
        [{ name: 'attachment1', data: Buffer.from('x'), method: 12 }],
        /^asic_malformed_container: .*unsupported compression method: 12$/,
      ],
      [
        'a wrong checksum',
        [{ name: 'attachment1', data: Buffer.from('x'), statedCrc: 1 }],
        malformed('An entry of the ZIP file does not fit its checksum'),
      ],
      [
        'a name that its own header has otherwise',
        [{ name: 'attachment1', localName: 'attachment2', data: Buffer.from('x') }],
        malformed('An entry of the ZIP file is described in two ways'),
      ],
      [
        'a compression that its own header has otherwise',
        [{ name: 'attachment1', localMethod: 0, data: Buffer.from('x') }],
        malformed('An entry of the ZIP file is described in two ways'),
      ],
      [
        'an entry longer than it says',
        [{ name: 'attachment1', data: zeros, statedSize: 10 }],
        /^asic_malformed_container: The ZIP file is malformed: too many bytes/,
      ],
      [
        'an entry shorter than it says',
        [{ name: 'attachment1', data: Buffer.from('x'), statedSize: 10 }],
        /^asic_malformed_container: The ZIP file is malformed: not enough bytes/,
      ],
      [
        'data that is not compressed data',
        [{ name: 'attachment1', data: Buffer.from('x'), raw: Buffer.alloc(20, 0xff) }],
        /^asic_malformed_container: The ZIP file is malformed: invalid/,
      ],
      [
        'a time-stamp far too large',
        [{ name: ENTRY.timestamp, data: zeros }],
        malformed('An entry of the ZIP file is larger than 4194304 bytes'),
      ],
      [
        'an attachment said to be of 4 GB',
        [{ name: 'attachment1', data: Buffer.from('x'), statedSize: 0xfffffffe }],
        malformed('The ZIP file holds far more than its size allows for'),
      ],
      [
        'more entries than there may be',
        Array.from({ length: 10_001 }, (_, index) => ({ name: `x${index}`, data: Buffer.alloc(0), method: 0 })),
        malformed('The ZIP file has more than 10000 entries'),
      ],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const verdict = await withEntries(...entries);
        if (typeof expected === 'string') expect(verdict).to.equal(expected);
        else expect(verdict).to.match(expected);
      });
    }

    it('refuses a message that inflates without end', async () => {
      const entries = genuine(direct).map((entry) =>
        entry.name === ENTRY.message ? { ...entry, data: zeros } : entry,
      );
      expect(await verdictOf(makeZip({ entries }))).to.equal(
        malformed('An entry of the ZIP file is larger than 33554432 bytes'),
      );
    });

    it('refuses what is not a ZIP file from its first byte, or is cut short', async () => {
      const file = makeZip({ entries: genuine(direct) });
      const notZip = 'asic_mime_type_not_found: The file is not a ZIP file with entries';
      expect(await verdictOf(Buffer.concat([Buffer.from('#!/bin/sh\n'), file]))).to.equal(notZip);
      expect(await verdictOf(Buffer.alloc(0))).to.equal(notZip);
      expect(await verdictOf(Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'))).to.equal(notZip);
      const cut = 'asic_mime_type_not_found: The file is cut short, or is not a ZIP file';
      expect(await verdictOf(file.subarray(0, file.length - 1))).to.equal(cut);
      expect(await verdictOf(file.subarray(0, 200))).to.equal(cut);
    });

    it('looks past bytes behind its end, as X-Road does, and says so', async () => {
      const file = makeZip({ entries: genuine(direct), comment: 'PK\x05\x06 in a comment' });
      for (const tail of [Buffer.from('x'), Buffer.alloc(200_000, 1), Buffer.from('PK\x05\x06', 'latin1')]) {
        const longer = Buffer.concat([makeZip({ entries: genuine(direct) }), tail]);
        expect(await verdictOf(longer)).to.equal('verified');
        expect(await warningsOf(longer)).to.deep.equal([`${tail.length} bytes follow the end of the container`]);
      }
      expect(await verdictOf(file)).to.match(/^(verified|asic_malformed_container: )/);
    });

    it('refuses a directory that lies about itself', async () => {
      const entries = genuine(direct);
      for (const lie of [
        { statedEntries: 60_000 },
        { statedEntries: 5 },
        { statedDirectoryOffset: 0 },
        { statedDirectoryOffset: 0xfffffff0 },
      ]) {
        expect(await verdictOf(makeZip({ entries, ...lie }))).to.match(
          /^asic_(malformed_container|mime_type_not_found): /,
        );
      }
    });

    it('names entries that nobody has signed, without letting their names speak', async () => {
      expect(await warningsOf(makeZip({ entries: [...genuine(direct), extra] }))).to.deep.equal([
        'Nobody has signed these entries: extra.txt',
      ]);
      const report = await judge(
        makeZip({ entries: [...genuine(direct), { ...extra, name: 'META-INF/other-signatures.xml' }] }),
      );
      expect(report.signer === null ? null : keyOf(report.signer)).to.equal('SUBSYSTEM:BG/GOV/1001/sub');
    });

    it('takes a signature file of another name where it is the only one', async () => {
      const renamed = (...names: string[]) =>
        makeZip({
          entries: [
            ...genuine(direct).filter(({ name }) => name !== ENTRY.signature),
            ...names.map((name) => ({ name, data: direct.contents.signature })),
          ],
        });
      expect(await verdictOf(renamed('META-INF/signatures001.xml'))).to.equal('verified');
      expect(await verdictOf(renamed('META-INF/signatures001.xml', 'META-INF/signatures002.xml'))).to.equal(
        'asic_signature_not_found: META-INF/signatures.xml is missing or empty',
      );
    });

    it('is read or refused with a code, whatever it is', async () => {
      const seeds = [
        await packed(direct.contents),
        await packed(batched.contents),
        makeZip({ entries: [...genuine(direct), extra] }),
      ];
      const property = fc.asyncProperty(mutated(seeds), async (file) => {
        const { code } = await judge(file);
        expect(code ?? 'verified')
          .to.match(/^[a-z0-9_.]+$/)
          .and.not.equal('internal_error');
      });
      await fc.assert(property, { numRuns: fuzzRuns(150) });
    });
  });
});
