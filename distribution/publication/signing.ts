import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import type { KeySpec, Token } from '#certs/tokens/token.ts';
import { drumError } from '#protocol/errors.ts';
import type { DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';

export type KeyType = 'RSA' | 'EC';

const VALID_YEARS = 20;
const SPECS: Readonly<Record<KeyType, KeySpec>> = {
  RSA: { kind: 'rsa', bits: 3072 },
  EC: { kind: 'ec', curve: 'P-256' },
};

/** A key that signs configuration: it is in a token, and clients know it by its certificate. */
export interface SigningKey {
  readonly tokenKeyId: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** Makes a key in the token, and the certificate that holds it and says nothing else (PR-GCONF §2). */
export async function makeSigningKey(token: Token, type: KeyType, name: string, now: Date): Promise<SigningKey> {
  const { id } = await token.generateKey(SPECS[type], `${name} configuration`);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: `Configuration signing ${name}` }]),
    key: {
      publicKey: await token.publicKey(id),
      sign: (algorithm, data) => token.sign(id, algorithm, data, 'der'),
    },
    notBefore: now,
    notAfter,
  });
  return { tokenKeyId: id, certificate: der };
}

/** Signs configuration with a key of the token. */
export async function directorySigner(token: Token, key: SigningKey): Promise<DirectorySigner> {
  const publicKey = await token.publicKey(key.tokenKeyId);
  const algorithm = algorithmOf(publicKey, token);
  if (algorithm === undefined) throw drumError('unsupported_sign_algorithm', 'The signing key is of an unknown type');
  return {
    algorithm,
    certificate: key.certificate,
    sign: (data) => token.sign(key.tokenKeyId, algorithm, data, 'der'),
  };
}

function algorithmOf(publicKey: KeyObject, token: Token): SignatureAlgorithm | undefined {
  if (publicKey.asymmetricKeyType === 'ec') return 'SHA512withECDSA';
  if (publicKey.asymmetricKeyType !== 'rsa') return undefined;
  return token.rsaSignMechanism === 'CKM_RSA_PKCS_PSS' ? 'SHA512withRSAandMGF1' : 'SHA512withRSA';
}
