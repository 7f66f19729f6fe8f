import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signBytes, verifyBytes } from '#certs/algorithms.ts';
import { DRAFT_SUFFIX, replaceFile } from '#config/atomic-file.ts';
import { fileError, readNamedFile, systemCode } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import type { Trailer } from './format.ts';

/** Beside the backups' own server, and never in a backup: who has a backup cannot sign another. */
export const SIGNING_KEY_FILE = 'backup-signing-key.pem';
/** Fingerprints of other keys whose backups are taken, a line each. */
const TRUSTED_FILE = 'backup-trusted-keys';
const FILE_BYTES_MAX = 65_536;
const ALGORITHM = 'SHA512withECDSA';

/** Hexadecimal SHA-256 of the public key (DER of SubjectPublicKeyInfo). */
export const fingerprintOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** The key that this server signs its backups with; made when it is first needed. */
export async function signingKey(data: string): Promise<KeyObject> {
  const path = join(data, SIGNING_KEY_FILE);
  const known = await textIn(path);
  if (known !== undefined) return createPrivateKey(known);
  const draft = `${path}.${randomUUID()}${DRAFT_SUFFIX}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  try {
    await replaceFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    // Not replaced: the server and a command may both be the first.
    await link(draft, path);
    return privateKey;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw fileError(error, `The file ${path}`, 'written');
    return await signingKey(data);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Fingerprints of the keys whose backups this server takes: its own, and those that somebody has named. */
export async function trustedKeys(data: string): Promise<ReadonlySet<string>> {
  const own = await textIn(join(data, SIGNING_KEY_FILE));
  const others = (await textIn(join(data, TRUSTED_FILE))) ?? '';
  return new Set([
    ...(own === undefined ? [] : [fingerprintOf(createPublicKey(own))]),
    ...others.split('\n').filter((line) => line !== ''),
  ]);
}

export async function trustKey(data: string, fingerprint: string): Promise<void> {
  const trusted = await trustedKeys(data);
  if (trusted.has(fingerprint)) return;
  const others = (await textIn(join(data, TRUSTED_FILE))) ?? '';
  await replaceFile(join(data, TRUSTED_FILE), `${others}${fingerprint}\n`);
}

/** What is signed, so that the signature means nothing elsewhere. */
const statement = (sha512: string): Buffer => Buffer.from(`DRUM-BACKUP 1\nSHA-512 ${sha512}\n`);

/** `sha512`: hexadecimal, of the whole file up to the trailer. */
export function signed(sha512: string, key: KeyObject): Trailer {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    algorithm: ALGORITHM,
    publicKey: publicKey.toString('base64'),
    signature: signBytes(ALGORITHM, key, statement(sha512), 'der').toString('base64'),
  };
}

/** The fingerprint of the key that has signed. Throws `backup_not_trusted`. */
export function signerOf(sha512: string, trailer: Trailer): string {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(trailer.publicKey, 'base64'), format: 'der', type: 'spki' });
    const signature = Buffer.from(trailer.signature, 'base64');
    if (verifyBytes(ALGORITHM, publicKey, statement(sha512), signature, 'der')) return fingerprintOf(publicKey);
  } catch (error) {
    throw drumError('backup_not_trusted', 'The signature of the backup cannot be read', error);
  }
  throw drumError('backup_not_trusted', 'The signature of the backup does not hold: the file has been changed');
}

async function textIn(path: string): Promise<string | undefined> {
  try {
    return (await readNamedFile(path, FILE_BYTES_MAX)).toString('utf8');
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw error;
  }
}
