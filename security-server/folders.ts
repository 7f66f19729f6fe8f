import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#config/folder.ts';
import { fileError } from '#config/named-file.ts';
import { ownFolder } from '#config/ownership.ts';
import type { Teardown } from './teardown.ts';

/** Where a server keeps what, below its data folder. */
export function foldersOf(data: string) {
  return {
    data,
    signer: join(data, 'signer'),
    configuration: join(data, 'globalconf'),
    ocsp: join(data, 'ocsp'),
    messageLog: join(data, 'messagelog'),
    archive: join(data, 'archive'),
    spool: join(data, 'spool'),
  };
}

export type Folders = ReturnType<typeof foldersOf>;

/** Owns and makes the folders. Throws `data_in_use`, and what `fileError` says where they cannot be written to. */
export async function makeFolders(data: string, teardown: Teardown): Promise<Folders> {
  const folders = foldersOf(data);
  // Before anything is touched: what is there may be another's who runs.
  teardown.add(ownFolder(data).release);
  try {
    // Bodies of exchanges that a stop cut off are nobody's any more.
    await rm(folders.spool, { recursive: true, force: true });
    for (const folder of Object.values(folders)) makeFolder(folder, 0o700);
  } catch (error) {
    throw fileError(error, `The data folder ${data}`, 'written');
  }
  return folders;
}
