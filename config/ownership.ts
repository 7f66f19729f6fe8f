import { accessSync, chmodSync, constants } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import SqliteFile from 'better-sqlite3';
import { drumError, DrumError } from '#protocol/errors.ts';
import { makeFolder } from './folder.ts';
import { fileError, systemCode } from './named-file.ts';

/** Held until `release` or the end of the process, however it ends. */
export interface Ownership {
  readonly release: () => void;
}

/** The lock of a folder, in it. */
export const LOCK_FILE = '.owner';
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
/** How soon it is looked again whether an owner has gone. */
const LOOK_AGAIN_MS = 20;

/**
 * Makes this process, and in it the caller, the only owner of what the lock file stands for; undefined while there is
 * another. The lock is the operating system's, which lets go of it when the process ends: no crash leaves it behind.
 * Node.js has no such locks; SQLite has. Throws what SQLite throws where the file cannot be had.
 */
export function lock(path: string): Ownership | undefined {
  let file: SqliteFile.Database | undefined;
  try {
    file = new SqliteFile(path, { timeout: 0 });
    // Nothing is ever written, so nothing has to lie beside the file.
    file.pragma('journal_mode = memory');
    file.exec('begin exclusive');
    // Opening and closing the file by other means would end the lock (POSIX fcntl): it is changed by its name.
    chmodSync(path, OWNER_ONLY_FILE);
  } catch (error) {
    file?.close();
    if (systemCode(error) === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  const held = file;
  return {
    release: () => {
      held.close();
    },
  };
}

/**
 * Makes the caller the only owner of a folder, which is made where it is missing. Throws `data_in_use` while another process
 * (or another part of this one) owns it, and what `fileError` says where it cannot be written to.
 */
export function ownFolder(folder: string): Ownership {
  let owned: Ownership | undefined;
  try {
    makeFolder(folder, OWNER_ONLY_FOLDER);
    owned = lock(join(folder, LOCK_FILE));
  } catch (error) {
    throw notOurs(error, folder);
  }
  if (owned !== undefined) return owned;
  throw drumError('data_in_use', `The folder ${folder} is in use by another process; stop that process first`);
}

/** Like `ownFolder`, for one who follows an owner that is about to end: it may take that long. */
export async function ownFolderWithin(waitMsMax: number, folder: string): Promise<Ownership> {
  const end = performance.now() + waitMsMax;
  for (;;) {
    try {
      return ownFolder(folder);
    } catch (error) {
      if (!(error instanceof DrumError && error.code === 'data_in_use') || performance.now() >= end) throw error;
    }
    await setTimeout(LOOK_AGAIN_MS);
  }
}

/** Why nothing can be written into a folder: the system says it, and SQLite does not. */
function refusalOf(folder: string): DrumError | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return fileError(error, `The folder ${folder}`, 'written');
  }
}

function notOurs(error: unknown, folder: string): DrumError {
  const code = systemCode(error) ?? '';
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code)) {
    const told = `The folder ${folder} may not be written by the user who runs this`;
    return refusalOf(folder) ?? drumError('file_not_usable', told, error);
  }
  if (code === 'SQLITE_NOTADB') {
    const path = join(folder, LOCK_FILE);
    return drumError('file_not_usable', `${path} is no lock of this program; remove it, if it is nothing else`, error);
  }
  return fileError(error, `The folder ${folder}`, 'written');
}
