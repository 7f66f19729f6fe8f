import { readNamedFile } from '#config/named-file.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { ANCHOR_BYTES_MAX, anchorFingerprint, readAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';

export interface AnchorFile {
  readonly anchor: ConfigurationAnchor;
  /** What operators compare: SHA-224 of the file, upper-case hexadecimal. */
  readonly fingerprint: string;
}

/** Reads an anchor from its file. Throws `anchor_file_not_found` or `malformed_anchor`. */
export async function readAnchorFile(path: string): Promise<AnchorFile> {
  const bytes = await readBounded(path);
  try {
    return { anchor: readAnchor(bytes), fingerprint: anchorFingerprint(bytes) };
  } catch (error) {
    throw asDrumError(error).at(`The anchor ${path}`);
  }
}

async function readBounded(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readNamedFile(path, ANCHOR_BYTES_MAX);
  } catch (error) {
    throw drumError('anchor_file_not_found', `The anchor cannot be opened: ${asDrumError(error).message}`, error);
  }
  if (bytes.length > ANCHOR_BYTES_MAX) {
    throw drumError('malformed_anchor', `The anchor ${path} is larger than ${ANCHOR_BYTES_MAX} bytes`);
  }
  return bytes;
}
