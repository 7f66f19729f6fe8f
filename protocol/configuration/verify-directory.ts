import type { KeyObject } from 'node:crypto';
import { digest, verifyBytes } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import type { Checks } from '../checks.ts';
import { asDrumError, drumError } from '../errors.ts';
import { malformed } from './mime.ts';
import {
  readSignedDirectory,
  type DirectoryPart,
  type SignedDirectory,
  type UnverifiedDirectory,
} from './signed-directory.ts';
import { formatDateTime } from './simple-types.ts';

/**
 * Verifies what a configuration source sent, against the certificates that its location is known by (PR-GCONF §3): the
 * signature before anything that it covers is read, then the expiry. Each step is a check in `checks`; the first that
 * fails is thrown with its `global_conf_…` code.
 */
export function verifySignedDirectory(
  bytes: Uint8Array,
  certificates: readonly Uint8Array[],
  at: Date,
  checks: Checks,
): SignedDirectory {
  const directory = checks.run('directory-form', () => {
    const value = readSignedDirectory(bytes);
    return { value, detail: `${value.signedBytes.length} signed bytes, ${value.signatureAlgorithm}` };
  });
  const key = checks.run('verification-certificate', () => {
    const value = keyOf(directory, certificates);
    return {
      value,
      detail: `${directory.certificateHash.digestName} ${directory.certificateHash.value.toString('hex')}`,
    };
  });
  checks.run('directory-signature', () => {
    const { signatureAlgorithm, signedBytes, signature } = directory;
    // ECDSA signatures are in DER here, unlike in XML signatures.
    if (!verifyBytes(signatureAlgorithm, key, signedBytes, signature, 'der')) {
      throw drumError('global_conf_signature_verification_failure', 'The signature of the directory does not hold');
    }
    return { value: undefined, detail: `${signatureAlgorithm} holds` };
  });
  return checks.run('directory-content', () => {
    const value = directory.readSigned();
    if (at > value.expiresAt) {
      throw drumError('global_conf_outdated', `The configuration expired at ${formatDateTime(value.expiresAt)}`);
    }
    if (!directory.complete)
      throw malformed('The directory is cut off: its closing boundary and line break are missing');
    return {
      value,
      detail: `version ${value.version}, ${value.parts.length} files, expires at ${formatDateTime(value.expiresAt)}`,
    };
  });
}

/** Checks that a file is the one that the directory lists. Throws `global_conf_part_downloaded_file_integrity_failure`. */
export function verifyPart(part: DirectoryPart, content: Uint8Array): void {
  const found = digest(part.digestName, content);
  if (!found.equals(part.digest)) {
    throw drumError(
      'global_conf_part_downloaded_file_integrity_failure',
      `The ${part.digestName} digest of ${part.location} is ${found.toString('base64')}, not ${part.digest.toString('base64')}`,
    );
  }
}

function keyOf(directory: UnverifiedDirectory, certificates: readonly Uint8Array[]): KeyObject {
  const { digestName, value } = directory.certificateHash;
  for (const bytes of certificates) {
    const certificate = digest(digestName, bytes).equals(value) ? bytes : derOfPem(bytes);
    if (certificate !== undefined && digest(digestName, certificate).equals(value)) return publicKeyOf(certificate);
  }
  throw drumError(
    'global_conf_missing_verification_cert',
    `No certificate of this source has the ${digestName} hash ${value.toString('base64')}`,
  );
}

/** Anchors hold DER by the schema, but some publishers write PEM text wherever a certificate stands. */
function derOfPem(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return Certificate.fromParameter(bytes).der;
  } catch {
    return undefined;
  }
}

function publicKeyOf(bytes: Uint8Array): KeyObject {
  try {
    return Certificate.fromParameter(bytes).publicKey;
  } catch (error) {
    throw drumError(
      'global_conf_missing_verification_cert',
      `The verification certificate cannot be read: ${asDrumError(error).message}`,
      error,
    );
  }
}
