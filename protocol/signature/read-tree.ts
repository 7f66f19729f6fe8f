import { signatureAlgorithmOfUri } from '#certs/algorithms.ts';
import { drumError, type DrumError } from '../errors.ts';
import {
  withXml,
  type CanonicalizableDocument,
  type CanonicalizationUri,
  type XmlElement,
  type XmlLimits,
} from '../xml/document.ts';
import { attributeOf, childrenOf, optionalChild, requiredChild } from '../xml/read.ts';
import {
  base64Of,
  canonicalizationOf,
  digestMethodOf,
  INCLUSIVE_C14N,
  shown,
  transformsOf,
  type Canonicalization,
} from './algorithms.ts';
import { dateTimeOf } from './date-time.ts';
import { ASIC_SIGNATURES, DS, SIGNED_PROPERTIES_TYPE, XADES } from './names.ts';
import type { CertificateReference, Signature, SignatureReference, UnsignedProperties } from './signature.ts';
import { checkSignatureStructure } from './structure/xades.ts';

/** Bounds of one signature document. X-Road's have 10–20 kB; a time-stamp and a long chain double that. */
const SIGNATURE_LIMITS: XmlLimits = {
  bytesMax: 2 * 1024 * 1024,
  depthMax: 32,
  elementsMax: 10_000,
  attributesPerElementMax: 16,
  namespacesInForceMax: 64,
};
const REFERENCES_MAX = 2_000;

const CODE = 'malformed_signature';

/**
 * Reads a signature document of any form through the parser.
 *
 * Everything is taken by its one place in the tree, never by name or Id alone, and whatever would let two readers see
 * two signatures is refused: a second `ds:Signature`, a repeated Id, signed properties that are not those of this very
 * signature, references within the document to anything else, transforms on parts of the message.
 */
export function readTree(xml: Uint8Array): Signature {
  return withXml(xml, SIGNATURE_LIMITS, 'invalid_xml', (document) => {
    const element = signatureElement(document.root);
    checkIds(document.root);
    const signedInfo = child(element, 'SignedInfo', DS);
    const references = childrenOf(signedInfo, 'Reference', DS);
    if (references.length > REFERENCES_MAX) throw malformed(`SignedInfo has more than ${REFERENCES_MAX} references`);
    const qualifying = qualifyingProperties(element);
    const canonicalization = canonicalizationOf(child(signedInfo, 'CanonicalizationMethod', DS), CODE);
    const certificate = certificateOf(element);
    const unsigned = unsignedPropertiesOf(qualifying);
    return {
      algorithm: algorithmOf(signedInfo),
      signedInfo: canonical(document, signedInfo, [canonicalization]),
      references: references.filter((reference) => !isLocal(reference)).map(partReference),
      signedProperties: readSignedProperties(document, references.filter(isLocal), qualifying),
      value: base64Of(child(element, 'SignatureValue', DS), CODE),
      ...(certificate === undefined ? {} : { certificate }),
      ...(unsigned === undefined ? {} : { unsigned }),
      checkStructure: () => {
        checkSignatureStructure(element);
      },
    };
  });
}

const malformed = (message: string): DrumError => drumError(CODE, message);
const child = (parent: XmlElement, name: string, namespace: string): XmlElement =>
  requiredChild(parent, name, namespace, CODE);

function signatureElement(root: XmlElement): XmlElement {
  const signatures = descendants(root).filter(({ name, namespace }) => name === 'Signature' && namespace === DS);
  const [signature] = signatures;
  if (signature === undefined) throw malformed('The document has no ds:Signature');
  if (signatures.length > 1) throw malformed('The document has more than one ds:Signature');
  const isAlone = signature === root;
  const isInAsic =
    root.name === 'XAdESSignatures' &&
    ASIC_SIGNATURES.includes(root.namespace) &&
    root.children.length === 1 &&
    root.children[0] === signature;
  if (!isAlone && !isInAsic) throw malformed('The ds:Signature is not where one may stand');
  return signature;
}

function descendants(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(descendants)];
}

const ID_NAMES: ReadonlySet<string> = new Set(['Id', 'ID', 'id']);

/** Repeated Ids let a reference mean one element to us and another to the next reader (signature wrapping). */
function checkIds(root: XmlElement): void {
  const seen = new Set<string>();
  for (const { attributes } of descendants(root)) {
    for (const { name, value } of attributes) {
      if (!ID_NAMES.has(name)) continue;
      if (seen.has(value)) throw malformed(`The Id ${shown(value)} stands twice`);
      seen.add(value);
    }
  }
}

function qualifyingProperties(signature: XmlElement): XmlElement {
  const qualifying = child(child(signature, 'Object', DS), 'QualifyingProperties', XADES);
  const id = attributeOf(signature, 'Id');
  // ETSI EN 319 132-1 §4.3: Target refers to the Id of the signature that the properties qualify.
  if (id === undefined || attributeOf(qualifying, 'Target') !== `#${id}`) {
    throw malformed('The qualifying properties are not those of this signature');
  }
  return qualifying;
}

function algorithmOf(signedInfo: XmlElement) {
  const uri = attributeOf(child(signedInfo, 'SignatureMethod', DS), 'Algorithm') ?? '';
  const algorithm = signatureAlgorithmOfUri(uri);
  if (algorithm === undefined) throw malformed(`Signature algorithm "${shown(uri)}" is not accepted`);
  return algorithm;
}

/** Whether a reference points into the signature document (`#…`, or the empty URI for all of it). */
const isLocal = (reference: XmlElement): boolean => {
  const uri = attributeOf(reference, 'URI') ?? '';
  return uri === '' || uri.startsWith('#');
};

function partReference(element: XmlElement): SignatureReference {
  // A transform would let the signed octets differ from the message that is delivered. No conforming peer uses one here.
  if (optionalChild(element, 'Transforms', DS, CODE) !== undefined) {
    throw malformed('A reference to a part of the message has transforms');
  }
  return readReference(element);
}

function readReference(element: XmlElement): SignatureReference {
  return {
    uri: attributeOf(element, 'URI') ?? '',
    algorithm: digestMethodOf(child(element, 'DigestMethod', DS), CODE),
    digestValue: base64Of(child(element, 'DigestValue', DS), CODE),
  };
}

function readSignedProperties(
  document: CanonicalizableDocument,
  references: readonly XmlElement[],
  qualifying: XmlElement,
): Signature['signedProperties'] {
  const properties = child(qualifying, 'SignedProperties', XADES);
  const id = attributeOf(properties, 'Id');
  const [reference, ...more] = references;
  const type = reference === undefined ? undefined : attributeOf(reference, 'Type');
  if (
    reference === undefined ||
    more.length > 0 ||
    id === undefined ||
    attributeOf(reference, 'URI') !== `#${id}` ||
    (type !== undefined && type !== SIGNED_PROPERTIES_TYPE)
  ) {
    throw malformed('SignedInfo does not refer to the signed properties of this signature, and to nothing else in it');
  }
  const transforms = transformsOf(optionalChild(reference, 'Transforms', DS, CODE), CODE);
  const ofSignature = optionalChild(properties, 'SignedSignatureProperties', XADES, CODE);
  const signingTime = ofSignature === undefined ? undefined : signingTimeOf(ofSignature);
  return {
    reference: readReference(reference),
    canonical: canonical(document, properties, transforms.map(withoutComments)),
    ...(signingTime === undefined ? {} : { signingTime }),
    certificates: ofSignature === undefined ? [] : signingCertificates(ofSignature),
  };
}

/**
 * The octets of an element after canonicalisation. With no transform a node set turns into octets by inclusive C14N
 * (XMLDSIG core §4.4.3.2); of several transforms the first decides, because canonical XML stays as it is under each.
 */
function canonical(
  document: CanonicalizableDocument,
  element: XmlElement,
  transforms: readonly Canonicalization[],
): Uint8Array {
  if (transforms.length > 1) throw malformed('A reference has more than one transform');
  const { algorithm, inclusivePrefixes } = transforms[0] ?? { algorithm: INCLUSIVE_C14N, inclusivePrefixes: [] };
  return document.canonicalize(element, algorithm, inclusivePrefixes);
}

/** XMLDSIG core §4.4.3.3: a reference by Id leaves comments out, whatever the transform that follows would keep. */
const withoutComments = ({ algorithm, inclusivePrefixes }: Canonicalization): Canonicalization => ({
  algorithm: WITHOUT_COMMENTS[algorithm],
  inclusivePrefixes,
});

const WITHOUT_COMMENTS: Readonly<Record<CanonicalizationUri, CanonicalizationUri>> = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': INCLUSIVE_C14N,
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': INCLUSIVE_C14N,
  'http://www.w3.org/2006/12/xml-c14n11': 'http://www.w3.org/2006/12/xml-c14n11',
  'http://www.w3.org/2001/10/xml-exc-c14n#': 'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': 'http://www.w3.org/2001/10/xml-exc-c14n#',
};

function signingTimeOf(properties: XmlElement): Date | undefined {
  const text = optionalChild(properties, 'SigningTime', XADES, CODE)?.text;
  if (text === undefined) return undefined;
  const time = dateTimeOf(text);
  if (time === undefined) throw malformed('The signing time is not a date and time with a zone');
  return time;
}

function signingCertificates(properties: XmlElement): CertificateReference[] {
  const lists = ['SigningCertificate', 'SigningCertificateV2'].flatMap((name) => childrenOf(properties, name, XADES));
  return lists.flatMap((list) => childrenOf(list, 'Cert', XADES)).map(readCertificateReference);
}

function readCertificateReference(cert: XmlElement): CertificateReference {
  const certDigest = child(cert, 'CertDigest', XADES);
  const first = optionalChild(cert, 'IssuerSerial', XADES, CODE);
  const second = optionalChild(cert, 'IssuerSerialV2', XADES, CODE);
  return {
    algorithm: digestMethodOf(child(certDigest, 'DigestMethod', DS), CODE),
    digestValue: base64Of(child(certDigest, 'DigestValue', DS), CODE),
    ...(first === undefined
      ? {}
      : {
          issuerName: child(first, 'X509IssuerName', DS).text,
          serial: serialOf(child(first, 'X509SerialNumber', DS).text.trim()),
        }),
    ...(second === undefined ? {} : { issuerSerial: base64Of(second, CODE) }),
  };
}

/** Serial numbers have at most 20 octets (RFC 5280 §4.1.2.2); some authorities do not keep to it. */
const SERIAL = /^-?\d{1,100}$/;

function serialOf(text: string): bigint {
  if (!SERIAL.test(text)) throw malformed('A certificate serial number is not a number');
  return BigInt(text);
}

function certificateOf(signature: XmlElement): Buffer | undefined {
  const keyInfo = optionalChild(signature, 'KeyInfo', DS, CODE);
  const data = keyInfo === undefined ? [] : childrenOf(keyInfo, 'X509Data', DS);
  const [certificate] = data.flatMap((found) => childrenOf(found, 'X509Certificate', DS));
  return certificate === undefined ? undefined : base64Of(certificate, CODE);
}

function unsignedPropertiesOf(qualifying: XmlElement): UnsignedProperties | undefined {
  const unsigned = optionalChild(qualifying, 'UnsignedProperties', XADES, CODE);
  const properties =
    unsigned === undefined ? undefined : optionalChild(unsigned, 'UnsignedSignatureProperties', XADES, CODE);
  if (properties === undefined) return undefined;
  return {
    // Before 2015 the token stood in the property itself.
    timestamps: within(properties, 'SignatureTimeStamp').map(
      (stamp) => (within(stamp, 'EncapsulatedTimeStamp')[0] ?? stamp).text,
    ),
    certificateReferences: within(properties, 'CompleteCertificateRefs', 'CertRefs', 'Cert').map((cert) => ({
      uri: attributeOf(cert, 'URI') ?? '',
      read: () => readCertificateReference(cert),
    })),
    certificates: new Map(
      within(properties, 'CertificateValues', 'EncapsulatedX509Certificate').map((value) => [
        attributeOf(value, 'Id') ?? '',
        value.text,
      ]),
    ),
    ocspResponses: within(properties, 'RevocationValues', 'OCSPValues', 'EncapsulatedOCSPValue').map(
      ({ text }) => text,
    ),
  };
}

/** The elements at the end of a way down. */
function within(start: XmlElement, ...way: readonly string[]): readonly XmlElement[] {
  return way.reduce<readonly XmlElement[]>(
    (elements, name) => elements.flatMap((element) => childrenOf(element, name, XADES)),
    [start],
  );
}
