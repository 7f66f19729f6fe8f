import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { itSurvives } from '../test/fuzz.ts';
import { hostileBytes, hostileText } from '../test/hostile-input.ts';
import { mutatedDer } from '../test/mutation.ts';
import { issue, type Issued } from '../test/pki/certificates.ts';
import { makeOcspResponse } from '../test/pki/ocsp.ts';
import { makeTimestampResponse, makeToken } from '../test/pki/timestamps.ts';
import { Certificate } from './certificate.ts';
import { certificateRequest, certificateRequestPem, readCertificateRequest } from './csr.ts';
import { derFromBer } from './der/from-ber.ts';
import { DerFault, derInteger, derOid, readDer, TAG, type DerNode } from './der/read.ts';
import { derText, derTime } from './der/values.ts';
import { derElement, derIntegerOf, derOctetString, derSequence } from './der/write.ts';
import { DistinguishedName } from './distinguished-name.ts';
import { embeddedCertificates, readOcspResponse } from './ocsp/response.ts';
import { verifyOcspResponse } from './ocsp/verification.ts';
import { buildCertificatePath } from './path.ts';
import { newProtection, PasswordKeys, readPkcs12, readPkcs12PublicPart, writePkcs12 } from './pkcs12.ts';
import * as decode from './profiles/decode.ts';
import type { MemberDecoder } from './profiles/decode.ts';
import { signingKey } from './signing-key.ts';
import { readTimestampResponse } from './timestamp/response.ts';
import { readTimestampToken, withTsaCertificate } from './timestamp/token.ts';
import { verifyTimestampToken } from './timestamp/verification.ts';
import type { Trust } from './trust.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const DATA = Buffer.from('what is stamped');

const nameConstraints = Buffer.from('301ea00e300c820a6578616d706c652e6267a10c300a820865766976312e6267', 'hex');
const root = issue({
  subject: [
    ['2.5.4.6', 'BG'],
    ['2.5.4.3', 'Root'],
  ],
  ca: { pathLength: 2 },
  keyUsage: ['keyCertSign'],
  keyIdentifier: true,
  extensions: [{ oid: '2.5.29.30', critical: true, value: nameConstraints }],
});
const alternativeName = Buffer.from('300e820c612e6578616d706c652e6267', 'hex');
const leaf = issue({
  subject: [
    ['2.5.4.6', 'BG'],
    ['2.5.4.10', 'GOV'],
    ['2.5.4.3', 'Община'],
  ],
  issuer: root,
  keyUsage: ['nonRepudiation'],
  purposes: ['1.3.6.1.5.5.7.3.2'],
  extensions: [{ oid: '2.5.29.17', value: alternativeName }],
});
const rsa = issue({ subject: 'RSA', issuer: root, key: 'rsa' });
const tsa = issue({ subject: 'TSA', issuer: root, purposes: ['1.3.6.1.5.5.7.3.8'] });

const trustIn = (top: Certificate): Trust => ({
  instance: 'BG',
  services: [
    {
      name: 'Test',
      authenticationOnly: false,
      profile: '',
      top: { certificate: top, ocspResponders: [] },
      intermediates: [],
    },
  ],
  ocspFreshnessSecondsMax: 3_600,
  ocspVerifyNextUpdate: true,
});

/** A signed structure of three whose first part is nearly that of the seed, signed again: inputs pass its signature. */
function resigned(der: Buffer, { key }: Issued): fc.Arbitrary<Buffer> {
  const [signed, algorithm] = readDer(der, der.length).children;
  if (signed === undefined || algorithm === undefined) throw new Error('not a signed structure');
  return mutatedDer([signed.bytes]).map((bytes) => {
    const signature = sign('sha256', bytes, key);
    return derSequence(bytes, algorithm.bytes, derElement(TAG.bitString, Buffer.of(0), signature));
  });
}

function used(certificate: Certificate): unknown {
  const { publicKey, publicKeyBits, subject, keyUsage, pathLengthMax } = certificate;
  return [publicKey, publicKeyBits, subject.toRfc2253(), keyUsage, pathLengthMax, certificate.isSigning()];
}

describe('Certificates in hostile input', () => {
  const ders = [root, leaf, rsa].map(({ certificate }) => certificate.der);
  itSurvives('certificate', mutatedDer(ders), (bytes) => used(Certificate.fromDer(bytes)));

  const pem = `x\n-----BEGIN CERTIFICATE-----\n${leaf.certificate.der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const parameters = [Buffer.from(pem), Buffer.from(leaf.certificate.der.toString('base64')), leaf.certificate.der];
  itSurvives(
    'certificate in a parameter',
    hostileBytes(parameters, ['-----', 'BEGIN CERTIFICATE', '=', '\n', '-']),
    (bytes) => used(Certificate.fromParameter(bytes)),
  );

  const names = [leaf, root].map(({ certificate }) => certificate.subject.der);
  itSurvives('distinguished name', mutatedDer(names), (bytes) => {
    const name = DistinguishedName.fromDer(bytes);
    expect(name.equals(DistinguishedName.fromDer(name.der))).to.equal(true);
    return [name.toRfc2253(), name.get('CN'), name.sameAttributes(leaf.certificate.subject)];
  });

  const trust = trustIn(root.certificate);
  itSurvives(
    'certificate path',
    () => resigned(leaf.certificate.der, root),
    (bytes) => buildCertificatePath({ certificate: Certificate.fromDer(bytes), trust, at: AT }),
  );
  itSurvives(
    'certification authority',
    () => resigned(root.certificate.der, root),
    (bytes) =>
      buildCertificatePath({ certificate: leaf.certificate, trust: trustIn(Certificate.fromDer(bytes)), at: AT }),
  );

  const decoders = fc.constantFrom(...Object.values<MemberDecoder>({ ...decode }));
  const subjects = fc.array(
    fc.record({
      type: fc.constantFrom(...(['C', 'O', 'OU', 'CN', 'serialNumber'] as const)),
      value: hostileText(['BG', 'GOV', 'BG/ss1/GOV', '1/2/3', '12345678'], ['/', '//', ' ', '\0', ',']),
    }),
    { maxLength: 5 },
  );
  itSurvives('subject of a signing certificate', fc.tuple(decoders, subjects), ([read, attributes]) =>
    read(DistinguishedName.fromAttributes(attributes.filter(({ value }) => value.isWellFormed())), { instance: 'BG' }),
  );

  const requests = async () => {
    const content = { subject: [{ type: 'CN', value: 'a' }], subjectAlternativeName: 'a.b', usage: 'sign' } as const;
    const written = await Promise.all(
      [leaf, rsa].map(({ certificate, key }) =>
        certificateRequest({ ...content, key: signingKey({ privateKey: key, publicKey: certificate.publicKey }) }),
      ),
    );
    const [first = Buffer.alloc(0)] = written;
    return fc.oneof(
      mutatedDer(written),
      resigned(first, leaf),
      hostileBytes([Buffer.from(certificateRequestPem(first))]),
    );
  };
  itSurvives('certificate request', requests, readCertificateRequest);
});

describe('OCSP and time-stamps in hostile input', () => {
  const delegated = issue({ subject: 'OCSP', issuer: root, purposes: ['1.3.6.1.5.5.7.3.9'] });
  const common = { certificate: leaf.certificate, issuer: root.certificate, thisUpdate: '2026-06-01T11:30:00Z' };
  const answer = makeOcspResponse({ ...common, responder: delegated, embedded: [delegated.certificate] });
  const verify = (der: Uint8Array): unknown => {
    const response = readOcspResponse(der);
    embeddedCertificates(response);
    const { certificate, issuer } = common;
    return verifyOcspResponse({ response, certificate, issuer, trust: trustIn(issuer), at: AT });
  };
  itSurvives('OCSP response', mutatedDer([answer, makeOcspResponse({ ...common, responder: root })]), verify);

  const signedOcsp = () => {
    const whole = readDer(makeOcspResponse({ ...common, responder: root }), 10_000);
    const basic = octetStringIn(whole);
    const before = basic.bytes;
    return resigned(basic.content, root).map((bytes) => {
      // The outer lengths change with the inner one.
      const [status, wrapped] = whole.children;
      const [type] = wrapped?.children[0]?.children ?? [];
      expect(before.length).to.be.above(0);
      return derSequence(
        status?.bytes ?? Buffer.alloc(0),
        derElement(0xa0, derSequence(type?.bytes ?? Buffer.alloc(0), derOctetString(bytes))),
      );
    });
  };
  itSurvives('OCSP response, signed again', signedOcsp, verify);

  const token = makeToken({
    data: DATA,
    genTime: '2026-06-01T12:00:00Z',
    tsa,
    embedded: [tsa.certificate],
    algorithmProtection: 'sha256',
  });
  itSurvives('time-stamp token', mutatedDer([token]), (bytes) => {
    withTsaCertificate(bytes, tsa.certificate);
    return verifyTimestampToken({ token: readTimestampToken(bytes), data: DATA, tsaCertificates: [tsa.certificate] });
  });
  const responses = [makeTimestampResponse(token, 0, 'ok'), makeTimestampResponse(undefined, 2, 'no')];
  itSurvives('time-stamp response', mutatedDer(responses), readTimestampResponse);
});

function octetStringIn(node: DerNode): DerNode {
  for (let at: DerNode | undefined = node; at !== undefined; at = at.children.at(-1)) {
    if (at.tag === TAG.octetString) return at;
  }
  throw new Error('no OCTET STRING');
}

describe('DER in hostile input', () => {
  const seeds = [leaf.certificate.der, derIntegerOf(-129n), Buffer.from('170d3230303130313030303030305a', 'hex')];
  const bytes = fc.oneof(mutatedDer(seeds), hostileBytes(seeds));
  const flattened = (node: DerNode): DerNode[] => [node, ...node.children.flatMap(flattened)];
  const readers = fc.constantFrom<(node: DerNode) => unknown>(derInteger, derOid, derTime, derText);
  itSurvives(
    'DER',
    fc.tuple(bytes, readers, fc.nat()),
    ([der, read, at]) => {
      const nodes = flattened(readDer(der, 100_000));
      return read(nodes[at % nodes.length] ?? readDer(der, 100_000));
    },
    { refusal: DerFault },
  );
  itSurvives(
    'BER',
    fc.oneof(
      bytes,
      hostileBytes([Buffer.from('3080a0802480 0402aabb0401cc00000000 0201050000'.replaceAll(' ', ''), 'hex')]),
    ),
    (ber) => derFromBer(ber, 100_000),
    { refusal: DerFault },
  );
});

describe('PKCS#12 in hostile input', () => {
  const PASSWORD = 'x';
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = (iterations: number): Promise<Buffer> => {
    const key = {
      privateKey: pair.privateKey,
      certificate: leaf.certificate.der,
      id: Buffer.of(1),
      friendlyName: 'Ключ',
    };
    return writePkcs12({ key }, newProtection(PASSWORD, iterations));
  };

  const files = async () => mutatedDer([await file(1)]);
  itSurvives('PKCS#12 without its password', files, readPkcs12PublicPart);
  itSurvives('PKCS#12', files, (bytes) => readPkcs12(bytes, new PasswordKeys(PASSWORD)), { runs: 30 });

  // Contents that pass the integrity check, as one who knows the password could make them.
  const keys = new PasswordKeys(PASSWORD);
  const sealed = async () => {
    const whole = readDer(await file(1), 100_000);
    const [version, info, mac] = whole.children;
    const [type, wrapped] = info?.children ?? [];
    const [digestInfo, salt, iterations] = mac?.children ?? [];
    const content = wrapped?.children[0]?.content;
    if (!version || !type || !digestInfo || !salt || !content) throw new Error('not a PKCS#12 file');
    const macKey = await keys.pkcs12('mac', { digest: 'SHA-256', salt: salt.content, iterations: 1, length: 32 });
    const [algorithm] = digestInfo.children;
    return mutatedDer([content]).map((changed) =>
      derSequence(
        version.bytes,
        derSequence(type.bytes, derElement(0xa0, derOctetString(changed))),
        derSequence(
          derSequence(
            algorithm?.bytes ?? Buffer.alloc(0),
            derOctetString(createHmac('sha256', macKey).update(changed).digest()),
          ),
          salt.bytes,
          iterations?.bytes ?? Buffer.alloc(0),
        ),
      ),
    );
  };
  itSurvives(
    'PKCS#12 that passes its integrity check',
    sealed,
    (bytes) => readPkcs12(bytes, new PasswordKeys(PASSWORD)),
    {
      runs: 30,
    },
  );
});
