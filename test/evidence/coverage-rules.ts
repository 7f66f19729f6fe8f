import type { EntryKey } from '#protocol/container/entries.ts';

/** Whose signature covers a place of a container. */
export type Cover =
  /** The signer's own signature, by a reference, a hash chain or a digest in the signed properties. */
  | 'signer'
  | 'time-stamping authority'
  | 'OCSP responder'
  /** Nobody's; but the form of the document needs it as it is, so that a change is refused all the same. */
  | 'form'
  | 'nobody';

/** Covers by whether the container was time-stamped alone or in a batch. */
export interface Rule {
  readonly alone: Cover;
  readonly batch: Cover;
}

const always = (cover: Cover): Rule => ({ alone: cover, batch: cover });
/** In a batch, the time-stamp covers the signature document to the byte. */
const inSignature = (alone: Cover): Rule => ({
  alone,
  batch: alone === 'signer' ? 'signer' : 'time-stamping authority',
});

/** Places within a DER value. */
export const TOKEN_PARTS = {
  content: 'what is stamped: imprint, time, serial number (TSTInfo)',
  attributes: 'signed attributes',
  signature: 'signature value',
  rest: 'certificates and the shell around',
} as const;
export const OCSP_PARTS = {
  content: 'what is answered: certificate, status, times (ResponseData)',
  signature: 'signature value',
  rest: 'certificates and the shell around',
} as const;

/** Rules for elements of the signature document, by the beginning of their path below `ds:Signature`. The longest counts. */
const SIGNATURE_RULES: Readonly<Record<string, Rule>> = {
  '': inSignature('nobody'),
  '@Id': inSignature('form'),
  SignedInfo: inSignature('signer'),
  SignatureValue: inSignature('signer'),
  'SignatureValue@Id': inSignature('nobody'),
  'KeyInfo/X509Data/X509Certificate': inSignature('signer'),
  'Object/QualifyingProperties@Target': inSignature('form'),
  'Object/QualifyingProperties/SignedProperties': inSignature('signer'),
  'Object/QualifyingProperties/UnsignedProperties': inSignature('nobody'),
};
const UNSIGNED = 'Object/QualifyingProperties/UnsignedProperties/UnsignedSignatureProperties';
const CERTIFICATE_FORM = [
  'CompleteCertificateRefs/CertRefs/Cert@URI',
  'CompleteCertificateRefs/CertRefs/Cert/CertDigest',
  'CertificateValues/EncapsulatedX509Certificate',
];

export const TOKEN_PATH = `${UNSIGNED}/SignatureTimeStamp/EncapsulatedTimeStamp`;
export const OCSP_PATH = `${UNSIGNED}/RevocationValues/OCSPValues/EncapsulatedOCSPValue`;

/** The rule for a place in the signature document; white space outside what is signed is nobody's. */
export function signatureRule(path: string, part?: string): Rule {
  if (path === TOKEN_PATH && part !== undefined)
    return inSignature(part === TOKEN_PARTS.rest ? 'nobody' : 'time-stamping authority');
  if (path === OCSP_PATH && part !== undefined)
    return inSignature(part === OCSP_PARTS.rest ? 'nobody' : 'OCSP responder');
  if (path === `${OCSP_PATH}@Id`) return inSignature('nobody');
  if (CERTIFICATE_FORM.some((place) => path.startsWith(`${UNSIGNED}/${place}`))) return inSignature('form');
  const keys = Object.keys(SIGNATURE_RULES).filter(
    (key) => path === key || path.startsWith(`${key}/`) || path.startsWith(`${key}@`),
  );
  const longest = keys.toSorted((one, other) => other.length - one.length)[0] ?? '';
  return SIGNATURE_RULES[longest] ?? always('nobody');
}

/** Everything in a hash chain counts but white space and prefixes. */
export const chainRule = (key: EntryKey): Rule => always(key === 'signedChain' ? 'signer' : 'time-stamping authority');

/** Entries that are covered, or not, as a whole. */
export const ENTRY_RULES: Readonly<Partial<Record<EntryKey | 'attachment', Rule>>> = {
  message: always('signer'),
  attachment: always('signer'),
  signedChainResult: always('signer'),
  stampedChainResult: always('time-stamping authority'),
  manifest: always('nobody'),
  asicManifest: always('nobody'),
};
export const tokenRule = (part: string): Rule =>
  always(part === TOKEN_PARTS.rest ? 'nobody' : 'time-stamping authority');
