import { digest } from '#certs/algorithms.ts';
import { BoundedMap } from '#certs/bounded-map.ts';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '../errors.ts';
import { shown } from './algorithms.ts';
import { decodeBase64 } from './base64.ts';
import type { Signature } from './signature.ts';

const CODE = 'malformed_signature';

/** Certificates, and as many OCSP responses, that one signature may bring along. */
const VALUES_MAX = 64;

/**
 * Certificates that help to build the path (`CompleteCertificateRefs` and `CertificateValues`), each held against its
 * digest. They are not signed: whether they are to be trusted is for the path to say. Throws `malformed_signature`.
 */
export function extraCertificates({ unsigned }: Signature): Certificate[] {
  const references = bounded(unsigned?.certificateReferences ?? []);
  return references.map(({ uri, read }) => {
    if (uri === '') throw drumError(CODE, 'A reference to a certificate has no URI');
    // Signatures made before 2015 name the Id without the number sign.
    const value = unsigned?.certificates.get(uri.replace(/^#/, ''));
    if (value === undefined) throw drumError(CODE, `There is no certificate with the Id ${shown(uri)}`);
    const der = bytesOf(value);
    const { algorithm, digestValue } = read();
    if (!digest(algorithm, der).equals(digestValue)) {
      throw drumError(CODE, `The certificate with the Id ${shown(uri)} differs from its digest`);
    }
    return readCertificate(der);
  });
}

/** Certificates that are kept read: those of the peers of a busy server. */
const CERTIFICATES_KEPT_MAX = 1_000;
const kept = new BoundedMap<string, Certificate>(CERTIFICATES_KEPT_MAX);

/**
 * The certificate, or `malformed_signature` where a signature brings bytes that are none. Every message of a peer brings the
 * same ones, and reading one with its key costs as much as verifying a signature; nothing is trusted for being known.
 */
export function readCertificate(der: Buffer): Certificate {
  const key = der.toString('latin1');
  const known = kept.get(key);
  if (known !== undefined) return known;
  try {
    const certificate = Certificate.fromDer(der);
    kept.set(key, certificate);
    return certificate;
  } catch (error) {
    throw drumError(CODE, 'A certificate in the signature cannot be read', error);
  }
}

/** DER of the OCSP responses. At least one is needed: throws `malformed_signature`. */
export function ocspResponses({ unsigned }: Signature): Buffer[] {
  const values = bounded(unsigned?.ocspResponses ?? []);
  if (values.length === 0) throw drumError(CODE, 'The signature brings no OCSP response');
  return values.map(bytesOf);
}

/** DER of the signature's own time-stamp token. Throws `malformed_signature` where there is none. */
export function signatureTimestamp({ unsigned }: Signature): Buffer {
  const [token] = unsigned?.timestamps ?? [];
  if (token === undefined) throw drumError(CODE, 'The signature has no EncapsulatedTimeStamp');
  return bytesOf(token);
}

function bounded<T>(values: readonly T[]): readonly T[] {
  if (values.length > VALUES_MAX)
    throw drumError(CODE, `The signature brings more than ${VALUES_MAX} values of a kind`);
  return values;
}

function bytesOf(text: string): Buffer {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw drumError(CODE, 'A value in the signature is not base64');
  return bytes;
}
