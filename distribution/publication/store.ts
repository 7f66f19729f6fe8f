import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file as it is published: the path is that of its address. */
export interface PublishedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Publication {
  /** Each below a folder of this publication: `/GROUP/TIME/…`, with times that sort by their names. */
  readonly files: readonly PublishedFile[];
  /** The signed directories that list them. */
  readonly directories: readonly PublishedFile[];
}

/**
 * Puts a publication where it is served from: its files first, then the directories that list them, each replaced
 * atomically, so that no client ever reads a directory whose files are not there. The files of the last `kept` publications of
 * a group stay, for a client that read a directory a moment ago.
 */
export async function storePublication(root: string, { files, directories }: Publication, kept: number): Promise<void> {
  for (const each of [...files, ...directories]) await replace(root, each);
  await removeOld(root, kept);
}

async function replace(root: string, { path, bytes }: PublishedFile): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.new`;
  await writeFile(temporary, bytes, { flush: true });
  await rename(temporary, target);
}

async function removeOld(root: string, kept: number): Promise<void> {
  for (const group of await readdir(root)) {
    const folders = (await readdir(join(root, group), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    for (const name of folders.slice(0, -kept)) await rm(join(root, group, name), { recursive: true });
  }
}
