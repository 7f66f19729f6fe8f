import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PublishedFile } from './directory.ts';

const DIRECTORIES = new Set(['internalconf', 'externalconf']);
/** Publications whose files stay: a client that read a directory a moment ago still finds what it lists. */
const KEPT_PER_VERSION = 12;

/**
 * Puts a publication where it is served from: its files first, then the directories that list them, each replaced
 * atomically, so that no client ever reads a directory whose files are not there.
 */
export async function storePublication(root: string, files: readonly PublishedFile[]): Promise<void> {
  const isDirectory = ({ path }: PublishedFile): boolean => DIRECTORIES.has(path.split('/').at(-1) ?? '');
  for (const each of files.filter((candidate) => !isDirectory(candidate))) await replace(root, each);
  for (const each of files.filter(isDirectory)) await replace(root, each);
  await removeOld(root);
}

async function replace(root: string, { path, bytes }: PublishedFile): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.new`;
  await writeFile(temporary, bytes, { flush: true });
  await rename(temporary, target);
}

async function removeOld(root: string): Promise<void> {
  for (const version of await readdir(root)) {
    const folders = (await readdir(join(root, version), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    for (const name of folders.slice(0, -KEPT_PER_VERSION)) await rm(join(root, version, name), { recursive: true });
  }
}
