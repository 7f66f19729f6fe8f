import { digest, digestUri, signatureUri } from '#certs/algorithms.ts';
import type { DirectoryPart, SignedDirectory } from './signed-directory.ts';
import { lines, randomBoundary, requireSafe, type DirectoryToWrite } from './signed-directory-writer.ts';
import { formatDateTime } from './simple-types.ts';

/**
 * Writes and signs a configuration directory as X-Road's configuration proxy does (UG-CP, PR-GCONF §2): header names in lower
 * case, the document's own header ended by line feeds, `hash-algorithm-id` bare, the expiry to the millisecond.
 */
export async function writeProxyDirectory(directory: DirectoryToWrite): Promise<Buffer> {
  const { signer, certificateDigest = 'SHA-512' } = directory;
  const { outer, inner } = directory.boundaries ?? { outer: randomBoundary(), inner: randomBoundary() };
  const signed = Buffer.from(signedPart(directory, inner), 'utf8');
  const signature = Buffer.from(await signer.sign(signed));
  const certificateHash = digest(certificateDigest, signer.certificate).toString('base64');
  const header = `content-type: multipart/related; type="multipart/mixed"; charset=UTF-8; boundary=${outer}\n\n`;
  const before = lines(`--${outer}`, `content-type: multipart/mixed; charset=UTF-8; boundary=${inner}`, '');
  const after = lines(
    '',
    `--${outer}`,
    'content-type: application/octet-stream',
    'content-transfer-encoding: base64',
    `signature-algorithm-id: ${signatureUri(signer.algorithm)}`,
    `verification-certificate-hash: ${certificateHash}; hash-algorithm-id=${digestUri(certificateDigest)}`,
    '',
    signature.toString('base64'),
    `--${outer}--`,
  );
  return Buffer.concat([Buffer.from(header + before, 'latin1'), signed, Buffer.from(after, 'latin1')]);
}

/** The first part has an empty body, where the central server's has none: one line break more. */
function signedPart({ expiresAt, version, parts }: SignedDirectory, inner: string): string {
  const head = lines(`--${inner}`, `expire-date: ${formatDateTime(expiresAt)}`, `Version: ${version}`, '', '');
  const files = parts.map((part) => lines(`--${inner}`, ...partHeaders(part), '', part.digest.toString('base64')));
  return head + files.join('') + lines(`--${inner}--`);
}

function partHeaders(part: DirectoryPart): string[] {
  requireSafe(part);
  const { contentIdentifier = '', instance, location, fileName, digestName } = part;
  return [
    'content-type: application/octet-stream',
    'content-transfer-encoding: base64',
    `content-identifier: ${contentIdentifier}${instance === undefined ? '' : `; instance="${instance}"`}`,
    `content-location: ${location}`,
    ...(fileName === undefined ? [] : [`content-file-name: ${fileName}`]),
    `hash-algorithm-id: ${digestUri(digestName)}`,
  ];
}
