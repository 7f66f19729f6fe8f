import { digest } from '../algorithms.ts';
import type { Certificate } from '../certificate.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFields,
  derOid,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from '../der/read.ts';
import { derElement, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { derBitStringOf, derEnumeratedOf, derGeneralizedTimeOf } from '../der/write-values.ts';
import { optionalExtensions } from '../extensions.ts';
import { readCertificateId, writeCertificateId, type CertificateId } from '../ocsp/certificate-id.ts';
import { structureAlgorithm } from '../signing-key.ts';
import type { Authority, Identity, Issuer } from './authority.ts';
import type { Behaviour } from './behaviour.ts';
import type { Standing } from './ledger.ts';
import { stranger } from './stranger.ts';

/** Bytes of a request: one certificate takes some 70. */
const OCSP_REQUEST_BYTES_MAX = 16_384;
/** Certificates asked about in one request. */
const QUESTIONS_MAX = 16;
/** RFC 8954 §2.1 has 32; older clients send more. */
const NONCE_BYTES_MAX = 128;

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
const NONCE = '1.3.6.1.5.5.7.48.1.2';
/** OCSPResponseStatus (RFC 6960 §4.2.1). */
const STATUS = { successful: 0, malformedRequest: 1, tryLater: 3, unauthorized: 6 } as const;
/** RFC 5280 §5.3.1. */
const REASON_CERTIFICATE_HOLD = 6;

export interface OcspSettings {
  /** Seconds from thisUpdate to nextUpdate; undefined: no nextUpdate. */
  readonly nextUpdateSeconds: number | undefined;
}

/**
 * Answers an OCSP request (RFC 6960) about certificates of the root and the intermediate authority, signed by the responder
 * that the issuer of the first one delegated. Every CertID is repeated as it was asked. Of an issuer that is not ours it says
 * `unauthorized`.
 */
export async function answerOcsp(
  authority: Authority,
  request: Uint8Array,
  settings: OcspSettings,
  behaviour: Behaviour<'ocsp'>,
): Promise<Buffer> {
  if (behaviour.fault === 'try-later') return failure('tryLater');
  const asked = readRequest(request);
  if (asked === undefined) return failure('malformedRequest');
  const questions = asked.ids.map((question) => ({ ...question, issuer: issuerOf(authority, question.id) }));
  const issuer = questions[0]?.issuer;
  if (issuer === undefined) return failure('unauthorized');
  const now = authority.clock.now();
  const singles = questions.map((question) => {
    const { id } = question;
    const standing = question.issuer === undefined ? UNKNOWN(now) : authority.standing(question.issuer.name, id.serial);
    return singleResponse(question, standing, now, settings, behaviour);
  });
  const isStranger = behaviour.fault === 'wrong-key';
  const responder = isStranger ? await stranger(issuer.responder.certificate.subject, 'ocsp', now) : issuer.responder;
  return signedResponse(responder, { now, singles, nonce: asked.nonce }, behaviour.fault === 'bad-signature');
}

const UNKNOWN = (at: Date): Standing => ({ standing: 'unknown', at });

const failure = (status: keyof typeof STATUS): Buffer => derSequence(derEnumeratedOf(STATUS[status]));

interface Question {
  readonly id: CertificateId;
  /** As it came. */
  readonly der: Buffer;
}

/** Undefined for bytes that are no request. Its signature, if it has one, proves nothing that matters here. */
function readRequest(bytes: Uint8Array): { ids: Question[]; nonce: Buffer | undefined } | undefined {
  try {
    const fields = new DerFields(readDer(bytes, OCSP_REQUEST_BYTES_MAX));
    const signed = new DerFields(fields.next());
    signed.optional(contextConstructed(0));
    signed.optional(contextConstructed(1));
    const list = expectTag(signed.next(), TAG.sequence).children;
    const extensions = optionalExtensions(signed, 2);
    signed.end();
    if (list.length === 0 || list.length > QUESTIONS_MAX) return undefined;
    const ids = list.map((entry) => {
      const node = new DerFields(entry).next();
      return { id: readCertificateId(node), der: node.bytes };
    });
    return { ids, nonce: extensions === undefined ? undefined : nonceOf(extensions) };
  } catch {
    return undefined;
  }
}

/** The DER of the whole extension. */
function nonceOf(extensions: DerNode): Buffer | undefined {
  const nonce = extensions.children.find((extension) => derOid(new DerFields(extension).next()) === NONCE);
  return nonce !== undefined && nonce.content.length <= NONCE_BYTES_MAX ? nonce.bytes : undefined;
}

function issuerOf({ issuers }: Authority, id: CertificateId): Issuer | undefined {
  return issuers.find(({ certificate }) => isNamed(id, certificate));
}

function isNamed({ digest: name, issuerNameHash, issuerKeyHash }: CertificateId, issuer: Certificate): boolean {
  return (
    name !== undefined &&
    issuerNameHash.equals(digest(name, issuer.subject.der)) &&
    issuerKeyHash.equals(digest(name, issuer.publicKeyBits))
  );
}

function singleResponse(
  { id, der }: Question,
  standing: Standing,
  now: Date,
  { nextUpdateSeconds }: OcspSettings,
  { fault, staleSeconds }: Behaviour<'ocsp'>,
): Buffer {
  const isOther = fault === 'wrong-certificate-id' && id.digest !== undefined;
  const thisUpdate = fault === 'stale' ? secondsAfter(now, -staleSeconds) : now;
  return derSequence(
    isOther ? writeCertificateId({ ...id, digest: id.digest, serial: id.serial + 1n }) : der,
    certificateStatus(standing),
    derGeneralizedTimeOf(thisUpdate),
    ...(nextUpdateSeconds === undefined
      ? []
      : [derElement(contextConstructed(0), derGeneralizedTimeOf(secondsAfter(thisUpdate, nextUpdateSeconds)))]),
  );
}

const secondsAfter = (at: Date, seconds: number): Date => new Date(at.getTime() + 1000 * seconds);

/** CertStatus (RFC 6960 §4.2.1). */
function certificateStatus({ standing, at }: Standing): Buffer {
  switch (standing) {
    case 'good':
      return derElement(contextPrimitive(0));
    case 'unknown':
      return derElement(contextPrimitive(2));
    case 'revoked':
      return derElement(contextConstructed(1), derGeneralizedTimeOf(at));
    case 'suspended': {
      const reason = derElement(contextConstructed(0), derEnumeratedOf(REASON_CERTIFICATE_HOLD));
      return derElement(contextConstructed(1), derGeneralizedTimeOf(at), reason);
    }
  }
}

async function signedResponse(
  responder: Identity,
  content: { readonly now: Date; readonly singles: readonly Buffer[]; readonly nonce: Buffer | undefined },
  isBadlySigned: boolean,
): Promise<Buffer> {
  const { now, singles, nonce } = content;
  const data = derSequence(
    derElement(contextConstructed(1), responder.certificate.subject.der),
    derGeneralizedTimeOf(now),
    derSequence(...singles),
    ...(nonce === undefined ? [] : [derElement(contextConstructed(1), derSequence(nonce))]),
  );
  const algorithm = structureAlgorithm(responder.key.publicKey);
  const signature = await responder.key.sign(algorithm.name, isBadlySigned ? Buffer.from('other bytes') : data);
  const basic = derSequence(
    data,
    algorithm.der,
    derBitStringOf(signature),
    derElement(contextConstructed(0), derSequence(responder.certificate.der)),
  );
  const response = derSequence(derOidOf(BASIC_RESPONSE), derOctetString(basic));
  return derSequence(derEnumeratedOf(STATUS.successful), derElement(contextConstructed(0), response));
}
