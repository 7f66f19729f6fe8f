import { readFile, stat } from 'node:fs/promises';
import { drumError } from '#protocol/errors.ts';
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
  return { anchor: readAnchor(bytes), fingerprint: anchorFingerprint(bytes) };
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= ANCHOR_BYTES_MAX) return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw drumError('anchor_file_not_found', `The anchor ${path} cannot be opened (${reason})`, error);
  }
  throw drumError('malformed_anchor', `The anchor ${path} is larger than ${ANCHOR_BYTES_MAX} bytes`);
}
