import type { AdminAnswer } from '../http/call.ts';
import { certificateDetails } from '../certificates/details.ts';
import type { NextIdentity, TlsKey } from '../certificates/tls-key.ts';

type Details = ReturnType<typeof certificateDetails>;

/** The answer to a change of a TLS identity, which is taken when all else is done. */
export function takenIdentity(
  key: TlsKey,
  { certificate, take }: NextIdentity,
): Required<Pick<AdminAnswer, 'audit' | 'outside'>> & { readonly after: Details } {
  const after = certificateDetails(certificate.der);
  return { after, audit: { before: told(certificateDetails(key.certificate.der)), after: told(after) }, outside: take };
}

const told = ({ hash, subject_distinguished_name }: Details) => ({
  ...{ hash, hash_algorithm: 'SHA-256', subject_distinguished_name },
});

/** The file that a request for a certificate comes as; `service` is the beginning of its name. */
export async function requestFile(
  key: TlsKey,
  subject: string,
  { service, now }: { readonly service: string; readonly now: Date },
): Promise<NonNullable<AdminAnswer['file']>> {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return {
    name: `${service}_tls_cert_request_${day}.p10`,
    type: 'application/octet-stream',
    bytes: await key.request(subject),
  };
}
