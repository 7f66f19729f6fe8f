import { randomInt } from 'node:crypto';
import { digest, digestUri, signatureUri, type DigestName, type SignatureAlgorithm } from '#certs/algorithms.ts';
import type { DirectoryPart, SignedDirectory } from './signed-directory.ts';
import { formatDateTime } from './simple-types.ts';

const EOL = '\r\n';
const BOUNDARY_CHARACTERS = 20;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
// A quote or a line break in these would end the header in which they stand.
const UNSAFE = /["'\\\u0000-\u001f\u007f]/;

export interface DirectorySigner {
  readonly algorithm: SignatureAlgorithm;
  /** DER of the certificate that clients know the key by. */
  readonly certificate: Uint8Array;
  /** Signs these bytes; ECDSA in DER. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

export interface DirectoryToWrite extends SignedDirectory {
  readonly signer: DirectorySigner;
  /** How the signer's certificate is named; SHA-512 when absent. */
  readonly certificateDigest?: DigestName;
  /** Random when absent. */
  readonly boundaries?: { readonly outer: string; readonly inner: string };
}

/** Writes and signs a configuration directory, byte for byte as X-Road's central server does (PR-GCONF §2). */
export async function writeSignedDirectory(directory: DirectoryToWrite): Promise<Buffer> {
  const { signer, certificateDigest = 'SHA-512' } = directory;
  const { outer, inner } = directory.boundaries ?? { outer: randomBoundary(), inner: randomBoundary() };
  const signed = Buffer.from(signedPart(directory, inner), 'utf8');
  const signature = Buffer.from(await signer.sign(signed));
  const certificateHash = digest(certificateDigest, signer.certificate).toString('base64');
  const before = lines(
    `Content-Type: multipart/related; charset=UTF-8; boundary=${outer}`,
    '',
    `--${outer}`,
    `Content-Type: multipart/mixed; charset=UTF-8; boundary=${inner}`,
    '',
  );
  const after = lines(
    '',
    `--${outer}`,
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    `Signature-Algorithm-Id: ${signatureUri(signer.algorithm)}`,
    `Verification-certificate-hash: ${certificateHash}; hash-algorithm-id="${digestUri(certificateDigest)}"`,
    '',
    signature.toString('base64'),
    `--${outer}--`,
  );
  return Buffer.concat([Buffer.from(before, 'latin1'), signed, Buffer.from(after, 'latin1')]);
}

function signedPart({ expiresAt, version, parts }: SignedDirectory, inner: string): string {
  const seconds = new Date(Math.trunc(expiresAt.getTime() / 1000) * 1000);
  const head = lines(`--${inner}`, `Expire-date: ${formatDateTime(seconds)}`, `Version: ${version}`, '');
  const files = parts.map((part) => lines(`--${inner}`, ...partHeaders(part), '', part.digest.toString('base64')));
  return head + files.join('') + lines(`--${inner}--`);
}

function partHeaders(part: DirectoryPart): string[] {
  requireSafe(part);
  const { contentIdentifier, instance, location, fileName, digestName } = part;
  const identifier = instance === undefined ? contentIdentifier : `${contentIdentifier ?? ''}; instance='${instance}'`;
  return [
    'Content-type: application/octet-stream',
    'Content-transfer-encoding: base64',
    ...(identifier === undefined ? [] : [`Content-identifier: ${identifier}`]),
    `Content-location: ${location}`,
    ...(fileName === undefined ? [] : [`Content-file-name: ${fileName}`]),
    `Hash-algorithm-id: ${digestUri(digestName)}`,
  ];
}

/** Throws a TypeError where a value would end the header that it is to stand in. */
export function requireSafe({ contentIdentifier, instance, location, fileName }: DirectoryPart): void {
  for (const text of [contentIdentifier, instance, location, fileName]) {
    if (text !== undefined && UNSAFE.test(text))
      throw new TypeError('A header of a directory cannot hold quotes or line breaks');
  }
}

export function lines(...text: string[]): string {
  return text.map((line) => line + EOL).join('');
}

export function randomBoundary(): string {
  return Array.from({ length: BOUNDARY_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
