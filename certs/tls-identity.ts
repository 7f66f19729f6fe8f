import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { signBytes } from './algorithms.ts';
import { selfSignedCertificate } from './certificate-writer.ts';
import { DistinguishedName } from './distinguished-name.ts';
import { subjectAlternativeNameExtension } from './extension-writer.ts';
import { toPem } from './pem.ts';

const VALID_YEARS = 20;
/** Clocks of information systems may be a little behind. */
const BACKDATED_MS = 86_400_000;

/** A TLS key and its certificate, in PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly certificate: string;
}

/**
 * The TLS key and certificate of a listener that its clients know by the certificate itself. Self-signed and made at the first
 * start, as `NAME-key.pem` and `NAME-certificate.pem`; whoever wants another puts both files in its place.
 */
export async function tlsIdentity(
  folder: string,
  { name, commonName, address, clock }: { name: string; commonName: string; address: string; clock: Clock },
): Promise<TlsIdentity> {
  await finishReplacing(folder, name);
  const { keyPath, certificatePath } = pathsOf(folder, name);
  const [key, certificate] = await Promise.all([readIfThere(keyPath), readIfThere(certificatePath)]);
  if (key !== undefined && certificate !== undefined) return { key, certificate };
  const made = await newTlsIdentity(commonName, address, clock.now());
  // The certificate comes last: with it, both are there.
  await replaceFile(keyPath, made.key);
  await replaceFile(certificatePath, made.certificate);
  return made;
}

/** Puts another key and certificate in the place of both, so that they belong together whenever the power goes. */
export async function replaceTlsIdentity(
  folder: string,
  name: string,
  { key, certificate }: TlsIdentity,
): Promise<void> {
  await replaceFile(pathsOf(folder, name).nextPath, key + certificate);
  await finishReplacing(folder, name);
}

/** Does what a replacement has left undone. Doing it twice is the same. */
async function finishReplacing(folder: string, name: string): Promise<void> {
  const { keyPath, certificatePath, nextPath } = pathsOf(folder, name);
  const next = await readIfThere(nextPath);
  if (next === undefined) return;
  const at = next.indexOf('-----BEGIN CERTIFICATE-----');
  await replaceFile(keyPath, next.slice(0, at));
  await replaceFile(certificatePath, next.slice(at));
  await rm(nextPath, { force: true });
}

const pathsOf = (folder: string, name: string) => ({
  keyPath: join(folder, `${name}-key.pem`),
  certificatePath: join(folder, `${name}-certificate.pem`),
  /** Key and certificates that are about to replace those. */
  nextPath: join(folder, `${name}-next.pem`),
});

/** A new key with a certificate that it signs for itself. */
export async function newTlsIdentity(commonName: string, address: string, now: Date): Promise<TlsIdentity> {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const privateKey = createPrivateKey(key);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: commonName }]),
    key: {
      publicKey: createPublicKey(privateKey),
      sign: (algorithm, data) => Promise.resolve(signBytes(algorithm, privateKey, data, 'der')),
    },
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter,
    extensions: [subjectAlternativeNameExtension(['localhost', address])],
  });
  return { key: key.toString(), certificate: toPem('CERTIFICATE', der) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw drumError('io_error', `${path} cannot be read`, error);
  }
}
