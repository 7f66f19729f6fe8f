import { createPublicKey, type KeyObject } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import { digest } from './algorithms.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derBitBytes,
  derInteger,
  derOid,
  derSmallInteger,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from './der/read.ts';
import { reading } from './der/reading.ts';
import { derTime } from './der/values.ts';
import { DistinguishedName } from './distinguished-name.ts';
import {
  optionalExtensions,
  PURPOSE,
  readExtensions,
  type Extension,
  type Extensions,
  type KeyUsage,
} from './extensions.ts';

export type { Extension, KeyUsage } from './extensions.ts';

/** Bytes of one certificate, in DER. */
const CERTIFICATE_BYTES_MAX = 65_536;
const PEM_CHARACTERS_MAX = 2 * CERTIFICATE_BYTES_MAX;

/**
 * An X.509 certificate (RFC 5280), immutable. It is read strictly: DER only, no trailing bytes, no extension twice. Reading
 * says nothing about trust; that is `path.ts`.
 */
export class Certificate {
  readonly der: Buffer;
  /** 1, 2 or 3. */
  readonly version: number;
  readonly serial: bigint;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** What the issuer signed. */
  readonly signedBytes: Buffer;
  /** DER of the AlgorithmIdentifier. */
  readonly signatureAlgorithm: Buffer;
  readonly signature: Buffer;
  /** DER of SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Buffer;
  private readonly parsed: Extensions;
  private key: KeyObject | undefined;
  private sha1: string | undefined;
  private sha256: string | undefined;

  private constructor(der: Buffer) {
    this.der = der;
    const fields = new DerFields(readDer(der, CERTIFICATE_BYTES_MAX));
    const signed = fields.next();
    this.signatureAlgorithm = expectTag(fields.next(), TAG.sequence).bytes;
    this.signature = derBitBytes(fields.next());
    fields.end();
    this.signedBytes = signed.bytes;

    const tbs = new DerFields(signed);
    const version = tbs.optional(contextConstructed(0));
    this.version = 1 + (version === undefined ? 0 : derSmallInteger(explicit(version)));
    if (this.version > 3) throw new DerFault('an unknown version');
    this.serial = derInteger(tbs.next());
    // RFC 5280 §4.1.1.2: both must name the same algorithm; only the inner one is signed.
    if (!tbs.next().bytes.equals(this.signatureAlgorithm)) throw new DerFault('two signature algorithms');
    this.issuer = DistinguishedName.fromNode(tbs.next());
    [this.notBefore, this.notAfter] = readValidity(tbs.next());
    this.subject = DistinguishedName.fromNode(tbs.next());
    this.publicKeyInfo = expectTag(tbs.next(), TAG.sequence).bytes;
    tbs.optional(contextPrimitive(1));
    tbs.optional(contextPrimitive(2));
    this.parsed = readExtensions(optionalExtensions(tbs, 3));
    tbs.end();
  }

  /** Throws `incorrect_certificate`. */
  static fromDer(der: Uint8Array): Certificate {
    // A copy: the caller's buffer may be a slice of a large message, or change.
    return reading('incorrect_certificate', 'The certificate', () => new Certificate(Buffer.from(der)));
  }

  /** The first certificate of a PEM text (RFC 7468). Throws `incorrect_certificate`. */
  static fromPem(pem: string): Certificate {
    const body = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(
      pem.slice(0, PEM_CHARACTERS_MAX),
    )?.[1];
    if (body === undefined) throw drumError('incorrect_certificate', 'The text holds no certificate in PEM form');
    return Certificate.fromDer(bytesOfBase64(body));
  }

  /** What files of X-Road hold where they say certificate: DER, PEM, or base64 alone. Throws `incorrect_certificate`. */
  static fromParameter(bytes: Uint8Array): Certificate {
    if (bytes[0] === TAG.sequence) return Certificate.fromDer(bytes);
    const text = Buffer.from(bytes.subarray(0, PEM_CHARACTERS_MAX)).toString('latin1');
    return text.includes('-----BEGIN') ? Certificate.fromPem(text) : Certificate.fromDer(bytesOfBase64(text));
  }

  /** SHA-1 of the DER, lower-case hex (OCSP look-up between servers, version 2 of global configuration). */
  get sha1Hex(): string {
    this.sha1 ??= digest('SHA-1', this.der).toString('hex');
    return this.sha1;
  }

  /** SHA-256 of the DER, lower-case hex. */
  get sha256Hex(): string {
    this.sha256 ??= digest('SHA-256', this.der).toString('hex');
    return this.sha256;
  }

  /** Throws `incorrect_certificate` where the key is of a kind that we cannot use. */
  get publicKey(): KeyObject {
    this.key ??= reading('incorrect_certificate', 'The public key', () => {
      checkCurveIsNamed(this.publicKeyInfo);
      return createPublicKey({ key: this.publicKeyInfo, format: 'der', type: 'spki' });
    });
    return this.key;
  }

  /** The subjectPublicKey's bytes without their header: what key identifiers are digests of (RFC 5280 §4.2.1.2, RFC 6960). */
  get publicKeyBits(): Buffer {
    return reading('incorrect_certificate', 'The public key', () => {
      const fields = new DerFields(readDer(this.publicKeyInfo, CERTIFICATE_BYTES_MAX));
      fields.next();
      return derBitBytes(fields.next());
    });
  }

  get isCa(): boolean {
    return this.parsed.basicConstraints?.isCa === true;
  }

  /** How many intermediate authorities may stand below; undefined: any number. */
  get pathLengthMax(): number | undefined {
    return this.parsed.basicConstraints?.pathLengthMax;
  }

  get keyUsage(): ReadonlySet<KeyUsage> | undefined {
    return this.parsed.keyUsage;
  }

  /** Object identifiers; empty where the extension is absent. */
  get extendedKeyUsage(): readonly string[] {
    return this.parsed.extendedKeyUsage;
  }

  get extensions(): readonly Extension[] {
    return this.parsed.all;
  }

  get subjectKeyIdentifier(): Buffer | undefined {
    return this.parsed.subjectKeyIdentifier;
  }

  /** Addresses of OCSP responders that the certificate itself names. */
  get ocspUrls(): readonly string[] {
    return this.parsed.ocspUrls;
  }

  /** Whether subject and issuer are one name; the signature is not looked at. */
  get isSelfIssued(): boolean {
    return this.subject.equals(this.issuer);
  }

  /** X-Road's rule for certificates of TLS between servers. */
  isAuthentication(): boolean {
    if (this.extendedKeyUsage.includes(PURPOSE.clientAuthentication)) return true;
    const usage = this.keyUsage;
    return (['digitalSignature', 'keyEncipherment', 'dataEncipherment'] as const).some((use) => usage?.has(use));
  }

  /** X-Road's rule for certificates that sign messages. */
  isSigning(): boolean {
    return this.keyUsage?.has('nonRepudiation') === true;
  }

  /** Both ends of the validity are inside (RFC 5280 §4.1.2.5). */
  isValidAt(at: Date): boolean {
    return this.notBefore <= at && at <= this.notAfter;
  }

  equals(other: Certificate): boolean {
    return this.der.equals(other.der);
  }
}

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

/** RFC 5480 §2.1.1: a curve has a name. One that is written out may be any curve, for which the private key may be known. */
function checkCurveIsNamed(publicKeyInfo: Buffer): void {
  const fields = new DerFields(readDer(publicKeyInfo, CERTIFICATE_BYTES_MAX));
  const algorithm = new DerFields(fields.next());
  if (derOid(algorithm.next()) === EC_PUBLIC_KEY && algorithm.next().tag !== TAG.oid)
    throw new DerFault('an elliptic curve without a name');
}

function readValidity(node: DerNode): [Date, Date] {
  const fields = new DerFields(node);
  const validity: [Date, Date] = [derTime(fields.next()), derTime(fields.next())];
  fields.end();
  return validity;
}

function bytesOfBase64(text: string): Buffer {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) throw drumError('incorrect_certificate', 'The certificate is not base64');
  return Buffer.from(packed, 'base64');
}
