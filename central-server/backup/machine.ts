import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addAuditEvent, RESTORED } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { CatalogueRepository } from '../catalogue/repository.ts';
import { catalogueDatabase, type CentralServerFile } from '../file.ts';
import { Identity, takeInstance } from '../identity.ts';
import { backupFolder, restoredOf, type Restored } from './backups.ts';
import { besideTheToken, PIN_FILE, writeDataFiles } from './data-files.ts';
import { withOpened, type Admission, type OpenedBackup } from './opening.ts';
import { replaceRows } from './replacing.ts';
import { trustKey } from './signing.ts';
import { adoptKeys, keysIn, type KeyHolder } from './token-keys.ts';

/** Stands in the data folder while a backup is brought into an empty one. */
const MARK = 'restore-incomplete';

/** Throws `restore_incomplete` where the restoring of a backup was interrupted. */
export async function requireWhole(data: string): Promise<void> {
  if (await isThere(join(data, MARK))) {
    throw drumError('restore_incomplete', `The restoring of a backup into ${data} was interrupted`);
  }
}

/** What a server's file, or else its catalogue, says that it is of; no catalogue is made for it. */
export async function instanceOn(file: CentralServerFile): Promise<string | undefined> {
  const options = catalogueDatabase(file);
  if (file.instance !== undefined || (options.engine === 'sqlite' && !(await isThere(options.path)))) {
    return file.instance;
  }
  const repository = await CatalogueRepository.open(options);
  return new Identity(file).instance(repository.reader).finally(() => repository.close());
}

interface MachineRestoring {
  /** The backup's file, wherever it is. */
  readonly path: string;
  readonly admission: Admission;
  readonly clock: Clock;
  /** Opens the software token that is there already; it is not asked for where there is none. */
  readonly token: () => Promise<Pick<SoftwareToken, 'id' | 'keys' | 'adoptKey' | 'close'>>;
}

/**
 * Restores a backup while the server does not run; the caller owns the data folder. An empty one is filled: token, keys, anchors, then
 * the database, under a mark by which a server that is started in between refuses. Where there is a token already, its folder stays,
 * and the rows are replaced in one transaction. The key that has signed the backup is trusted from then on.
 */
export async function restoreOnMachine(
  file: CentralServerFile,
  { path, admission, clock, token: open }: MachineRestoring,
): Promise<Restored> {
  const { data } = file;
  const mark = join(data, MARK);
  const isUnfinished = await isThere(mark);
  const isNew = isUnfinished || !(await isThere(join(data, PIN_FILE)));
  return withOpened(path, backupFolder(file), admission, async (backup) => {
    if (isNew) {
      await replaceFile(mark, '');
      await writeDataFiles(data, backup.files, { replace: isUnfinished });
    } else {
      const token = await open();
      // The keys of other tokens are looked for by the server, when it signs with them.
      const holder: KeyHolder = { tokenOf: (id) => (id === token.id ? token : undefined) };
      const keys = await keysIn(backup, file.node.name);
      await adoptKeys(holder, keys).finally(() => token.close());
      await writeDataFiles(data, besideTheToken(backup.files));
    }
    const restored = await replaceAll(file, backup, { path, clock });
    await trustKey(data, backup.signer);
    await rm(mark, { force: true });
    return restored;
  });
}

async function replaceAll(
  file: CentralServerFile,
  backup: OpenedBackup,
  { path, clock }: Pick<MachineRestoring, 'path' | 'clock'>,
): Promise<Restored> {
  const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
  try {
    return await repository.change(async (change) => {
      const { engine } = repository;
      const attached = await replaceRows(change, backup, { engine, node: file.node.name });
      await takeInstance(change, backup.label.instance);
      const restored = restoredOf(path, backup, attached);
      await addAuditEvent(administrationTables(change), {
        ...{ at: clock.now(), event: RESTORED, outcome: 'success', data: { after: restored } },
      });
      return restored;
    });
  } finally {
    await repository.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
