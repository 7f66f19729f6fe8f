import { keyTypeOf } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';

/** A certificate of 64 KiB in PEM, and room for the text that some tools put before it. */
const FILE_BYTES_MAX = 131_072;
const DER_SEQUENCE = 0x30;

/** The one certificate of a file in PEM or DER, with a key that can be used. Throws `invalid_certificate`. */
export function uploadedCertificate(file: Uint8Array): Certificate {
  if (file.length > FILE_BYTES_MAX) throw invalid(`must have at most ${FILE_BYTES_MAX} bytes`);
  const isDer = file[0] === DER_SEQUENCE;
  try {
    const certificate = isDer ? Certificate.fromDer(file) : Certificate.fromPem(pemOf(file));
    if (keyTypeOf(certificate.publicKey) === undefined) throw invalid('has a key of an unknown kind');
    return certificate;
  } catch (error) {
    const known = asDrumError(error);
    throw known.code === 'invalid_certificate'
      ? known
      : invalid('cannot be read as a certificate in PEM or DER', error);
  }
}

/** The text, where it holds nothing but one certificate. */
function pemOf(file: Uint8Array): string {
  const text = Buffer.from(file).toString('utf8');
  const labels = [...text.matchAll(/-----BEGIN ([^-]*)-----/g)].map(([, label = '']) => label);
  if (labels.some((label) => label.endsWith('PRIVATE KEY'))) throw invalid('must not hold a private key');
  if (labels.length > 1) throw invalid(`must hold one certificate, and holds ${labels.length} PEM objects`);
  if (labels[0] !== 'CERTIFICATE') throw invalid('holds no certificate in PEM or DER');
  return text;
}

const invalid = (rule: string, cause?: unknown) => drumError('invalid_certificate', `certificate: ${rule}`, cause);
