import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { decryptFile, type GpgHome } from '#certs/openpgp/gpg.ts';
import { fileError } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import { FILE_BYTES_MAX, MAGIC, type BackupLabel } from './format.ts';
import type { BackupFolder } from './folder.ts';
import { withSigned, type SignedBackup } from './reading.ts';
import { withStaged, type StagedBackup } from './staging.ts';

/** Which backups may be opened. */
export interface Admission {
  /** Throws for the backup of another server. */
  readonly isTrusted: (signer: string) => boolean;
  readonly gpgHome: GpgHome;
  /** Throws `backup_of_another_server`. */
  readonly requireLabel?: (label: BackupLabel) => void;
}

export interface OpenedBackup extends StagedBackup, Omit<SignedBackup, 'lines'> {
  readonly encrypted: boolean;
}

/**
 * Opens a backup: decrypts it where it is encrypted, checks its signature and its label, and reads it whole into a database beside, all
 * before `use` sees anything of it. Throws `invalid_file_content_type` for what is none, and what the steps throw.
 */
export async function withOpened<T>(
  path: string,
  folder: BackupFolder,
  admission: Admission,
  use: (backup: OpenedBackup) => Promise<T>,
): Promise<T> {
  return folder.withTemporary(async (temporary) => {
    const encrypted = !(await isPlain(path));
    const plain = encrypted ? join(temporary, 'decrypted') : path;
    if (encrypted) await decryptFile(admission.gpgHome, path, plain, FILE_BYTES_MAX + 1);
    return withSigned(plain, admission.isTrusted, async (signed) => {
      admission.requireLabel?.(signed.label);
      return withStaged(signed, temporary, (staged) => {
        const { label, signer, sha512 } = signed;
        return use({ ...staged, label, signer, sha512, encrypted });
      });
    });
  });
}

/** The packets that a binary OpenPGP message of `gpg --encrypt` begins with: a session key, encrypted to a key, in either form. */
const OPENPGP_BEGINS = [0x84, 0x85, 0x86, 0xc1];

async function isPlain(path: string): Promise<boolean> {
  const begins = await beginningOf(path).catch((error: unknown) => {
    throw fileError(error, `The file ${path}`);
  });
  if (begins.toString('latin1').startsWith(MAGIC.slice(0, MAGIC.indexOf(' ')))) return true;
  if (OPENPGP_BEGINS.includes(begins[0] ?? 0)) return false;
  throw drumError('invalid_file_content_type', 'The file is neither a backup nor encrypted with OpenPGP');
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Refuses the label of another network or node; a server that has no instance yet takes that of the backup. */
export const labelOf =
  ({ instance, node }: { readonly instance: string | undefined; readonly node: string }) =>
  (label: BackupLabel): void => {
    if (label.instance === (instance ?? label.instance) && label.node === node) return;
    const own = `node ${node} of ${instance ?? 'no instance yet'}`;
    throw drumError(
      'backup_of_another_server',
      `The backup is of node ${label.node} of instance ${label.instance}, and this is ${own}`,
    );
  };
