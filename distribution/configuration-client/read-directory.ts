import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, systemCode } from '#config/named-file.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import { CONFIGURATION_XML_LIMITS } from '#protocol/configuration/elements.ts';
import {
  INSTANCE_IDENTIFIER_FILE,
  PRIVATE_PARAMETERS_FILE,
  SHARED_PARAMETERS_FILE,
} from '#protocol/configuration/files.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { loadConfiguration, type ConfigurationFiles } from '#protocol/configuration/load.ts';
import { isTemporary } from './change-directory.ts';

const INSTANCES_MAX = 1_000;
const FILES_PER_INSTANCE_MAX = 1_000;
const FILE_BYTES_MAX = CONFIGURATION_XML_LIMITS.bytesMax;
/** The folder that a `/verificationconf` answer holds everything in. */
const VERIFICATION_FOLDER = 'verificationconf';

/**
 * Reads global configuration from a folder as a client keeps it, or from the unpacked answer of `/verificationconf`.
 * Throws what `fileError` says where the folder cannot be read, `malformed_global_conf` where it holds no usable configuration.
 */
export async function readConfigurationDirectory(directory: string): Promise<GlobalConfiguration> {
  const files = await readConfigurationFiles(directory);
  if (files.has(INSTANCE_IDENTIFIER_FILE)) return loadConfiguration(files);
  const inner = join(directory, VERIFICATION_FOLDER);
  const unpacked = (await isFolder(inner)) ? await readConfigurationFiles(inner) : files;
  if (unpacked.has(INSTANCE_IDENTIFIER_FILE)) return loadConfiguration(unpacked);
  const message = `The folder ${directory} holds no global configuration: the file ${INSTANCE_IDENTIFIER_FILE} is missing`;
  throw new DrumError('malformed_global_conf', message, { case: 'not_in_folder' });
}

/**
 * The files of a configuration folder by their path in it. Folders that hold no parameters are not looked into. `aside`: also
 * what was written aside by a change that was broken off, for the folder's owner, who removes it; to others it may be of a change
 * that goes on, and gone at any moment. Throws what `fileError` says, or `malformed_global_conf` beyond the bounds.
 */
export async function readConfigurationFiles(directory: string, { aside = false } = {}): Promise<ConfigurationFiles> {
  const files = new Map<string, Uint8Array>();
  const entries = await namesIn(directory);
  if (entries.includes(INSTANCE_IDENTIFIER_FILE)) {
    files.set(INSTANCE_IDENTIFIER_FILE, await readBounded(join(directory, INSTANCE_IDENTIFIER_FILE)));
  }
  let instances = 0;
  for (const folder of entries.sort()) {
    const names = await parameterFolder(join(directory, folder));
    if (names === undefined) continue;
    instances += 1;
    if (instances > INSTANCES_MAX || names.length > FILES_PER_INSTANCE_MAX) {
      throw drumError('malformed_global_conf', `The folder ${directory} holds more instances or files than are read`);
    }
    for (const name of names.filter((each) => aside || !isTemporary(each))) {
      const path = join(directory, folder, name);
      if ((await stat(path)).isFile()) files.set(`${folder}/${name}`, await readBounded(path));
    }
  }
  return files;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const isFile = systemCode(error) === 'ENOTDIR' && (await exists(directory));
    if (isFile) throw drumError('file_not_usable', `${directory} is a file, not a folder`, error);
    throw fileError(error, `The folder ${directory}`);
  }
}

/** The names in a folder, if it is one that holds parameters. */
async function parameterFolder(path: string): Promise<string[] | undefined> {
  if (!(await isFolder(path))) return undefined;
  const names = await readdir(path).catch((): string[] => []);
  return names.includes(SHARED_PARAMETERS_FILE) || names.includes(PRIVATE_PARAMETERS_FILE) ? names : undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readBounded(path: string): Promise<Buffer> {
  const { size } = await readable(path, () => stat(path));
  if (size > FILE_BYTES_MAX) {
    throw drumError('malformed_global_conf', `The file ${path} is larger than ${FILE_BYTES_MAX} bytes`);
  }
  return readable(path, () => readFile(path));
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw fileError(error, `The file ${path}`);
  }
}
