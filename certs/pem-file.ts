import { readFile } from 'node:fs/promises';
import { drumError } from '#protocol/errors.ts';
import { Certificate } from './certificate.ts';

/** The certificate in a PEM file that a configuration names, as DER. Throws `malformed_server_conf`, naming the file. */
export async function readCertificateFile(path: string): Promise<Buffer> {
  try {
    return Certificate.fromPem(await readFile(path, 'utf8')).der;
  } catch (error) {
    throw drumError('malformed_server_conf', `${path} is not a readable certificate in PEM`, error);
  }
}
