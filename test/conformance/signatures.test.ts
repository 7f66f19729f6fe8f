import { expect } from 'chai';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import forge from 'node-forge';
import { readContainer } from '#protocol/container/read.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { digest, signBytes } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { createSignature } from '#protocol/signature/create.ts';
import { attachmentUri, PART } from '#protocol/signature/names.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { readTemplate } from '#protocol/signature/read-template.ts';
import { readTree } from '#protocol/signature/read-tree.ts';
import type { Signature } from '#protocol/signature/signature.ts';
import { extraCertificates, ocspResponses } from '#protocol/signature/unsigned-properties.ts';
import { verifySignature, type MessagePart } from '#protocol/signature/verify.ts';
import { canonical } from '../evidence/foreign-signature.ts';
import { labFile, vectorFiles } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { LAB_CONFIGURATION, vectorConfiguration } from './vector-configuration.ts';

/** A live message of the lab as the verifier gets it: parts by their SHA-512 digests. */
function labQuestion(folder: string) {
  const optional = (name: string) => (names.includes(name) ? labFile('extracted', folder, name) : undefined);
  const names = vectorFiles(`lab/extracted/${folder}`, '');
  const part = (uri: string, bytes: Buffer): MessagePart => ({
    uri,
    bytes,
    digests: [{ algorithm: 'SHA-512', value: digest('SHA-512', bytes) }],
  });
  const attachments = names.filter((name) => /^attachment\d+$/.test(name));
  return {
    signature: labFile('extracted', folder, 'signature.xml'),
    hashChainResult: optional('hash-chain-result.xml'),
    hashChain: optional('hash-chain.xml'),
    parts: [
      part(PART.message, labFile('extracted', folder, 'message')),
      ...attachments.map((name) => {
        const { uri, digests } = part(`/${name}`, labFile('extracted', folder, name));
        return { uri, digests };
      }),
    ],
    signer: parseRestClientHeader(labFile('extracted', folder, 'signer.txt').toString('utf8').trim()),
    form: 'live',
  } as const;
}

interface LabVerdict {
  readonly folder: string;
  /** `OK`, or the code without the prefix of live messages, which the recording tool left out. */
  readonly verdict: string;
}

function labVerdicts(at: string): LabVerdict[] {
  try {
    const lines = labFile('extracted', `VERIFIED-AT-${at}.tsv`).toString('utf8').trim().split('\n');
    return lines.map((line) => {
      const [outcome = '', path = '', code = ''] = line.split('\t');
      return { folder: path.replace(/^\.\//, ''), verdict: outcome === 'OK' ? 'OK' : code };
    });
  } catch {
    return [];
  }
}

for (const at of ['2026-11-22T23:58:50Z', '2026-11-23T12:00:00Z']) {
  describeWithVectors(`Live messages of the reference, judged at ${at} (vectors/lab/extracted)`, () => {
    let configuration: GlobalConfiguration;
    const certificates = new CertificateVerifier();
    before(() => {
      configuration = vectorConfiguration(LAB_CONFIGURATION);
    });

    it('names each message', () => {
      const folders = vectorFiles('lab/extracted', '/signature.xml').map((file) =>
        file.replace(/\/signature\.xml$/, ''),
      );
      expect(
        labVerdicts(at)
          .map(({ folder }) => folder)
          .toSorted(),
      ).to.deep.equal(folders);
    });

    for (const { folder, verdict } of labVerdicts(at)) {
      it(`${folder}: ${verdict}`, () => {
        const question = { ...labQuestion(folder), configuration, certificates, at: new Date(at) };
        const [code] = refusal(() => verifySignature(question)).split(':');
        expect(code).to.equal(verdict === 'OK' ? 'accepted' : `signature_verification.${verdict}`);
      });
    }
  });
}

interface SignatureRow {
  readonly file: string;
  /** Of reading, or of verifying as a live message of `signer` at `at`. */
  readonly verdict: string;
  readonly form?: 'live' | 'container';
}

const MESSAGE_0 = Buffer.from('not the message');
const MALFORMED = 'signature_verification.malformed_signature';

const SIGNATURES: readonly SignatureRow[] = [
  { file: 'empty', verdict: 'signature_verification.invalid_xml: The document is not well-formed XML in UTF-8' },
  {
    file: 'sign-0-malformed-xml',
    verdict: 'signature_verification.invalid_xml: The document is not well-formed XML in UTF-8',
  },
  { file: 'sign-0-no-signature', verdict: `${MALFORMED}: The document has no ds:Signature` },
  { file: 'sign-0-no-objectcontainer', verdict: `${MALFORMED}: Element Signature has no Object` },
  { file: 'sign-0-schema-fail', verdict: `${MALFORMED}: Element SignedInfo has no CanonicalizationMethod` },
  {
    file: 'sign-0-no-signing-cert',
    verdict: `${MALFORMED}: The document breaks its schema: X509Data is not complete: X509IssuerSerial or X509SKI or X509SubjectName or X509Certificate or X509CRL is expected`,
  },
  {
    file: 'sign-0-no-signing-cert',
    form: 'container',
    verdict: 'malformed_signature: The signature does not bring the signing certificate',
  },
  {
    file: 'sign-0-ocsp-no-responses',
    verdict: `${MALFORMED}: The document breaks its schema: OCSPValues is not complete: EncapsulatedOCSPValue is expected`,
  },
  {
    file: 'sign-0-invalid-signature-value',
    verdict:
      'signature_verification.invalid_signature_value: The signature value does not fit SignedInfo and the certificate',
  },
  {
    file: 'extra-certs-missing-id',
    verdict: `${MALFORMED}: The qualifying properties are not those of this signature`,
  },
  {
    file: 'extra-certs-missing-cert',
    verdict: `${MALFORMED}: The qualifying properties are not those of this signature`,
  },
  {
    file: 'extra-certs-digest-invalid',
    verdict: `${MALFORMED}: The qualifying properties are not those of this signature`,
  },
  {
    file: 'xades.signature.ts',
    verdict: `${MALFORMED}: SignedInfo does not refer to the signed properties of this signature, and to nothing else in it`,
  },
];

const SCHEMA_OF_OTHERS = ['hash-chain-1', 'hash-chain-2', 'hash-chain-result', 'message-1', 'batch-sig'];

describeWithVectors('Signatures of others (vectors/globalconf-impl/signatures)', () => {
  const file = (name: string) => readFileSync(vectorsPath('globalconf-impl/signatures', name));
  /** The member is not looked at here: whatever certificate there is, it is the signer's. */
  const anybody = (trusted: GlobalConfiguration) => ({
    trust: (instance: string) => trusted.trust(instance),
    signingMember: (client: ClientId) => ({ ...client, type: 'MEMBER' as const }),
  });

  it('names each file of the folder', () => {
    const named = [...SIGNATURES.map((row) => row.file), ...SCHEMA_OF_OTHERS].map((name) => `${name}.xml`);
    expect([...new Set(named)].toSorted()).to.deep.equal(
      vectorFiles('globalconf-impl/signatures', '.xml').filter((name) => !name.includes('/')),
    );
  });

  for (const { file: name, verdict, form = 'live' } of SIGNATURES) {
    it(`${name}, ${form}: ${verdict}`, () => {
      const configuration = anybody(vectorConfiguration('configuration/globalconf_good2_v3'));
      const signer = parseRestClientHeader('DEV/COM/4321');
      const parts = [{ uri: PART.message, bytes: MESSAGE_0, digests: [] }];
      const question = {
        signature: file(`${name}.xml`),
        parts,
        signer,
        configuration,
        at: new Date('2014-10-30Z'),
        form,
      };
      expect(refusal(() => verifySignature(question))).to.equal(verdict);
    });
  }

  it('batch-sig with its hash chain, message and attachment: all holds but the path, whose authority is not here', () => {
    const attachment = Buffer.from('blaah');
    const chain = file('hash-chain-1.xml');
    const question = {
      signature: file('batch-sig.xml'),
      hashChainResult: file('hash-chain-result.xml'),
      hashChain: chain,
      parts: [
        { uri: PART.message, bytes: file('message-1.xml'), digests: [] },
        { uri: attachmentUri(1), bytes: attachment, digests: [] },
      ],
      signer: parseRestClientHeader('DEV/BUSINESS/consumer'),
      configuration: anybody(vectorConfiguration('configuration/globalconf_good2_v3')),
      at: new Date('2014-10-30T00:00:00Z'),
      form: 'container',
    } as const;
    expect(refusal(() => verifySignature(question))).to.match(/^cannot_create_cert_path: /);
    const changed = [question.parts[0], { ...question.parts[1], bytes: Buffer.from('other') }];
    expect(refusal(() => verifySignature({ ...question, parts: changed }))).to.equal(
      'malformed_signature.invalid_hash_chain_ref: /attachment1 differs from its digest in the hash chain',
    );
    const second = { ...question, hashChain: file('hash-chain-2.xml') };
    expect(refusal(() => verifySignature(second))).to.match(/^malformed_signature\./);
  });

  for (const [title, change, verdict] of [
    ['as recorded', (bytes: Buffer) => bytes, 'accepted'],
    [
      'with another attachment',
      () => Buffer.from([1]),
      'signature_verification.invalid_signature_value: /attachment1 differs from what was signed',
    ],
  ] as const) {
    it(`non-batch-sig, direct references, ${title}: ${verdict}`, () => {
      const message = file('non-batch-sig/message.xml');
      const attachment = change(file('non-batch-sig/attachment1'));
      const question = {
        signature: file('non-batch-sig/signatures.xml'),
        parts: [
          { uri: PART.message, bytes: message, digests: [{ algorithm: 'SHA-512', value: digest('SHA-512', message) }] },
          { uri: attachmentUri(1), digests: [{ algorithm: 'SHA-512', value: digest('SHA-512', attachment) }] },
        ],
        signer: parseRestClientHeader('DEV/COM/4321'),
        configuration: vectorConfiguration('configuration/globalconf_good2_v3'),
        at: new Date('2024-07-09T00:00:00Z'),
        form: 'live',
      } as const;
      expect(refusal(() => verifySignature(question))).to.equal(verdict);
    });
  }
});

describeWithVectors('Signatures of the reference, made anew with its keys', () => {
  const keys = new Map<string, KeyObject>();
  const keyOfLab = (name: string): KeyObject => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = privateKey(labFile('pki', `${name}.p12`));
    keys.set(name, key);
    return key;
  };

  for (const folder of rsaSigned()) {
    it(`${folder}: the same document, to the byte`, async () => {
      const recorded = labFile('extracted', folder, 'signature.xml');
      const read = readSignature(recorded);
      const certificate = Certificate.fromDer(read.certificate ?? Buffer.alloc(0));
      const [reference] = read.references;
      if (reference === undefined || read.signedProperties.signingTime === undefined) throw new Error('not read');
      const made = await createSignature({
        certificate,
        intermediates: extraCertificates(read),
        ocspResponses: ocspResponses(read),
        signingTime: read.signedProperties.signingTime,
        digest: 'SHA-512',
        signatureAlgorithm: read.algorithm,
        reference,
        sign: (data) =>
          Promise.resolve(signBytes(read.algorithm, keyOfLab(`sign-${memberCodeOf(certificate)}`), data, 'ieee-p1363')),
      });
      expect(made.toString('utf8')).to.equal(recorded.toString('utf8'));
    });
  }
});

const memberCodeOf = (certificate: Certificate): string => certificate.subject.get('CN') ?? '';

/** RSA with PKCS #1 padding gives the same signature each time. */
function rsaSigned(): string[] {
  return vectorFilesOrNone('lab/extracted', '/signature.xml')
    .map((name) => name.replace(/\/signature\.xml$/, ''))
    .filter((folder) => labFile('extracted', folder, 'signature.xml').includes('xmldsig-more#rsa-sha512'));
}

function privateKey(p12: Buffer): KeyObject {
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(p12.toString('binary')), 'test');
  const bags = store.getBags({ bagType: forge.pki.oids.pkcs8ShroudedKeyBag ?? '' });
  const key = Object.values(bags)
    .flat()
    .flatMap((bag) => bag?.key ?? [])[0];
  if (key === undefined) throw new Error('no key');
  return createPrivateKey(forge.pki.privateKeyToPem(key));
}

describeWithVectors('Canonical forms, judged by another library', () => {
  for (const path of allSignatures()) {
    it(`${path}: the same octets, and both ways of reading agree`, () => {
      compareForms(readFileSync(vectorsPath(path)));
    });
  }

  for (const file of vectorFilesOrNone('asice', '.asice')) {
    it(`asice/${file}: the same octets, and both ways of reading agree`, async () => {
      const { entries } = await readContainer(sourceOf(readFileSync(vectorsPath('asice', file))));
      compareForms(entries.get('signature') ?? Buffer.alloc(0), file === 'attachments.asice');
    });
  }

  it('recognises what the reference writes without parsing', () => {
    const recorded = allSignatures().filter((path) => path.startsWith('lab/extracted'));
    expect(recorded.filter((path) => readTemplate(readFileSync(vectorsPath(path))) === undefined)).to.deep.equal([]);
    expect(recorded.length).to.be.greaterThan(80);
  });
});

/** @param isOld The form before 2013, with manifests, which is refused. */
function compareForms(xml: Buffer, isOld = false): void {
  if (isOld) {
    expect(refusal(() => readTree(xml))).to.match(/^malformed_signature: /);
    return;
  }
  const tree = readTree(xml);
  const text = xml.toString('utf8');
  const isExclusive = text.includes('CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"');
  const algorithm = isExclusive
    ? 'http://www.w3.org/2001/10/xml-exc-c14n#'
    : 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
  const others = (name: string) => canonical(text, name, algorithm);
  expect(Buffer.from(tree.signedInfo).toString('utf8')).to.equal(others('SignedInfo'));
  expect(Buffer.from(tree.signedProperties.canonical).toString('utf8')).to.equal(others('SignedProperties'));
  const template = readTemplate(xml);
  if (template !== undefined) expect(plain(template)).to.deep.equal(plain(tree));
}

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

function allSignatures(): string[] {
  return [
    ...vectorFilesOrNone('lab/extracted', '/signature.xml').map((file) => `lab/extracted/${file}`),
    ...vectorFilesOrNone('globalconf-impl/signatures', '.xml')
      .filter((file) =>
        ['batch-sig.xml', 'sign-0-invalid-signature-value.xml', 'non-batch-sig/signatures.xml'].includes(file),
      )
      .map((file) => `globalconf-impl/signatures/${file}`),
  ];
}

function vectorFilesOrNone(folder: string, end: string): string[] {
  try {
    return vectorFiles(folder, end);
  } catch {
    return [];
  }
}
