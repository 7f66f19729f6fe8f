import { randomBytes, type KeyObject } from 'node:crypto';
import { digest } from './algorithms.ts';
import { Certificate, type Extension } from './certificate.ts';
import { contextConstructed, derBitBytes, DerFields, readDer } from './der/read.ts';
import { derElement, derIntegerOf, derSequence } from './der/write.ts';
import { derBitStringOf, derValidityTimeOf } from './der/write-values.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { subjectKeyExtension, writeExtensions } from './extension-writer.ts';
import { structureAlgorithm, type SigningKey } from './signing-key.ts';

/** What a certificate is to say. */
export interface CertificateContent {
  readonly serial: bigint;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Extension[];
}

/** DER of SubjectPublicKeyInfo. */
export const publicKeyInfoOf = (publicKey: KeyObject): Buffer => publicKey.export({ type: 'spki', format: 'der' });

/** SHA-1 of the public key's bits: RFC 5280 §4.2.1.2 (1), and an issuer's key in OCSP. */
export function keyIdentifierOf(publicKey: KeyObject): Buffer {
  const info = publicKeyInfoOf(publicKey);
  const fields = new DerFields(readDer(info, info.length));
  fields.next();
  return digest('SHA-1', derBitBytes(fields.next()));
}

/** Writes and signs a certificate (RFC 5280 §4.1), version 3, with SHA-256. */
export async function writeCertificate(content: CertificateContent, issuerKey: SigningKey): Promise<Certificate> {
  const algorithm = structureAlgorithm(issuerKey.publicKey);
  const signed = derSequence(
    derElement(contextConstructed(0), derIntegerOf(2n)),
    derIntegerOf(content.serial),
    algorithm.der,
    content.issuer.der,
    derSequence(derValidityTimeOf(content.notBefore), derValidityTimeOf(content.notAfter)),
    content.subject.der,
    publicKeyInfoOf(content.publicKey),
    derElement(contextConstructed(3), writeExtensions(content.extensions)),
  );
  const signature = await issuerKey.sign(algorithm.name, signed);
  return Certificate.fromDer(derSequence(signed, algorithm.der, derBitStringOf(signature)));
}

const SERIAL_BYTES = 16;

/** A random positive serial number (RFC 5280 §4.1.2.2). */
export function randomSerial(): bigint {
  const bytes = randomBytes(SERIAL_BYTES);
  return BigInt(`0x${bytes.toString('hex')}`) >> 1n || 1n;
}

/**
 * A certificate that a key signs for itself, trusted only because somebody lists it: configuration signing keys, internal
 * TLS, and the public half beside a key in a token.
 */
export async function selfSignedCertificate(request: {
  readonly subject: DistinguishedName;
  readonly key: SigningKey;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions?: readonly Extension[];
}): Promise<Certificate> {
  const { subject, key, notBefore, notAfter } = request;
  const extensions = [subjectKeyExtension(keyIdentifierOf(key.publicKey)), ...(request.extensions ?? [])];
  const { publicKey } = key;
  return writeCertificate(
    { serial: randomSerial(), issuer: subject, subject, notBefore, notAfter, publicKey, extensions },
    key,
  );
}
