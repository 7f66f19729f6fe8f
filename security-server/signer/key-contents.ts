import { createHash, createPublicKey } from 'node:crypto';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import { sameMember } from '#protocol/identifiers/compare.ts';
import type { CertificateEntry, KeyConfiguration, KeyUsage } from './key-configuration.ts';

/* What the entries of a key configuration hold. */

/** What the form of the file does not show: that keys are keys and certificates are certificates. */
export function checkContents({ tokens }: KeyConfiguration, name: string): void {
  for (const key of tokens.flatMap(({ keys }) => keys)) {
    try {
      publicKeyOf(key.publicKey);
      for (const { certificate } of key.certificates) Certificate.fromDer(Buffer.from(certificate, 'base64'));
    } catch (error) {
      const what = `the public key or a certificate of key ${key.id} cannot be read`;
      throw drumError('malformed_server_conf', `${name}: ${what}`, error);
    }
  }
}

/**
 * What a key with this certificate is for, by X-Road's rules for what may be imported. `usage`: what the key is for by now. Throws
 * `wrong_cert_usage`, `cert_import_failed`.
 */
export function usageOf(
  certificate: Certificate,
  usage: KeyUsage | undefined,
  { member }: Pick<CertificateEntry, 'member'>,
): KeyUsage {
  const isSigning = certificate.isSigning();
  const isAuthentication = certificate.isAuthentication();
  if (isSigning && isAuthentication) {
    throw drumError(
      'wrong_cert_usage',
      'The certificate is for signing and for authentication; it may be for one only',
    );
  }
  if (!isSigning && !isAuthentication) {
    throw drumError('wrong_cert_usage', 'The certificate is neither for signing nor for authentication');
  }
  const wanted = isSigning ? 'SIGNING' : 'AUTHENTICATION';
  if (usage !== undefined && usage !== wanted) {
    const [kind, other] = isSigning ? ['signing', 'an authentication'] : ['authentication', 'a signing'];
    throw drumError('wrong_cert_usage', `The certificate is for ${kind}, its key is ${other} key`);
  }
  if (isSigning && member === undefined) {
    throw drumError('cert_import_failed', 'A signing certificate is imported with the member that it names');
  }
  return wanted;
}

export function isOf(one: CertificateEntry['member'], other: CertificateEntry['member']): boolean {
  return one === undefined || other === undefined ? one === other : sameMember(one, other);
}

export function sha256Of({ certificate }: CertificateEntry): string {
  return createHash('sha256').update(Buffer.from(certificate, 'base64')).digest('hex');
}

export function publicKeyOf(spki: string) {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}
