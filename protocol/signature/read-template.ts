import { isUtf8 } from 'node:buffer';
import { digestNameOfUri, signatureAlgorithmOfUri, type DigestName } from '#certs/algorithms.ts';
import { decodeBase64 } from './base64.ts';
import { dateTimeOf } from './date-time.ts';
import { BASE64, grammarOf, mark, URI } from './grammar.ts';
import type { Signature, UnsignedProperties } from './signature.ts';
import {
  certificateText,
  documentText,
  signedInfoText,
  signedPropertiesText,
  type DocumentPieces,
} from './template.ts';

/** Longer documents go through the parser, whose bounds are its own. */
const BYTES_MAX = 256 * 1024;

const BASE64_LINES = '(?:[A-Za-z0-9+/]{76}&#13;\\n)*[A-Za-z0-9+/=]{1,76}';
/** Text whose escapes are those that C14N writes too. */
const NAME = '(?:[^<>&\\p{Cc}\\p{Cs}\\uFFFE\\uFFFF]|&amp;|&lt;|&gt;)*';
const SERIAL = '-?[0-9]{1,100}';
const NUMBER = '[0-9]{1,3}';

/** What may stand in the places of the template. */
const PLACES = {
  digestUri: URI,
  signatureUri: URI,
  referenceUri: '/message\\.xml|/sig-hashchainresult\\.xml',
  referenceDigest: BASE64_LINES,
  propertiesDigest: BASE64_LINES,
  signingTime: '[-0-9:T.]{19,30}Z',
  digestValue: BASE64,
  issuerName: NAME,
  serial: SERIAL,
  mimeType: '[a-z/-]+',
  value: BASE64,
  keyInfoCertificate: BASE64_LINES,
} as const;
type Place = keyof typeof PLACES;

const REFERENCE_PATTERNS: Readonly<Record<string, string>> = {
  digestUri: '\\k<digestUri>',
  digestValue: BASE64,
  issuerName: NAME,
  serial: SERIAL,
};

const certificateMarks = {
  digestValue: mark('digestValue'),
  issuerName: mark('issuerName'),
  serial: mark('serial'),
};
const CERTIFICATE = grammarOf(
  certificateText(certificateMarks, mark('digestUri'), 'written'),
  (name) => REFERENCE_PATTERNS[name] ?? '',
);

const UNSIGNED =
  `(?:<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>(?<timestamp>${BASE64})` +
  `</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>)?` +
  `(?:<xades:CompleteCertificateRefs Id="complete-certificate-refs"><xades:CertRefs>` +
  `(?<references>(?:<xades:Cert URI="#encapsulated-cert-${NUMBER}">${CERTIFICATE}</xades:Cert>)+)` +
  `</xades:CertRefs></xades:CompleteCertificateRefs><xades:CertificateValues>` +
  `(?<certificates>(?:<xades:EncapsulatedX509Certificate Id="encapsulated-cert-${NUMBER}">${BASE64}` +
  `</xades:EncapsulatedX509Certificate>)+)</xades:CertificateValues>)?` +
  `<xades:RevocationValues><xades:OCSPValues>` +
  `(?<responses>(?:<xades:EncapsulatedOCSPValue Id="ocsp-response-${NUMBER}">${BASE64}` +
  `</xades:EncapsulatedOCSPValue>)+)</xades:OCSPValues></xades:RevocationValues>`;

const isPlace = (name: string): name is Place => Object.hasOwn(PLACES, name);

/** The grammar of the whole document. */
function documentGrammar(): RegExp {
  const seen = new Set<string>();
  const text = documentText({
    digestUri: mark('digestUri'),
    signatureUri: mark('signatureUri'),
    referenceUri: mark('referenceUri'),
    referenceDigest: mark('referenceDigest'),
    propertiesDigest: mark('propertiesDigest'),
    signingTime: mark('signingTime'),
    certificate: certificateMarks,
    mimeType: mark('mimeType'),
    value: mark('value'),
    keyInfoCertificate: mark('keyInfoCertificate'),
    unsigned: mark('unsigned'),
  });
  const pattern = grammarOf(text, (name) => {
    if (!isPlace(name)) return UNSIGNED;
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>${PLACES[name]})`;
  });
  return new RegExp(`^${pattern}$`, 'u');
}

const DOCUMENT = documentGrammar();

/**
 * Reads a signature document that is written to the letter as X-Road writes it; undefined for any other, and for one that
 * has a fault, which is then found and worded by the parser's way. Such a document leaves nothing open: its namespaces,
 * Ids and order are those of the template, its text has no markup, so its canonical forms are known.
 */
export function readTemplate(xml: Uint8Array): Signature | undefined {
  if (xml.byteLength > BYTES_MAX || !isUtf8(xml)) return undefined;
  const text = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('utf8');
  const groups = DOCUMENT.exec(text)?.groups;
  return groups === undefined ? undefined : interpret(groups);
}

type Groups = Readonly<Record<string, string | undefined>>;

function interpret(groups: Groups): Signature | undefined {
  const place = (name: Place): string => groups[name] ?? '';
  const digestName = digestNameOfUri(place('digestUri'));
  const algorithm = signatureAlgorithmOfUri(place('signatureUri'));
  const referenceDigest = bytesOf(place('referenceDigest'));
  const propertiesDigest = bytesOf(place('propertiesDigest'));
  const certificateDigest = bytesOf(place('digestValue'));
  const value = bytesOf(place('value'));
  const certificate = bytesOf(place('keyInfoCertificate'));
  const signingTime = dateTimeOf(place('signingTime'));
  const unsigned = unsignedOf(groups, digestName);
  if (
    digestName === undefined ||
    digestName === 'SHA-1' ||
    algorithm === undefined ||
    referenceDigest === undefined ||
    propertiesDigest === undefined ||
    certificateDigest === undefined ||
    value === undefined ||
    certificate === undefined ||
    signingTime === undefined ||
    unsigned === undefined
  ) {
    return undefined;
  }
  const pieces = piecesOf(place);
  return {
    algorithm,
    signedInfo: Buffer.from(signedInfoText(pieces, 'canonical')),
    references: [{ uri: place('referenceUri'), algorithm: digestName, digestValue: referenceDigest }],
    signedProperties: {
      reference: { uri: '#signed-properties', algorithm: digestName, digestValue: propertiesDigest },
      canonical: Buffer.from(signedPropertiesText(pieces, 'canonical')),
      signingTime,
      certificates: [
        {
          algorithm: digestName,
          digestValue: certificateDigest,
          issuerName: unescaped(place('issuerName')),
          serial: BigInt(place('serial')),
        },
      ],
    },
    value,
    certificate,
    unsigned,
    // The template keeps to the schemas.
    checkStructure: () => undefined,
  };
}

const piecesOf = (place: (name: Place) => string): DocumentPieces => ({
  digestUri: place('digestUri'),
  signatureUri: place('signatureUri'),
  referenceUri: place('referenceUri'),
  referenceDigest: place('referenceDigest'),
  propertiesDigest: place('propertiesDigest'),
  signingTime: place('signingTime'),
  certificate: { digestValue: place('digestValue'), issuerName: place('issuerName'), serial: place('serial') },
  mimeType: place('mimeType'),
  value: place('value'),
  keyInfoCertificate: place('keyInfoCertificate'),
  unsigned: '',
});

const bytesOf = (text: string): Buffer | undefined => decodeBase64(text.replaceAll('&#13;', '\r'));

const ESCAPES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const unescaped = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (escape) => ESCAPES[escape] ?? escape);

const REFERENCE = new RegExp(
  `<xades:Cert URI="#(?<id>[^"]+)">${CERTIFICATE.replace('\\k<digestUri>', URI)
    .replace(BASE64, `(?<digestValue>${BASE64})`)
    .replace(NAME, `(?<issuerName>${NAME})`)
    .replace(SERIAL, `(?<serial>${SERIAL})`)}</xades:Cert>`,
  'gu',
);
const ENCODED = / Id="([^"]+)">([^<]+)</g;

function unsignedOf(groups: Groups, algorithm: DigestName | undefined): UnsignedProperties | undefined {
  const { timestamp, references = '', certificates = '', responses = '' } = groups;
  const values = [...certificates.matchAll(ENCODED)].map(([, id = '', encoded = '']) => [id, encoded] as const);
  const ocsp = [...responses.matchAll(ENCODED)].map(([, id = '', encoded = '']) => [id, encoded] as const);
  const ids = [...values, ...ocsp].map(([id]) => id);
  // A repeated Id is for the other way to refuse.
  if (algorithm === undefined || new Set(ids).size !== ids.length) return undefined;
  return {
    timestamps: timestamp === undefined ? [] : [timestamp],
    certificateReferences: [...references.matchAll(REFERENCE)].map(({ groups: found = {} }) => ({
      uri: `#${found.id ?? ''}`,
      read: () => ({
        algorithm,
        digestValue: bytesOf(found.digestValue ?? '') ?? Buffer.alloc(0),
        issuerName: unescaped(found.issuerName ?? ''),
        serial: BigInt(found.serial ?? '0'),
      }),
    })),
    certificates: new Map(values),
    ocspResponses: ocsp.map(([, encoded]) => encoded),
  };
}
