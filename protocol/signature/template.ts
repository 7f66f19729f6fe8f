/**
 * The one form in which X-Road's software writes a signature (PR-SIGDOC §4.1; ETSI EN 319 132-1 for the properties), cut
 * into what changes and what does not. The writer fills it; the reader's fast way recognises it; both know its canonical
 * forms without parsing anything.
 */

/**
 * How a piece is put down: as it stands in the document, or as C14N gives it. They differ in the namespaces of the apex
 * element, which inclusive C14N copies down from the root (C14N §2.4), in empty elements, and in the name of a carriage
 * return.
 */
export type Form = 'written' | 'canonical';

/** What a certificate contributes, as text for an element. */
export interface CertificatePieces {
  /** Base64 on one line. */
  readonly digestValue: string;
  /** Escaped. */
  readonly issuerName: string;
  readonly serial: string;
}

/** All that changes in the signed part, as text: base64 in lines that end in `&#13;` and LF, names escaped. */
export interface SignedPieces {
  readonly digestUri: string;
  readonly signatureUri: string;
  readonly referenceUri: string;
  readonly referenceDigest: string;
  readonly propertiesDigest: string;
  readonly signingTime: string;
  readonly certificate: CertificatePieces;
  readonly mimeType: string;
}

export interface DocumentPieces extends SignedPieces {
  /** Base64 on one line. */
  readonly value: string;
  /** Base64 in lines. */
  readonly keyInfoCertificate: string;
  /** What stands between the tags of UnsignedSignatureProperties. */
  readonly unsigned: string;
}

// In the order of C14N §2.2, which is also the order in which X-Road writes them.
const NAMESPACES =
  'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ' +
  'xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const SHA_512 = 'http://www.w3.org/2001/04/xmlenc#sha512';
const POLICY_DIGEST = 'BuO0EDNfkxSVlUbxCzmQPzX1AUF1/xx9ytWHk3/6SAOePxQiniEfDYk+90QeYb3lWpV3Izhuz9fKaYyE+lTcXw==';

const apex = (name: string, form: Form): string => (form === 'canonical' ? `<${name} ${NAMESPACES}` : `<${name}`);
const algorithm = (name: string, uri: string, form: Form): string =>
  form === 'canonical' ? `<${name} Algorithm="${uri}"></${name}>` : `<${name} Algorithm="${uri}"/>`;
/** C14N §2.3 gives a carriage return as `&#xD;`. */
const inForm = (text: string, form: Form): string => (form === 'canonical' ? text.replaceAll('&#13;', '&#xD;') : text);

export function signedInfoText(pieces: SignedPieces, form: Form): string {
  const reference = (attributes: string, value: string): string =>
    `<ds:Reference ${attributes}>\n${algorithm('ds:DigestMethod', pieces.digestUri, form)}\n` +
    `<ds:DigestValue>${inForm(value, form)}</ds:DigestValue>\n</ds:Reference>\n`;
  return (
    `${apex('ds:SignedInfo', form)}>\n` +
    `${algorithm('ds:CanonicalizationMethod', C14N, form)}\n` +
    `${algorithm('ds:SignatureMethod', pieces.signatureUri, form)}\n` +
    reference(`Id="signature-reference-0" URI="${pieces.referenceUri}"`, pieces.referenceDigest) +
    reference(
      'Id="signature-reference-1" Type="http://uri.etsi.org/01903#SignedProperties" URI="#signed-properties"',
      pieces.propertiesDigest,
    ) +
    `</ds:SignedInfo>`
  );
}

/** PR-SIGDOC §4.1.1 names the policy; the document behind the link is gone, its digest stays. */
const policyText = (form: Form): string =>
  '<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>' +
  '<xades:Identifier Qualifier="OIDAsURN">urn:oid:1.3.6.1.4.1.3516.16.2</xades:Identifier>' +
  '<xades:Description>Profile for High Performance Digital Signatures (version 1.2)</xades:Description>' +
  '</xades:SigPolicyId><xades:SigPolicyHash>' +
  `${algorithm('ds:DigestMethod', SHA_512, form)}<ds:DigestValue>${POLICY_DIGEST}</ds:DigestValue>` +
  '</xades:SigPolicyHash><xades:SigPolicyQualifiers><xades:SigPolicyQualifier>' +
  '<xades:SPURI>https://repo.cyber.ee/dsig-profile-1.2.pdf</xades:SPURI></xades:SigPolicyQualifier>' +
  '</xades:SigPolicyQualifiers></xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>';

const POLICY: Readonly<Record<Form, string>> = { written: policyText('written'), canonical: policyText('canonical') };

/** What stands in a `xades:Cert`. */
export function certificateText(pieces: CertificatePieces, digestUri: string, form: Form): string {
  return (
    `<xades:CertDigest>${algorithm('ds:DigestMethod', digestUri, form)}` +
    `<ds:DigestValue>${pieces.digestValue}</ds:DigestValue></xades:CertDigest><xades:IssuerSerial>` +
    `<ds:X509IssuerName>${inForm(pieces.issuerName, form)}</ds:X509IssuerName>` +
    `<ds:X509SerialNumber>${pieces.serial}</ds:X509SerialNumber></xades:IssuerSerial>`
  );
}

/** The digest of the signed properties is no part of them. */
export function signedPropertiesText(pieces: Omit<SignedPieces, 'propertiesDigest'>, form: Form): string {
  return (
    `${apex('xades:SignedProperties', form)} Id="signed-properties"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${pieces.signingTime}</xades:SigningTime><xades:SigningCertificate><xades:Cert>` +
    `${certificateText(pieces.certificate, pieces.digestUri, form)}</xades:Cert></xades:SigningCertificate>` +
    `${POLICY[form]}</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>` +
    `<xades:DataObjectFormat ObjectReference="#signature-reference-0"><xades:MimeType>${pieces.mimeType}` +
    `</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties></xades:SignedProperties>`
  );
}

export function documentText(pieces: DocumentPieces): string {
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="no"?><asic:XAdESSignatures ${NAMESPACES}>` +
    `<ds:Signature Id="signature">\n${signedInfoText(pieces, 'written')}\n` +
    `<ds:SignatureValue Id="signature-value">\n${pieces.value}\n</ds:SignatureValue>\n` +
    `<ds:KeyInfo>\n<ds:X509Data>\n<ds:X509Certificate>\n${pieces.keyInfoCertificate}\n` +
    `</ds:X509Certificate>\n</ds:X509Data>\n</ds:KeyInfo>\n` +
    `<ds:Object><xades:QualifyingProperties Target="#signature">${signedPropertiesText(pieces, 'written')}` +
    `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${pieces.unsigned}` +
    `</xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties></ds:Object>\n` +
    `</ds:Signature></asic:XAdESSignatures>`
  );
}

export interface UnsignedPieces {
  /** In the order of their numbers, from 1. */
  readonly certificates: readonly { readonly reference: string; readonly encoded: string }[];
  /** Base64 on one line. */
  readonly ocspResponses: readonly string[];
}

export function unsignedText({ certificates, ocspResponses }: UnsignedPieces): string {
  const references = certificates.map(
    ({ reference }, index) => `<xades:Cert URI="#encapsulated-cert-${index + 1}">${reference}</xades:Cert>`,
  );
  const values = certificates.map(
    ({ encoded }, index) =>
      `<xades:EncapsulatedX509Certificate Id="encapsulated-cert-${index + 1}">${encoded}</xades:EncapsulatedX509Certificate>`,
  );
  const responses = ocspResponses.map(
    (response, index) =>
      `<xades:EncapsulatedOCSPValue Id="ocsp-response-${index + 1}">${response}</xades:EncapsulatedOCSPValue>`,
  );
  return (
    (certificates.length === 0
      ? ''
      : '<xades:CompleteCertificateRefs Id="complete-certificate-refs"><xades:CertRefs>' +
        `${references.join('')}</xades:CertRefs></xades:CompleteCertificateRefs>` +
        `<xades:CertificateValues>${values.join('')}</xades:CertificateValues>`) +
    `<xades:RevocationValues><xades:OCSPValues>${responses.join('')}</xades:OCSPValues></xades:RevocationValues>`
  );
}
