import { digest, signBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import type { DirectoryPart, SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { writeSignedDirectory, type DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import { issue, type Issued } from './pki/certificates.ts';

/** Signed configuration directories for tests, and the key they are signed with. */

export const DIRECTORY_KEY = issue({ subject: 'configuration signing', key: 'ec' });

export function signerOf({ certificate, key }: Issued, algorithm: SignatureAlgorithm): DirectorySigner {
  return {
    algorithm,
    certificate: certificate.der,
    sign: (data) => Promise.resolve(signBytes(algorithm, key, data, 'der')),
  };
}

/** A part for a file of that content. */
export function partOf(content: Uint8Array, changes: Partial<DirectoryPart> = {}): DirectoryPart {
  return {
    contentIdentifier: 'SHARED-PARAMETERS',
    instance: 'BG',
    location: '/V6/20261123000000000000/shared-params.xml',
    digestName: 'SHA-512',
    digest: digest('SHA-512', content),
    ...changes,
  };
}

/** A directory within the boundaries `OUTER` and `INNER`. */
export function signedDirectory(
  directory: SignedDirectory,
  issued = DIRECTORY_KEY,
  algorithm: SignatureAlgorithm = 'SHA512withECDSA',
): Promise<Buffer> {
  return writeSignedDirectory({
    ...directory,
    signer: signerOf(issued, algorithm),
    boundaries: { outer: 'OUTER', inner: 'INNER' },
  });
}
