import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue } from './pki/certificates.ts';
import { temporaryFolders } from './temporary.ts';

/**
 * For the readers of program files: writes a text as the file and gives its path. Beside it stands `ca.pem`, a certificate.
 * To be called in a suite.
 */
export function hostileFiles(): (text: string) => string {
  const newFolder = temporaryFolders();
  let folder: string | undefined;
  return (text) => {
    if (folder === undefined) {
      folder = newFolder();
      const base64 = issue({ subject: 'A' }).certificate.der.toString('base64');
      writeFileSync(join(folder, 'ca.pem'), `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
    }
    const path = join(folder, 'config.yaml');
    writeFileSync(path, text);
    return path;
  };
}
