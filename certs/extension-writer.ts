import { contextPrimitive, TAG } from './der/read.ts';
import { derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from './der/write.ts';
import { derBooleanOf, derNamedBitsOf } from './der/write-values.ts';
import { EXTENSION, type Extension, type KeyUsage } from './extensions.ts';

/** RFC 5280 §4.2.1.3. */
const KEY_USAGE_BITS: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
};

export const keyUsageExtension = (usages: readonly KeyUsage[], critical: boolean): Extension => ({
  oid: EXTENSION.keyUsage,
  critical,
  value: derNamedBitsOf(usages.map((usage) => KEY_USAGE_BITS[usage])),
});

/** RFC 5280 §4.2.1.12; `purposes` are object identifiers. */
export const extendedKeyUsageExtension = (purposes: readonly string[], critical: boolean): Extension => ({
  oid: EXTENSION.extendedKeyUsage,
  critical,
  value: derSequence(...purposes.map(derOidOf)),
});

/** A certification authority, with at most so many authorities below it (RFC 5280 §4.2.1.9). */
export const authorityExtension = (pathLengthMax?: number): Extension => ({
  oid: EXTENSION.basicConstraints,
  critical: true,
  value: derSequence(derBooleanOf(true), ...(pathLengthMax === undefined ? [] : [derIntegerOf(BigInt(pathLengthMax))])),
});

export const subjectKeyExtension = (identifier: Uint8Array): Extension => ({
  oid: EXTENSION.subjectKeyIdentifier,
  critical: false,
  value: derOctetString(identifier),
});

export const authorityKeyExtension = (identifier: Uint8Array): Extension => ({
  oid: EXTENSION.authorityKeyIdentifier,
  critical: false,
  value: derSequence(derElement(contextPrimitive(0), identifier)),
});

/** dNSNames and iPAddresses (RFC 5280 §4.2.1.6); an IPv4 address is told by its form. */
export const subjectAlternativeNameExtension = (names: readonly string[]): Extension => ({
  oid: EXTENSION.subjectAlternativeName,
  critical: false,
  value: derSequence(...names.map(generalName)),
});

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

function generalName(name: string): Buffer {
  const address = IPV4.exec(name);
  return address === null
    ? derElement(contextPrimitive(2), Buffer.from(name, 'latin1'))
    : derElement(contextPrimitive(7), Buffer.from(address.slice(1).map(Number)));
}

/** `Extensions ::= SEQUENCE OF Extension`. */
export function writeExtensions(extensions: readonly Extension[]): Buffer {
  return derSequence(
    ...extensions.map(({ oid, critical, value }) =>
      // DER leaves a DEFAULT FALSE out.
      derSequence(derOidOf(oid), ...(critical ? [derBooleanOf(true)] : []), derElement(TAG.octetString, value)),
    ),
  );
}
