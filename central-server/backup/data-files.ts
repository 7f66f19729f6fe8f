import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import { makeFolder } from '#config/folder.ts';
import { fileError, readNamedFile, systemCode } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import { DATA_FILE_BYTES_MAX } from './format.ts';
import { SIGNING_KEY_FILE } from './signing.ts';

const TOKEN_FOLDER = 'token';
export const PIN_FILE = `${TOKEN_FOLDER}/pin.p12`;
const KEY_FILE = /^token\/([0-9a-f]{40})\.p12$/;
/** TLS keys, certificates and anchors. */
const TOP_FILE = /^[a-z0-9][a-z0-9-]{0,99}\.(pem|xml|p12)$/;
const FOLDER_MODE = 0o700;

/** The files of a data folder that are in its backup, by name; the database has its own way. */
export type DataFiles = ReadonlyMap<string, Buffer>;

/** Whether a backup may hold a file of this name: nothing leads out of the folder. */
export const isDataFile = (name: string): boolean =>
  name === PIN_FILE || KEY_FILE.test(name) || (TOP_FILE.test(name) && name !== SIGNING_KEY_FILE);

/** The key of the software token that a file holds. */
export const keyIdIn = (name: string): string | undefined => KEY_FILE.exec(name)?.[1];

/** Those that are not of the token, which takes its own. */
export const besideTheToken = (files: DataFiles): DataFiles =>
  new Map([...files].filter(([name]) => !name.includes('/')));

export async function readDataFiles(data: string): Promise<DataFiles> {
  const names = [
    ...(await namesIn(data)),
    ...(await namesIn(join(data, TOKEN_FOLDER))).map((name) => `${TOKEN_FOLDER}/${name}`),
  ];
  const files = new Map<string, Buffer>();
  for (const name of names.filter(isDataFile).sort()) {
    const bytes = await readNamedFile(join(data, name), DATA_FILE_BYTES_MAX);
    if (bytes.length > DATA_FILE_BYTES_MAX) {
      throw drumError('backup_generation_failed', `The file ${name} has more than ${DATA_FILE_BYTES_MAX} bytes`);
    }
    files.set(name, bytes);
  }
  return files;
}

/** Writes those that are not there; what is there stays, unless all are to be as in the backup. */
export async function writeDataFiles(data: string, files: DataFiles, { replace = false } = {}): Promise<void> {
  const present = new Set(replace ? [] : (await readDataFiles(data)).keys());
  try {
    makeFolder(join(data, TOKEN_FOLDER), FOLDER_MODE);
    for (const [name, bytes] of files) {
      if (!present.has(name)) await replaceFile(join(data, name), bytes);
    }
  } catch (error) {
    throw fileError(error, `The data folder ${data}`, 'written');
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, `The folder ${folder}`);
  }
}
