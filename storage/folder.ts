import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { drumError } from '#protocol/errors.ts';

/**
 * Makes a folder and those above it, where they are not there yet. The recursive `mkdir` of Node.js tries for ever where a folder
 * is there and takes none, as in `/proc`.
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  if (await isMade(path, mode)) return;
  await makeFolder(dirname(path), mode);
  if (!(await isMade(path, mode))) throw drumError('file_not_usable', `${dirname(path)} takes no folders`);
}

/** False: the folder above it is missing. */
async function isMade(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}

/** Makes names in a folder lasting: a new or changed name is on the disk only when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
