import type { Certificate } from '../certificate.ts';
import { derSequence } from '../der/write.ts';
import { certificateId, writeCertificateId } from './certificate-id.ts';

/** DER of an OCSPRequest for one certificate: SHA-1 CertID, no nonce, unsigned, as X-Road's servers send it (RFC 6960 §4.1). */
export function ocspRequest(certificate: Certificate, issuer: Certificate): Buffer {
  const id = writeCertificateId({ ...certificateId(certificate, issuer), digest: 'SHA-1' });
  const request = derSequence(id);
  const requestList = derSequence(request);
  return derSequence(derSequence(requestList));
}
