import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Drafts end so; one that a stop left behind may be removed. */
export const DRAFT_SUFFIX = '.draft';

/**
 * Gives a file new contents: a reader sees the old or the new, whole, and so does whoever starts after the power went, once
 * this has resolved. The file is its owner's alone unless `mode` says otherwise.
 */
export async function replaceFile(
  path: string,
  contents: Uint8Array | string | AsyncIterable<Uint8Array>,
  mode = 0o600,
): Promise<void> {
  const draft = `${path}.${randomUUID()}${DRAFT_SUFFIX}`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      // Whatever the process's umask says of files in general.
      await file.chmod(mode);
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The new name is as lasting as the contents only when its folder has reached the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
