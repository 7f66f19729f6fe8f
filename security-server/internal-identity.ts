import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signBytes } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { subjectAlternativeNameExtension } from '#certs/extension-writer.ts';
import { toPem } from '#certs/pem.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import type { InternalIdentity } from './client-proxy/listeners.ts';

const VALID_YEARS = 20;
/** Clocks of information systems may be a little behind. */
const BACKDATED_MS = 86_400_000;

/**
 * The server's internal TLS key and certificate, which its own information systems see. Self-signed and made at the first
 * start; whoever wants another puts both files in its place.
 */
export async function internalIdentity(
  folder: string,
  server: ServerId,
  address: string,
  clock: Clock,
): Promise<InternalIdentity> {
  const keyPath = join(folder, 'internal-key.pem');
  const certificatePath = join(folder, 'internal-certificate.pem');
  const [key, certificate] = await Promise.all([readIfThere(keyPath), readIfThere(certificatePath)]);
  if (key !== undefined && certificate !== undefined) return { key, certificate };
  const made = await make(server, address, clock.now());
  // The certificate comes last: with it, both are there.
  await replaceFile(keyPath, made.key);
  await replaceFile(certificatePath, made.certificate);
  return made;
}

async function make(server: ServerId, address: string, now: Date): Promise<InternalIdentity> {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const privateKey = createPrivateKey(key);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: server.serverCode }]),
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
