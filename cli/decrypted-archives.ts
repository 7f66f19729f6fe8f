import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { decryptFile, type GpgHome } from '#certs/openpgp/gpg.ts';

const ENCRYPTED = '.gpg';

/**
 * Lends archives, those that are encrypted as decrypted copies that are gone afterwards. Throws `openpgp_failed` where a key is
 * missing, or a file is not signed.
 */
export async function withDecrypted<T>(
  paths: readonly string[],
  home: GpgHome,
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!paths.some((path) => path.endsWith(ENCRYPTED))) return use(paths);
  const folder = await mkdtemp(join(tmpdir(), 'drum-archives-'));
  try {
    const plain: string[] = [];
    for (const [index, path] of paths.entries()) {
      if (!path.endsWith(ENCRYPTED)) {
        plain.push(path);
        continue;
      }
      // Two of one name may have been given, from two folders.
      const copies = await mkdtemp(join(folder, `${index}-`));
      const copy = join(copies, basename(path, ENCRYPTED));
      await decryptFile(home, path, copy);
      plain.push(copy);
    }
    return await use(plain);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
