import * as asn1js from 'asn1js';
import { createHash } from 'node:crypto';
import * as pkijs from 'pkijs';
import type { Certificate } from '#certs/certificate.ts';
import type { Issued } from './certificates.ts';
import { DIGEST_OID, exact, schemeOf, type SigningDigest } from './signing.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** Time-stamp tokens for tests, encoded by another library than the one under test. */
export interface TokenToMake {
  readonly data: Uint8Array;
  readonly genTime: string;
  readonly tsa: Issued;
  readonly signedBy?: Issued;
  readonly digest?: SigningDigest;
  readonly signerId?: 'issuer-and-serial' | 'key-identifier';
  /** Certificate that the ESS attribute names; `none` leaves the attribute out. */
  readonly named?: Certificate | 'none';
  readonly essVersion?: 1 | 2;
  /** Signs these bytes in place of the content's digest. */
  readonly messageDigest?: Uint8Array;
  readonly contentType?: string;
  readonly algorithmProtection?: SigningDigest;
  readonly extraAttributes?: readonly pkijs.Attribute[];
  readonly embedded?: readonly Certificate[];
  readonly signers?: number;
}

export function makeToken(wanted: TokenToMake): Buffer {
  const digest = wanted.digest ?? 'sha256';
  const content = tstInfo(wanted, digest);
  const signer = signerInfo(wanted, content, digest);
  const signedData = new pkijs.SignedData({
    version: 3,
    digestAlgorithms: [algorithm(digest)],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: TST_INFO,
      eContent: new asn1js.OctetString({ valueHex: exact(content) }),
    }),
    signerInfos: Array.from({ length: wanted.signers ?? 1 }, () => signer),
  });
  if (wanted.embedded !== undefined) {
    signedData.certificates = wanted.embedded.map(({ der }) => pkijs.Certificate.fromBER(exact(der)));
  }
  const contentInfo = new pkijs.ContentInfo({
    contentType: '1.2.840.113549.1.7.2',
    content: signedData.toSchema(true),
  });
  return Buffer.from(contentInfo.toSchema().toBER());
}

/** TimeStampResp around a token. */
export function makeTimestampResponse(token: Uint8Array | undefined, status = 0, reason?: string): Buffer {
  const texts =
    reason === undefined ? [] : [new asn1js.Sequence({ value: [new asn1js.Utf8String({ value: reason })] })];
  const info = new asn1js.Sequence({ value: [new asn1js.Integer({ value: status }), ...texts] });
  const tokens = token === undefined ? [] : [asn1js.fromBER(exact(token)).result];
  return Buffer.from(new asn1js.Sequence({ value: [info, ...tokens] }).toBER());
}

const algorithm = (digest: SigningDigest): pkijs.AlgorithmIdentifier =>
  new pkijs.AlgorithmIdentifier({ algorithmId: DIGEST_OID[digest], algorithmParams: new asn1js.Null() });

function tstInfo({ data, genTime }: TokenToMake, digest: SigningDigest): Buffer {
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: '1.2.3.4',
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: algorithm(digest),
      hashedMessage: new asn1js.OctetString({ valueHex: exact(createHash(digest).update(data).digest()) }),
    }),
    serialNumber: new asn1js.Integer({ value: 7 }),
    genTime: new Date(genTime),
  });
  return Buffer.from(info.toSchema().toBER());
}

function signerInfo(wanted: TokenToMake, content: Buffer, digest: SigningDigest): pkijs.SignerInfo {
  const scheme = schemeOf((wanted.signedBy ?? wanted.tsa).key, digest);
  const attributes = attributesOf(wanted, content, digest, scheme.algorithm)
    .map((attribute) => ({ attribute, der: Buffer.from(attribute.toSchema().toBER()) }))
    .toSorted((one, other) => Buffer.compare(one.der, other.der));
  const set = new asn1js.Set({ value: attributes.map(({ attribute }) => attribute.toSchema()) });
  return new pkijs.SignerInfo({
    version: 1,
    sid: signerIdOf(wanted),
    digestAlgorithm: algorithm(digest),
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: attributes.map(({ attribute }) => attribute),
    }),
    signatureAlgorithm: scheme.algorithm,
    signature: new asn1js.OctetString({ valueHex: exact(scheme.sign(new Uint8Array(set.toBER()))) }),
  });
}

function signerIdOf({ tsa, signerId }: TokenToMake): pkijs.SignerInfo['sid'] {
  const certificate = pkijs.Certificate.fromBER(exact(tsa.certificate.der));
  if (signerId === 'key-identifier') {
    const identifier = tsa.certificate.subjectKeyIdentifier ?? Buffer.alloc(0);
    return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: exact(identifier) });
  }
  return new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber });
}

const attribute = (type: string, value: asn1js.BaseBlock): pkijs.Attribute =>
  new pkijs.Attribute({ type, values: [value] });

function attributesOf(
  wanted: TokenToMake,
  content: Buffer,
  digest: SigningDigest,
  signature: pkijs.AlgorithmIdentifier,
): pkijs.Attribute[] {
  const messageDigest = wanted.messageDigest ?? createHash(digest).update(content).digest();
  const attributes = [
    attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: wanted.contentType ?? TST_INFO })),
    attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: exact(messageDigest) })),
    ...(wanted.extraAttributes ?? []),
  ];
  if (wanted.named !== 'none')
    attributes.push(essAttribute(wanted.named ?? wanted.tsa.certificate, wanted.essVersion ?? 2));
  if (wanted.algorithmProtection !== undefined) {
    const inner = new asn1js.Constructed({
      idBlock: { tagClass: 3, tagNumber: 1 },
      value: signature.toSchema().valueBlock.value,
    });
    const value = new asn1js.Sequence({ value: [algorithm(wanted.algorithmProtection).toSchema(), inner] });
    attributes.push(attribute('1.2.840.113549.1.9.52', value));
  }
  return attributes;
}

/** RFC 5035 §3, §4: version 1 is SHA-1, version 2 is SHA-256 where it names no digest. */
function essAttribute(certificate: Certificate, version: 1 | 2): pkijs.Attribute {
  const hash = createHash(version === 1 ? 'sha1' : 'sha256')
    .update(certificate.der)
    .digest();
  const id = new asn1js.Sequence({ value: [new asn1js.OctetString({ valueHex: exact(hash) })] });
  const value = new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] });
  return attribute(version === 1 ? '1.2.840.113549.1.9.16.2.12' : '1.2.840.113549.1.9.16.2.47', value);
}
