import { join } from 'node:path';
import type { Kysely, Transaction } from 'kysely';
import { requirePinOf } from '#certs/tokens/software-token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CentralServerFile } from '../file.ts';
import type { Identity } from '../identity.ts';
import type { Tokens } from '../signing/tokens.ts';
import { auditLogIn, type AuditLogIn } from './audit-log-in.ts';
import { backupFolder, backupGpgHome, replaceAll, type Restored } from './backups.ts';
import { besideTheToken, PIN_FILE, writeDataFiles } from './data-files.ts';
import type { BackupFolder } from './folder.ts';
import type { BackupLabel } from './format.ts';
import { labelOf, withOpened, type Admission, type OpenedBackup } from './opening.ts';
import { trustKey } from './signing.ts';
import { adoptKeys, heldBy, keysIn } from './token-keys.ts';

interface FirstRestoringOptions {
  readonly file: CentralServerFile;
  readonly identity: Identity;
  readonly repository: CatalogueRepository;
  readonly tokens: Tokens;
  readonly clock: Clock;
}

/** What a backup is, found by reading it whole. */
export interface ExaminedBackup extends Pick<OpenedBackup, 'signer' | 'encrypted' | 'rows'> {
  readonly label: BackupLabel;
  readonly auditLog: AuditLogIn;
}

interface Wanted {
  /** Of the backup's file, for the audit log. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Fingerprint of the key that somebody has compared, as people write it. */
  readonly signedBy: string;
  /** Of the software token, as it was when the backup was made. */
  readonly pin: string;
}

interface FirstRestored {
  readonly restored: Restored;
  /** What token and data folder take, when all else is done and before it is kept. */
  readonly outside: () => Promise<void>;
}

/** Brings a backup into a running central server that is nothing yet: its token has no PIN, and it trusts no key. */
export class FirstRestoring {
  private readonly options: FirstRestoringOptions;
  private readonly folder: BackupFolder;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(options: FirstRestoringOptions) {
    this.options = options;
    this.folder = backupFolder(options.file);
  }

  /**
   * Reads a backup whole, as restoring it would, whoever has signed it; nothing is kept. One at a time. Throws
   * `init_already_initialized`, `backup_of_another_server`, and why it is no backup.
   */
  async examine(catalogue: Kysely<CatalogueTables>, bytes: Uint8Array): Promise<ExaminedBackup> {
    await this.requireEmpty(catalogue);
    const result = this.turn.then(() =>
      this.opened(
        bytes,
        () => true,
        async (backup) => {
          const { label, signer, encrypted, rows } = backup;
          return { label, signer, encrypted, rows, auditLog: await auditLogIn(backup) };
        },
      ),
    );
    this.turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Puts what a backup has in the place of what little is there, in the caller's transaction, whose audit event must tell what this
   * answers. Instance and address are the backup's where the file does not declare them. What fails leaves the server empty; if it fails
   * at the very end, its token has PIN and keys already, with which the next attempt goes on. Throws `init_already_initialized`, `backup_not_trusted`,
   * `backup_of_another_server`, `pin_incorrect`, and why it is no backup.
   */
  async restore(change: Transaction<CatalogueTables>, { name, bytes, signedBy, pin }: Wanted): Promise<FirstRestored> {
    await this.requireEmpty(change);
    const wantedSigner = signedBy.replaceAll(/[\s:]/g, '').toLowerCase();
    return this.opened(
      bytes,
      (signer) => signer === wantedSigner,
      async (backup) => {
        const { file, tokens } = this.options;
        const pinFile = backup.files.get(PIN_FILE);
        if (pinFile !== undefined) await requirePinOf(pinFile, pin);
        const keys = await keysIn(backup, file.node.name);
        const restored = await replaceAll(change, backup, { name, ...this.options });
        const { files, signer } = backup;
        const outside = async (): Promise<void> => {
          if (pinFile !== undefined) await tokens.software.adoptPin(pinFile, pin);
          await adoptKeys(heldBy(tokens), keys);
          await writeDataFiles(file.data, besideTheToken(files));
          await trustKey(file.data, signer);
        };
        return { restored, outside };
      },
    );
  }

  /** What the file says of the server does not make it one. Throws `init_already_initialized`. */
  private async requireEmpty(catalogue: Kysely<CatalogueTables>): Promise<void> {
    const { file, identity } = this.options;
    const instance = await identity.instance(catalogue);
    const key = await catalogue.selectFrom('signing_key').select('node').limit(1).executeTakeFirst();
    if (key === undefined && instance === file.instance) return;
    throw drumError('init_already_initialized', `The central server of instance ${instance ?? ''} is set up already`);
  }

  private opened<T>(
    bytes: Uint8Array,
    isTrusted: Admission['isTrusted'],
    use: (backup: OpenedBackup) => Promise<T>,
  ): Promise<T> {
    const { file } = this.options;
    const admission: Admission = {
      isTrusted,
      gpgHome: backupGpgHome(file),
      requireLabel: labelOf({ instance: file.instance, node: file.node.name }),
    };
    return this.folder.withTemporary(async (temporary) => {
      const path = join(temporary, 'uploaded');
      await replaceFile(path, bytes);
      return withOpened(path, this.folder, admission, use);
    });
  }
}
