import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import type { AttachedAuditLog } from '#administration/audit-log.ts';
import { encrypted, requireSigningKey } from '#certs/openpgp/gpg.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { fileError } from '#config/named-file.ts';
import { asDrumError, drumError, DrumError } from '#protocol/errors.ts';
import { withSnapshot } from '#storage/rows/snapshot.ts';
import { tablesAfter } from '#storage/rows/tables.ts';
import packageFile from '../../package.json' with { type: 'json' };
import type { CatalogueRepository } from '../catalogue/repository.ts';
import { CATALOGUE_MIGRATIONS, type CatalogueTables } from '../catalogue/schema.ts';
import { saveNode } from '../catalogue/nodes.ts';
import { catalogueDatabase, type CentralServerFile } from '../file.ts';
import { takeInstance, type Identity } from '../identity.ts';
import { readDataFiles, type DataFiles } from './data-files.ts';
import { BackupFolder, isEncryptedName, requireName, type BackupFile } from './folder.ts';
import { FILE_BYTES_MAX, type BackupLabel } from './format.ts';
import { labelOf, withOpened, type Admission, type OpenedBackup } from './opening.ts';
import { replaceRows } from './replacing.ts';
import { fingerprintOf, signingKey, trustedKeys } from './signing.ts';
import { adoptKeys, keysIn, type KeyHolder } from './token-keys.ts';
import { travelling } from './travelling.ts';
import { backupBytes } from './writing.ts';

interface BackupsOptions {
  readonly repository: CatalogueRepository;
  readonly identity: Identity;
  readonly clock: Clock;
}

export interface MadeBackup {
  readonly name: string;
  /** Fingerprint of the key that signed it. */
  readonly signer: string;
}

/** What the audit log tells of a backup that was restored. */
export interface Restored {
  readonly backup_file_name: string;
  readonly created_at: string;
  readonly sha512: string;
  readonly signed_by: string;
  readonly attached_audit_log?: AttachedAuditLog;
}

/** The folder that a central server's file names for its backups. */
export const backupFolder = ({ parameters, data }: Pick<CentralServerFile, 'parameters' | 'data'>): BackupFolder => {
  const path = parameters['center.conf-backup-path'];
  return new BackupFolder(path === '' ? join(data, 'backup') : path);
};

/** GnuPG's folder that the file names; undefined: gpg's own. */
export const backupGpgHome = ({ parameters }: Pick<CentralServerFile, 'parameters'>): string | undefined =>
  parameters['center.backup-gpg-home-directory'] || undefined;

/** The backups of a central server: makes, takes in, keeps and restores them, one at a time. */
export class Backups {
  readonly folder: BackupFolder;
  private readonly file: CentralServerFile;
  private readonly repository: CatalogueRepository;
  private readonly identity: Identity;
  private readonly clock: Clock;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(file: CentralServerFile, { repository, identity, clock }: BackupsOptions) {
    this.file = file;
    this.folder = backupFolder(file);
    this.repository = repository;
    this.identity = identity;
    this.clock = clock;
  }

  /** Throws `openpgp_failed` where backups are to be encrypted and cannot be, and what `fileError` says. */
  static async open(file: CentralServerFile, options: BackupsOptions): Promise<Backups> {
    const backups = new Backups(file, options);
    backups.folder.make();
    await backups.folder.removeRemains(options.clock.now());
    await signingKey(file.data);
    await backups.recipients();
    return backups;
  }

  /** Fingerprint of the key that this server signs its backups with. */
  async signer(): Promise<string> {
    return fingerprintOf(createPublicKey(await signingKey(this.file.data)));
  }

  /** Whether the server knows already what it is. */
  async isPossible(): Promise<boolean> {
    return (await this.identity.instance(this.repository.reader)) !== undefined;
  }

  /**
   * Makes a backup of this moment; changes wait only while the moment is fixed. Throws `instance_identifier_not_set` where there is
   * nothing yet that it could be the backup of, `backup_generation_failed`.
   */
  create(kind: 'manual' | 'automatic'): Promise<MadeBackup> {
    return this.inTurn(async () => {
      const instance = await this.identity.requireInstance(this.repository.reader);
      try {
        return await this.made(kind, instance);
      } catch (error) {
        const { code, message } = fileError(error, 'The backup', 'written');
        throw drumError('backup_generation_failed', `${code}: ${message}`, error);
      }
    });
  }

  /**
   * Takes in the file of a backup of this server, once it has been read whole. Throws `invalid_filename`, `instance_identifier_not_set`,
   * and why it is none.
   */
  take(name: string, bytes: Uint8Array): Promise<BackupFile> {
    requireName(name);
    return this.inTurn(async () => {
      await this.folder.withTemporary(async (temporary) => {
        const path = join(temporary, 'uploaded');
        await replaceFile(path, bytes);
        const instance = await this.identity.requireInstance(this.repository.reader);
        await this.opened(path, instance, (backup) => {
          if (backup.encrypted === isEncryptedName(name)) return Promise.resolve();
          throw drumError(
            'invalid_filename',
            'The names of encrypted backups end in .drum.gpg, and those of others in .drum',
          );
        });
      });
      await replaceFile(this.folder.pathOf(name), bytes);
      return this.folder.find(name);
    });
  }

  /**
   * Puts what a backup has in the place of all that is there, in the caller's transaction, whose audit event must tell what this
   * answers. `holder`: the tokens, which take back the keys that they do not have any more. What the file declares stays as the file has
   * it. Throws `backup_file_not_found`, `instance_identifier_not_set`, `restore_process_failed`.
   */
  async restore(change: Transaction<CatalogueTables>, name: string, holder: KeyHolder): Promise<Restored> {
    const { path } = await this.folder.find(name);
    // A token that has no PIN yet, or one of its own, can take no key: an empty server is filled by `FirstRestoring`.
    const instance = await this.identity.requireInstance(change);
    try {
      return await this.opened(path, instance, async (backup) => {
        await adoptKeys(holder, await keysIn(backup, this.file.node.name));
        return replaceAll(change, backup, { name, file: this.file, repository: this.repository, clock: this.clock });
      });
    } catch (error) {
      const { code, message } = asDrumError(error);
      throw drumError('restore_process_failed', `${code}: ${message}`, error);
    }
  }

  private async opened<T>(path: string, instance: string, use: (backup: OpenedBackup) => Promise<T>): Promise<T> {
    return withOpened(path, this.folder, await admissionOf(this.file, instance), use);
  }

  private async made(kind: 'manual' | 'automatic', instance: string): Promise<MadeBackup> {
    const { file, folder, repository } = this;
    const key = await signingKey(file.data);
    const recipients = await this.recipients();
    const tables = travelling(await tablesAfter(CATALOGUE_MIGRATIONS));
    const at = this.clock.now();
    const name = await folder.freeName(kind, at, recipients === undefined ? '.drum' : '.drum.gpg');
    let files: DataFiles = new Map();
    await withSnapshot(
      catalogueDatabase(file),
      async (snapshot) => {
        const label: BackupLabel = {
          ...{ type: 'central' as const, instance, node: file.node.name, createdAt: at.toISOString() },
          ...{ program: packageFile.version, migrations: [...snapshot.migrations] },
        };
        const bytes = bounded(backupBytes({ label, files, tables, snapshot }, key));
        const contents = recipients === undefined ? bytes : encrypted(bytes, backupGpgHome(file), recipients);
        folder.make();
        await replaceFile(folder.pathOf(name), contents);
      },
      // The keys of the token and their certificates in the database are of the same moment.
      (take) =>
        repository.change(async () => {
          await take();
          files = await readDataFiles(file.data);
        }),
    );
    return { name, signer: fingerprintOf(createPublicKey(key)) };
  }

  /** The keys that backups are encrypted to; undefined where they are not. */
  private async recipients(): Promise<readonly string[] | undefined> {
    const { parameters } = this.file;
    if (!parameters['center.backup-encryption-enabled']) return undefined;
    const others = parameters['center.backup-encryption-keyids'].split(',').map((id) => id.trim());
    return [await requireSigningKey(backupGpgHome(this.file)), ...others.filter((id) => id !== '')];
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

/** Backups of this server alone, by keys that it trusts. */
async function admissionOf(file: CentralServerFile, instance: string): Promise<Admission> {
  const trusted = await trustedKeys(file.data);
  return {
    isTrusted: (signer) => trusted.has(signer),
    gpgHome: backupGpgHome(file),
    requireLabel: labelOf({ instance, node: file.node.name }),
  };
}

interface Replacement {
  /** Of the backup's file. */
  readonly name: string;
  readonly file: CentralServerFile;
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
}

/** Puts what a backup has in the place of all that a running server has, but for what its file declares. */
export async function replaceAll(
  change: Transaction<CatalogueTables>,
  backup: OpenedBackup,
  { name, file, repository, clock }: Replacement,
): Promise<Restored> {
  const { node, publicAddress: address, declared } = file;
  const attached = await replaceRows(change, backup, { engine: repository.engine, node: node.name });
  await takeInstance(change, backup.label.instance);
  if (address !== undefined) await saveNode(change, { name: node.name, address });
  await repository.applyDeclaredWithin(change, declared, clock.now());
  return restoredOf(name, backup, attached);
}

export const restoredOf = (name: string, backup: OpenedBackup, attached: AttachedAuditLog | undefined): Restored => ({
  backup_file_name: name,
  created_at: backup.label.createdAt,
  sha512: backup.sha512,
  signed_by: backup.signer,
  ...(attached === undefined ? {} : { attached_audit_log: attached }),
});

async function* bounded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > FILE_BYTES_MAX) throw new DrumError('invalid_backup_file', `It has more than ${FILE_BYTES_MAX} bytes`);
    yield chunk;
  }
}
