import { readFile } from 'node:fs/promises';
import { drumError } from '#protocol/errors.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';

/** Reads an anchor from its file. Throws `anchor_file_not_found` or `malformed_anchor`. */
export async function readAnchorFile(path: string): Promise<ConfigurationAnchor> {
  return readAnchor(await readAnchorBytes(path));
}

/** The bytes of an anchor file, which its fingerprint is taken of. Throws `anchor_file_not_found`. */
export async function readAnchorBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw drumError('anchor_file_not_found', `The anchor ${path} cannot be opened (${reason})`, error);
  }
}
