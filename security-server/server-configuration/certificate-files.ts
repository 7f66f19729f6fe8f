import { readFile } from 'node:fs/promises';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';

/** The certificates in these PEM files, as DER. Throws `malformed_server_conf`, naming the file. */
export async function readCertificateFiles(paths: readonly string[]): Promise<Buffer[]> {
  return Promise.all(
    paths.map(async (path) => {
      try {
        return Certificate.fromPem(await readFile(path, 'utf8')).der;
      } catch (error) {
        throw drumError('malformed_server_conf', `${path} is not a readable certificate in PEM`, error);
      }
    }),
  );
}
