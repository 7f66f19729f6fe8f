import { generateKeyPairSync } from 'node:crypto';
import { selfSignedCertificate } from '../certificate-writer.ts';
import type { DistinguishedName } from '../distinguished-name.ts';
import { signingKey } from '../signing-key.ts';
import type { Identity } from './authority.ts';
import { profileExtensions } from './profiles.ts';

/** Somebody of this name whom no authority knows: what a service that answers with the wrong key answers as. */
export async function stranger(subject: DistinguishedName, profile: 'ocsp' | 'tsa', now: Date): Promise<Identity> {
  const key = signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const certificate = await selfSignedCertificate({
    subject,
    key,
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter: new Date(now.getTime() + 3_600_000),
    extensions: profileExtensions(profile),
  });
  return { certificate, key };
}
