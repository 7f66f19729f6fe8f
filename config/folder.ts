import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { drumError } from '#protocol/errors.ts';
import { systemCode } from './named-file.ts';

/**
 * Makes a folder and those above it, where they are not there yet. The recursive `mkdir` of Node.js tries for ever where a folder
 * is there and takes none, as in `/proc`.
 */
export function makeFolder(path: string, mode: number): void {
  if (isMade(path, mode)) return;
  makeFolder(dirname(path), mode);
  if (!isMade(path, mode)) throw drumError('file_not_usable', `${dirname(path)} takes no folders`);
}

/** False: the folder above it is missing. */
function isMade(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return true;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
