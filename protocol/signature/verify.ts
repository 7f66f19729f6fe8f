import { digest, verifyBytes, type DigestName, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier, type VerifiedCertificate } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import { Checks, type Check } from '../checks.ts';
import { asDrumError, drumError, prefixed } from '../errors.ts';
import { sameMember } from '../identifiers/compare.ts';
import type { ClientId, MemberId } from '../identifiers/identifier.ts';
import { keyOf } from '../identifiers/text.ts';
import { shown, type Digest } from './algorithms.ts';
import { verifyHashChain, type Content, type CoveredPart, type HashChainInput } from './hash-chain/verify.ts';
import { PART } from './names.ts';
import { readSignature } from './read.ts';
import { checkSigningCertificate } from './signing-certificate.ts';
import type { Signature, SignatureReference } from './signature.ts';
import { extraCertificates, ocspResponses, readCertificate } from './unsigned-properties.ts';

/** Signature documents that are kept as they were read. */
const DOCUMENTS_MAX = 32;
/** More than messages under way share signatures. */
const FITTING_VALUES_MAX = 1_000;

/** A part of the message: `/message.xml`, or `/attachment1`, `/attachment2`, … */
export interface MessagePart {
  readonly uri: string;
  /** Computed by the caller from what was received. For live messages: one, of SHA-512. */
  readonly digests: readonly Digest[];
  readonly bytes?: Uint8Array;
}

/** What global configuration says about signers. */
export interface SigningTrust {
  /** Throws for an instance that is not known. */
  trust(instance: string): Trust;
  /** The member that the certificate names, by its authority's profile. Throws `incorrect_certificate`. */
  signingMember(client: ClientId, certificate: Certificate): MemberId;
}

export interface SignatureQuestion {
  /** The document, or what `readSignature` made of it. */
  readonly signature: Uint8Array | Signature;
  readonly hashChainResult?: Uint8Array | undefined;
  readonly hashChain?: Uint8Array | undefined;
  /** All that is there. A part that the signature does not cover is refused. */
  readonly parts: readonly MessagePart[];
  /** Who says to have sent it: the client of a request, the provider of a response. */
  readonly signer: ClientId;
  readonly configuration: SigningTrust;
  /** Time at which certificates and OCSP responses are judged. */
  readonly at: Date;
  /**
   * `live`: a message from another security server; held to the schema, absent parts refused, codes behind
   * `signature_verification`. `container`: stored evidence; not held to the schema, because some evidence has a
   * time-stamp property that the schema does not know; attachments may be absent.
   */
  readonly form: 'live' | 'container';
  /** Other entries of a container that signature or chain may refer to. */
  readonly others?: (uri: string) => Content | undefined;
  /** Keeps verdicts on certificates from call to call. */
  readonly certificates?: CertificateVerifier;
  /** The list to go on with. */
  readonly checks?: Checks;
}

export interface SignatureVerdict {
  readonly member: MemberId;
  readonly certificate: Certificate;
  readonly verified: VerifiedCertificate;
  /** As the signer states it. */
  readonly signedAt?: Date;
  /** Parts that a signed hash chain covers. */
  readonly chained: readonly CoveredPart[];
  readonly checks: readonly Check[];
}

/** Verifies who signed a message, that all of it is signed, and that the signer's certificate was good at `at`. */
export function verifySignature(question: SignatureQuestion): SignatureVerdict {
  return question.form === 'live' ? prefixed(['signature_verification'], () => verify(question)) : verify(question);
}

/** The policy, in X-Road's order (PR-SIGDOC §5, ETSI EN 319 102-1 §5.3 for the building blocks). */
function verify(question: SignatureQuestion): SignatureVerdict {
  const checks = question.checks ?? new Checks();
  const signature = readIfNeeded(question, checks);
  if (question.form === 'live') {
    checks.run('signature-structure', () => {
      signature.checkStructure();
      return { value: undefined, detail: 'The signature keeps to the schemas of XMLDSIG and XAdES' };
    });
  }
  const chained = checks.run('parts-covered', () => checkCoverage(question, signature, checks));
  const certificate = checks.run('signing-certificate', () => signingCertificate(signature));
  const member = checks.run('signer', () => checkSigner(question, certificate));
  checks.run('signature-value', () => checkValue(question, signature, certificate));
  checks.run('signed-properties', () => {
    checkSigningCertificate(signature, certificate);
    return { value: undefined, detail: 'The signed properties name this certificate' };
  });
  const verified = checks.run('certificate-path', () => checkPath(question, signature, certificate));
  const { signingTime } = signature.signedProperties;
  return {
    member,
    certificate,
    verified,
    chained,
    checks: checks.list,
    ...(signingTime === undefined ? {} : { signedAt: signingTime }),
  };
}

function readIfNeeded({ signature, form }: SignatureQuestion, checks: Checks): Signature {
  if (!(signature instanceof Uint8Array)) return signature;
  return checks.run('signature-document', () => ({
    value: form === 'live' ? readOnce(signature) : readSignature(signature),
    detail: `The signature document was read (${signature.byteLength} bytes)`,
  }));
}

/** Live messages that came last: those of one batch have the same document. */
const lately = new BoundedMap<string, Signature>(DOCUMENTS_MAX);

function readOnce(document: Uint8Array): Signature {
  const name = digest('SHA-256', document).toString('base64');
  const known = lately.get(name);
  if (known !== undefined) return known;
  const signature = readSignature(document);
  lately.set(name, signature);
  return signature;
}

/** Every part must be covered: by a reference of its own, or by a hash chain whose result is signed. */
function checkCoverage(question: SignatureQuestion, signature: Signature, checks: Checks) {
  const direct = new Set(signature.references.map(({ uri }) => uri));
  if (!direct.has(PART.message) && !direct.has(PART.signedChainResult)) {
    throw drumError(
      'malformed_signature',
      `The signature refers to neither ${PART.message} nor ${PART.signedChainResult}`,
    );
  }
  const isChained = direct.has(PART.signedChainResult);
  if (!isChained && question.hashChainResult !== undefined) {
    checks.warn(
      'hash-chain',
      'A hash chain stands beside the signature, which does not cover it: it was not looked at',
    );
  }
  const chained = isChained ? checkHashChain(question, direct) : [];
  const covered = new Set([...direct, ...chained.map(({ uri }) => uri)]);
  const bare = question.parts.filter(({ uri }) => !covered.has(uri));
  if (bare.length > 0) {
    throw drumError(
      'hashchain_unused_inputs',
      `The signature does not cover ${shown(bare.map(({ uri }) => uri).join(', '))}`,
    ).withPrefix('malformed_signature');
  }
  const parts = question.parts.map(({ uri }) => uri).join(', ');
  return { value: chained, detail: `Covered ${isChained ? 'by a signed hash chain' : 'directly'}: ${shown(parts)}` };
}

function checkHashChain(question: SignatureQuestion, direct: ReadonlySet<string>): readonly CoveredPart[] {
  const { form, parts, hashChain, hashChainResult, others } = question;
  if (hashChainResult === undefined && form === 'container') {
    throw drumError('asic_hash_chain_result_not_found', 'The signature covers a hash chain result that is not there');
  }
  // A part with a reference of its own need not stand in the chain as well; the message must.
  const inChain = parts.filter(({ uri }) => uri === PART.message || !direct.has(uri));
  return prefixed(['malformed_signature'], () => {
    if (hashChainResult === undefined) throw unresolved(PART.signedChainResult);
    return verifyHashChain({
      result: hashChainResult,
      chain: (uri) => (uri === PART.signedChain ? hashChain : others?.(uri)?.bytes),
      inputs: inChain.map((part) => inputOf(part, form)),
      others,
      absent: form === 'container' ? 'count' : 'refuse',
    });
  });
}

/** A live message is judged by the digests of what came; in a container the chain is held against the content. */
function inputOf(part: MessagePart, form: SignatureQuestion['form']): HashChainInput {
  const { uri, digests, bytes } = part;
  const [known] = digests;
  if (form === 'live' && known !== undefined) return { uri, digest: known };
  return { uri, content: { digest: (algorithm) => digestOf(part, algorithm), bytes } };
}

function digestOf({ digests, bytes }: MessagePart, algorithm: DigestName): Uint8Array | undefined {
  const known = digests.find((each) => each.algorithm === algorithm)?.value;
  return known ?? (bytes === undefined ? undefined : digest(algorithm, bytes));
}

const unresolved = (uri: string) =>
  drumError('invalid_reference', `The signature refers to ${shown(uri)}, which is not there`);

function signingCertificate(signature: Signature) {
  if (signature.certificate === undefined) {
    throw drumError('malformed_signature', 'The signature does not bring the signing certificate');
  }
  const certificate = readCertificate(signature.certificate);
  if (!certificate.isSigning()) {
    throw drumError('malformed_signature', 'The certificate is not one for signing (nonRepudiation)');
  }
  return { value: certificate, detail: nameOf(certificate) };
}

const nameOf = (certificate: Certificate): string =>
  `${certificate.subject.toRfc2253()}, serial ${certificate.serial}, issued by ${certificate.issuer.toRfc2253()}`;

function checkSigner({ configuration, signer }: SignatureQuestion, certificate: Certificate) {
  const member = configuration.signingMember(signer, certificate);
  if (!sameMember(member, signer)) {
    throw drumError(
      'incorrect_certificate',
      `The certificate is of ${shown(keyOf(member))}, the message of ${shown(keyOf(signer))}`,
    );
  }
  return { value: member, detail: keyOf(member) };
}

function checkValue(question: SignatureQuestion, signature: Signature, certificate: Certificate) {
  const { algorithm, signedInfo, value } = signature;
  // XMLDSIG core §3.2: first the references' own integrity, that is SignedInfo, then what they refer to. ECDSA values are
  // r||s (RFC 6931 §2.3.6).
  if (!isSignedBy(certificate, algorithm, signedInfo, value)) {
    throw drumError('invalid_signature_value', 'The signature value does not fit SignedInfo and the certificate');
  }
  const { reference, canonical } = signature.signedProperties;
  if (!digest(reference.algorithm, canonical).equals(reference.digestValue)) {
    throw drumError('invalid_signature_value', 'The signed properties differ from what was signed');
  }
  for (const each of signature.references) {
    const found = prefixed(['malformed_signature'], () => resolve(question, each));
    if (Buffer.compare(found, each.digestValue) !== 0) {
      throw drumError('invalid_signature_value', `${shown(each.uri)} differs from what was signed`);
    }
  }
  return {
    value: undefined,
    detail: `${algorithm} over ${signature.references.map(({ uri }) => shown(uri)).join(', ')}`,
  };
}

/** Values that have been found to fit; messages of one batch share theirs. */
const fitting = new BoundedMap<string, true>(FITTING_VALUES_MAX);

/** Whether the value is the certificate's signature over these bytes; that does not change with time. */
function isSignedBy(
  certificate: Certificate,
  algorithm: SignatureAlgorithm,
  signedInfo: Uint8Array,
  value: Uint8Array,
): boolean {
  // With the length of the value, so that no other division of the same bytes has the same name.
  const bytes = digest('SHA-256', signedInfo, value).toString('hex');
  const facts = `${certificate.sha256Hex} ${algorithm} ${value.length} ${bytes}`;
  if (fitting.get(facts) === true) return true;
  const fits = verifyBytes(algorithm, certificate.publicKey, signedInfo, value, 'ieee-p1363');
  if (fits) fitting.set(facts, true);
  return fits;
}

function resolve(question: SignatureQuestion, { uri, algorithm }: SignatureReference): Uint8Array {
  const part = question.parts.find((each) => each.uri === uri);
  const found =
    uri === PART.signedChainResult && question.hashChainResult !== undefined
      ? digest(algorithm, question.hashChainResult)
      : part === undefined
        ? question.others?.(uri)?.digest(algorithm)
        : digestOf(part, algorithm);
  if (found === undefined) throw unresolved(uri);
  return found;
}

function checkPath(question: SignatureQuestion, signature: Signature, certificate: Certificate) {
  const verifier = question.certificates ?? new CertificateVerifier();
  const value = verifier.verify({
    certificate,
    additional: extraCertificates(signature),
    ocspResponses: ocspResponses(signature),
    trust: trustOf(question),
    at: question.at,
    purpose: 'signing',
  });
  const times = value.ocsp.map(({ producedAt }) => producedAt.toISOString()).join(', ');
  return { value, detail: `${value.path.length} certificates below an approved authority; OCSP of ${times}` };
}

function trustOf({ configuration, signer }: SignatureQuestion): Trust {
  try {
    return configuration.trust(signer.instance);
  } catch (error) {
    throw asDrumError(error).withPrefix('cannot_create_cert_path');
  }
}
