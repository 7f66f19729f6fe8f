import { resolve } from 'node:path';
import { readNamedFile } from '#config/named-file.ts';
import type { ConfigurationFile } from '#config/yaml-file.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { Certificate } from './certificate.ts';

const PEM_BYTES_MAX = 65_536;

/**
 * The certificate in a PEM file that a configuration names, as DER. Throws `malformed_server_conf` for another kind of file,
 * and what `readNamedFile` throws, both naming the file and the configuration.
 */
export async function readCertificateFile(
  name: string,
  { path, folder }: Pick<ConfigurationFile<unknown>, 'path' | 'folder'>,
): Promise<Buffer> {
  const certificate = resolve(folder, name);
  try {
    return certificateIn(await readNamedFile(certificate, PEM_BYTES_MAX), certificate);
  } catch (error) {
    throw asDrumError(error).at(path);
  }
}

function certificateIn(bytes: Buffer, path: string): Buffer {
  try {
    return Certificate.fromPem(bytes.toString('utf8')).der;
  } catch (error) {
    throw drumError('malformed_server_conf', `${path} is not a readable certificate in PEM`, error);
  }
}
