import { digest, digestUri, signatureUri, type DigestName, type SignatureAlgorithm } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { xmlText } from '../xml/write.ts';
import { PART } from './names.ts';
import {
  certificateText,
  documentText,
  signedInfoText,
  signedPropertiesText,
  unsignedText,
  type CertificatePieces,
} from './template.ts';

export interface SignatureRequest {
  readonly certificate: Certificate;
  /** Between the certificate and the top authority, which is left out. */
  readonly intermediates: readonly Certificate[];
  /** DER: for the certificate, then for each intermediate. */
  readonly ocspResponses: readonly Uint8Array[];
  readonly signingTime: Date;
  /** Of references and certificates. */
  readonly digest: DigestName;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** What is signed: `/message.xml`, or `/sig-hashchainresult.xml`. Its digest is of `digest`. */
  readonly reference: { readonly uri: string; readonly digestValue: Uint8Array };
  /** Signs the octets; an ECDSA signature as r||s. */
  readonly sign: (signedInfo: Buffer) => Promise<Uint8Array>;
}

/**
 * Makes an X-Road XAdES signature. Nothing is parsed or canonicalised: both canonical forms come from the template. For
 * the same input the document is to the byte what X-Road's software writes.
 */
export async function createSignature(request: SignatureRequest): Promise<Buffer> {
  const { certificate, reference, digest: algorithm } = request;
  const fragments = fragmentsOf(certificate, algorithm);
  const properties = {
    digestUri: digestUri(algorithm),
    signatureUri: signatureUri(request.signatureAlgorithm),
    referenceUri: reference.uri,
    referenceDigest: wrapped(reference.digestValue),
    signingTime: request.signingTime.toISOString(),
    certificate: fragments.pieces,
    mimeType: reference.uri === PART.signedChainResult ? 'application/hash-chain-result' : 'text/xml',
  };
  const propertiesDigest = digest(algorithm, Buffer.from(signedPropertiesText(properties, 'canonical')));
  const signed = { ...properties, propertiesDigest: wrapped(propertiesDigest) };
  const value = await request.sign(Buffer.from(signedInfoText(signed, 'canonical')));
  return Buffer.from(
    documentText({
      ...signed,
      value: base64(value),
      keyInfoCertificate: fragments.wrapped,
      unsigned: unsignedText({
        certificates: request.intermediates.map((each) => fragmentsOf(each, algorithm)),
        ocspResponses: request.ocspResponses.map(base64),
      }),
    }),
  );
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const LINES = /.{1,76}/g;

/** Base64 in lines with CR LF, as Java's XML signature library has it; the CR must show as `&#13;`. */
const wrapped = (bytes: Uint8Array): string => base64(bytes).match(LINES)?.join('&#13;\n') ?? '';

/** What a certificate contributes to every signature made with it. */
interface Fragments {
  readonly algorithm: DigestName;
  readonly pieces: CertificatePieces;
  readonly reference: string;
  readonly encoded: string;
  readonly wrapped: string;
}

/** One set a certificate, kept as long as the certificate is. */
const kept = new WeakMap<Certificate, Fragments>();

function fragmentsOf(certificate: Certificate, algorithm: DigestName): Fragments {
  const known = kept.get(certificate);
  if (known?.algorithm === algorithm) return known;
  const pieces = {
    digestValue: base64(digest(algorithm, certificate.der)),
    issuerName: xmlText(certificate.issuer.toRfc2253()),
    serial: certificate.serial.toString(),
  };
  const fragments = {
    algorithm,
    pieces,
    reference: certificateText(pieces, digestUri(algorithm), 'written'),
    encoded: base64(certificate.der),
    wrapped: wrapped(certificate.der),
  };
  kept.set(certificate, fragments);
  return fragments;
}
