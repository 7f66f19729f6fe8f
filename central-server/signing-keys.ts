import type { Certificate } from '#certs/certificate.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import type { KeySpec, Token } from '#certs/tokens/token.ts';
import type { SignatureAlgorithm } from '#certs/algorithms.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import type { CatalogueRepository, ConfigurationSourceKind, SigningKeyRecord } from './catalogue/repository.ts';

const VALID_YEARS = 20;
const SPECS: Readonly<Record<'RSA' | 'EC', KeySpec>> = {
  RSA: { kind: 'rsa', bits: 3072 },
  EC: { kind: 'ec', curve: 'P-256' },
};
const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = { rsa: 'SHA512withRSA', ec: 'SHA512withECDSA' };

/** Makes the signing keys that a configuration source lacks: one each for internal and external configuration. */
export async function ensureSigningKeys(
  token: Token,
  repository: CatalogueRepository,
  options: { readonly type: 'RSA' | 'EC'; readonly instance: string; readonly clock: Clock },
): Promise<void> {
  const known = await repository.signingKeys();
  for (const source of ['INTERNAL', 'EXTERNAL'] as const) {
    if (known.some((key) => key.source === source)) continue;
    const key = await token.generateKey(SPECS[options.type], `${source.toLowerCase()} configuration`);
    const createdAt = options.clock.now();
    const certificate = await keyContainer(token, key.id, `${options.instance} ${source.toLowerCase()}`, createdAt);
    await repository.addSigningKey({
      tokenKeyId: key.id,
      source,
      certificate: certificate.der,
      active: true,
      createdAt,
    });
  }
}

/** Clients know a signing key by its certificate, which says nothing else (PR-GCONF §2). */
async function keyContainer(token: Token, keyId: string, name: string, now: Date): Promise<Certificate> {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  return selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: `Configuration signing ${name}` }]),
    key: {
      publicKey: await token.publicKey(keyId),
      sign: (algorithm, data) => token.sign(keyId, algorithm, data, 'der'),
    },
    notBefore: now,
    notAfter,
  });
}

/** What signs the configuration of one source: its active key. Throws `key_not_found`. */
export async function directorySigner(
  token: Token,
  keys: readonly SigningKeyRecord[],
  source: ConfigurationSourceKind,
): Promise<DirectorySigner> {
  const key = keys.find((candidate) => candidate.source === source && candidate.active);
  if (key === undefined) throw drumError('key_not_found', `There is no active signing key for ${source} configuration`);
  const publicKey = await token.publicKey(key.tokenKeyId);
  const algorithm = ALGORITHMS[publicKey.asymmetricKeyType ?? ''];
  if (algorithm === undefined) throw drumError('unsupported_sign_algorithm', 'The signing key is of an unknown type');
  return {
    algorithm,
    certificate: key.certificate,
    sign: (data) => token.sign(key.tokenKeyId, algorithm, data, 'der'),
  };
}
