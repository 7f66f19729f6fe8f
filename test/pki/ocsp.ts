import * as asn1js from 'asn1js';
import { createHash } from 'node:crypto';
import * as pkijs from 'pkijs';
import type { Certificate } from '#certs/certificate.ts';
import { nameOf, type Issued } from './certificates.ts';
import { DIGEST_OID, exact, schemeOf, type SigningDigest } from './signing.ts';

/** OCSP responses for tests, encoded by another library than the one under test. */
export interface OcspToMake {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly responder: Issued;
  /** `key` and the certificates of it are the responder's, but another signs. */
  readonly signedBy?: Issued;
  readonly responderId?: 'name' | 'reversed-name' | 'key';
  readonly status?: 'good' | 'unknown' | { readonly revokedAt: string };
  readonly thisUpdate: string;
  readonly nextUpdate?: string;
  readonly embedded?: readonly Certificate[];
  readonly idDigest?: SigningDigest;
  /** Single responses that stand in front of the one asked for. */
  readonly before?: readonly { readonly certificate: Certificate; readonly issuer: Certificate }[];
  readonly digest?: SigningDigest;
}

export function makeOcspResponse(wanted: OcspToMake): Buffer {
  const signer = wanted.signedBy ?? wanted.responder;
  const scheme = schemeOf(signer.key, wanted.digest ?? 'sha256');
  const all = [...(wanted.before ?? []), wanted];
  const data = new pkijs.ResponseData({
    producedAt: new Date(wanted.thisUpdate),
    responses: all.map((subject) => singleOf(wanted, subject)),
  });
  data.responderID = responderIdOf(wanted);
  const tbs = data.toSchema(true) as asn1js.Sequence;
  const basic = new asn1js.Sequence({
    value: [
      tbs,
      scheme.algorithm.toSchema(),
      new asn1js.BitString({ valueHex: exact(scheme.sign(new Uint8Array(tbs.toBER()))) }),
      ...embeddedOf(wanted.embedded ?? []),
    ],
  });
  return wrap(basic.toBER());
}

/** OCSPResponse around the DER of a basic response. */
function wrap(basic: ArrayBuffer): Buffer {
  const response = new pkijs.OCSPResponse({
    responseStatus: new asn1js.Enumerated({ value: 0 }),
    responseBytes: new pkijs.ResponseBytes({
      responseType: '1.3.6.1.5.5.7.48.1.1',
      response: new asn1js.OctetString({ valueHex: basic }),
    }),
  });
  return Buffer.from(response.toSchema().toBER());
}

/** What a responder that cannot answer sends (RFC 6960 §2.3). */
export function makeOcspError(status: number): Buffer {
  const response = new asn1js.Sequence({ value: [new asn1js.Enumerated({ value: status })] });
  return Buffer.from(response.toBER());
}

function singleOf(
  wanted: OcspToMake,
  subject: { certificate: Certificate; issuer: Certificate },
): pkijs.SingleResponse {
  const single = new pkijs.SingleResponse({
    certID: idOf(subject.certificate, subject.issuer, wanted.idDigest ?? 'sha1'),
    certStatus: statusOf(wanted.status ?? 'good'),
    thisUpdate: new Date(wanted.thisUpdate),
  });
  if (wanted.nextUpdate !== undefined) single.nextUpdate = new Date(wanted.nextUpdate);
  return single;
}

function idOf(certificate: Certificate, issuer: Certificate, digest: SigningDigest): pkijs.CertID {
  const hashed = (bytes: Uint8Array) =>
    new asn1js.OctetString({ valueHex: exact(createHash(digest).update(bytes).digest()) });
  const spki = pkijs.PublicKeyInfo.fromBER(exact(issuer.publicKeyInfo));
  return new pkijs.CertID({
    hashAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId: DIGEST_OID[digest],
      algorithmParams: new asn1js.Null(),
    }),
    issuerNameHash: hashed(issuer.subject.der),
    issuerKeyHash: hashed(spki.subjectPublicKey.valueBlock.valueHexView),
    serialNumber: new asn1js.Integer({ value: Number(certificate.serial) }),
  });
}

function statusOf(status: NonNullable<OcspToMake['status']>): asn1js.BaseBlock {
  if (typeof status === 'object') {
    return new asn1js.Constructed({
      idBlock: { tagClass: 3, tagNumber: 1 },
      value: [new asn1js.GeneralizedTime({ valueDate: new Date(status.revokedAt) })],
    });
  }
  return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: status === 'good' ? 0 : 2 } });
}

function responderIdOf({ responder, responderId }: OcspToMake): pkijs.RelativeDistinguishedNames | asn1js.OctetString {
  if (responderId === 'key') {
    const spki = pkijs.PublicKeyInfo.fromBER(exact(responder.certificate.publicKeyInfo));
    const hash = createHash('sha1').update(spki.subjectPublicKey.valueBlock.valueHexView).digest();
    return new asn1js.OctetString({ valueHex: exact(hash) });
  }
  const attributes = responder.certificate.subject.attributes.map(({ oid, value }) => [oid, value] as const);
  return nameOf(responderId === 'reversed-name' ? attributes.toReversed() : attributes);
}

function embeddedOf(certificates: readonly Certificate[]): asn1js.BaseBlock[] {
  if (certificates.length === 0) return [];
  const list = new asn1js.Sequence({ value: certificates.map(({ der }) => asn1js.fromBER(exact(der)).result) });
  return [new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [list] })];
}
