import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import {
  C14nCanonicalization,
  C14nCanonicalizationWithComments,
  ExclusiveCanonicalization,
  ExclusiveCanonicalizationWithComments,
} from 'xml-crypto';
import { digest, digestUri, signatureUri, signBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { contextConstructed } from '#certs/der/read.ts';
import { derElement, derIntegerOf, derSequence } from '#certs/der/write.ts';
import type { Certificate } from '#certs/certificate.ts';
import type { Signer } from './country.ts';

/** XAdES signatures as others might write them: canonicalised by another library than ours. */

const CANONICALIZERS = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': C14nCanonicalization,
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': C14nCanonicalizationWithComments,
  'http://www.w3.org/2001/10/xml-exc-c14n#': ExclusiveCanonicalization,
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': ExclusiveCanonicalizationWithComments,
} as const;
export type ForeignCanonicalization = keyof typeof CANONICALIZERS;
export const FOREIGN_CANONICALIZATIONS = Object.keys(CANONICALIZERS) as readonly ForeignCanonicalization[];

export interface ForeignSignature {
  readonly signer: Signer;
  readonly algorithm?: SignatureAlgorithm;
  /** What is referred to, by URI. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  readonly signedInfo?: ForeignCanonicalization;
  /** A transform on the signed properties; none by default. */
  readonly properties?: ForeignCanonicalization;
  /** `ds:Signature` as the root. */
  readonly bare?: boolean;
  readonly prefix?: string;
  readonly certificateVersion?: 1 | 2;
  readonly issuerName?: string;
  readonly serial?: bigint;
  /** Changes of the finished text before anything of it is digested. */
  readonly edit?: (xml: string) => string;
}

const DIGEST = digestUri('SHA-512');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function foreignSignature(wanted: ForeignSignature): Buffer {
  const edit = wanted.edit ?? ((xml) => xml);
  const { signer, algorithm = signer.algorithm } = wanted;
  const c14n = wanted.properties ?? 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
  const draft = edit(documentOf(wanted, '', ''));
  const propertiesDigest = base64(
    digest('SHA-512', Buffer.from(canonical(draft, 'SignedProperties', withoutComments(c14n)))),
  );
  const filled = edit(documentOf(wanted, propertiesDigest, ''));
  const octets = canonical(
    filled,
    'SignedInfo',
    wanted.signedInfo ?? 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  );
  const value = signBytes(algorithm, signer.issued.key, Buffer.from(octets), 'ieee-p1363');
  return Buffer.from(edit(documentOf(wanted, propertiesDigest, base64(value))));
}

/** A reference by Id leaves comments out (XMLDSIG core §4.4.3.3). */
const withoutComments = (uri: ForeignCanonicalization) =>
  uri.replace('WithComments', '').replace(/(20010315)#$/, '$1') as ForeignCanonicalization;

function documentOf(wanted: ForeignSignature, propertiesDigest: string, value: string): string {
  const p = wanted.prefix ?? 'ds';
  const signature =
    `<${p}:Signature xmlns:${p}="http://www.w3.org/2000/09/xmldsig#" Id="sig-1">` +
    `${signedInfoOf(wanted, p, propertiesDigest)}<${p}:SignatureValue>${value}</${p}:SignatureValue>` +
    `<${p}:KeyInfo><${p}:X509Data><${p}:X509Certificate>${base64(wanted.signer.issued.certificate.der)}` +
    `</${p}:X509Certificate></${p}:X509Data></${p}:KeyInfo>` +
    `<${p}:Object><x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#" Target="#sig-1">` +
    `${signedPropertiesOf(wanted, p)}<x:UnsignedProperties><x:UnsignedSignatureProperties>` +
    `<x:RevocationValues><x:OCSPValues>${ocspOf(wanted.signer)}</x:OCSPValues></x:RevocationValues>` +
    `</x:UnsignedSignatureProperties></x:UnsignedProperties></x:QualifyingProperties></${p}:Object></${p}:Signature>`;
  return wanted.bare === true
    ? signature
    : `<a:XAdESSignatures xmlns:a="http://uri.etsi.org/02918/v1.2.1#" xmlns:unused="urn:unused">\n${signature}\n</a:XAdESSignatures>`;
}

function signedInfoOf(wanted: ForeignSignature, p: string, propertiesDigest: string): string {
  const reference = (attributes: string, transforms: string, value: string) =>
    `<${p}:Reference ${attributes}>${transforms}<${p}:DigestMethod Algorithm="${DIGEST}"/>` +
    `<${p}:DigestValue>${value}</${p}:DigestValue></${p}:Reference>`;
  const transforms =
    wanted.properties === undefined
      ? ''
      : `<${p}:Transforms><${p}:Transform Algorithm="${wanted.properties}"/></${p}:Transforms>`;
  return (
    `<${p}:SignedInfo>\n  <${p}:CanonicalizationMethod Algorithm="${wanted.signedInfo ?? 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'}"/>` +
    `<${p}:SignatureMethod Algorithm="${signatureUri(wanted.algorithm ?? wanted.signer.algorithm)}"></${p}:SignatureMethod>` +
    [...wanted.parts]
      .map(([uri, bytes]) => reference(`URI='${uri}'`, '', base64(digest('SHA-512', bytes))))
      .join('<!-- a comment -->') +
    reference('URI="#props" Type="http://uri.etsi.org/01903#SignedProperties"', transforms, propertiesDigest) +
    `</${p}:SignedInfo>`
  );
}

function signedPropertiesOf(wanted: ForeignSignature, p: string): string {
  const { certificate } = wanted.signer.issued;
  const version = wanted.certificateVersion ?? 1;
  const name = version === 1 ? 'SigningCertificate' : 'SigningCertificateV2';
  const issuerSerial =
    version === 1
      ? `<x:IssuerSerial><${p}:X509IssuerName>${wanted.issuerName ?? certificate.issuer.toRfc2253()}</${p}:X509IssuerName>` +
        `<${p}:X509SerialNumber>${wanted.serial ?? certificate.serial}</${p}:X509SerialNumber></x:IssuerSerial>`
      : `<x:IssuerSerialV2>${base64(issuerSerialOf(certificate, wanted.serial))}</x:IssuerSerialV2>`;
  return (
    `<x:SignedProperties Id="props"><!-- said by another tool --><x:SignedSignatureProperties>` +
    `<x:SigningTime>2026-03-01T14:00:00+02:00</x:SigningTime><x:${name}><x:Cert><x:CertDigest>` +
    `<${p}:DigestMethod Algorithm="${DIGEST}"/><${p}:DigestValue>${base64(digest('SHA-512', certificate.der))}` +
    `</${p}:DigestValue></x:CertDigest>${issuerSerial}</x:Cert></x:${name}>` +
    `</x:SignedSignatureProperties></x:SignedProperties>`
  );
}

/** RFC 5035 §5. */
const issuerSerialOf = (certificate: Certificate, serial = certificate.serial): Buffer =>
  derSequence(derSequence(derElement(contextConstructed(4), certificate.issuer.der)), derIntegerOf(serial));

const ocspOf = ({ ocspResponses }: Signer): string =>
  ocspResponses.map((response) => `<x:EncapsulatedOCSPValue>${base64(response)}</x:EncapsulatedOCSPValue>`).join('');

/** The canonical form of the only element of that name, by xml-crypto. */
export function canonical(xml: string, name: string, algorithm: ForeignCanonicalization): string {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const element = document.getElementsByTagNameNS('*', name)[0];
  if (element === undefined) throw new Error(`no ${name}`);
  return new CANONICALIZERS[algorithm]().process(element, { ancestorNamespaces: namespacesInScope(element) });
}

const isElement = (node: Node): node is Element => node.nodeType === node.ELEMENT_NODE;

function namespacesInScope(element: Element): { prefix: string; namespaceURI: string }[] {
  const found = new Map<string, string>();
  for (let node = element.parentNode; node !== null; node = node.parentNode) {
    for (const { name, value } of isElement(node) ? [...node.attributes] : []) {
      const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : undefined;
      if (prefix !== undefined && !found.has(prefix)) found.set(prefix, value);
    }
  }
  return [...found].map(([prefix, namespaceURI]) => ({ prefix, namespaceURI }));
}
