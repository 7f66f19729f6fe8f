import { basename } from 'node:path';
import { createReadStream } from 'node:fs';
import { RESTORED } from '#administration/audit-log.ts';
import type { AdminCall } from '#administration/http/call.ts';
import { WarningsDetected } from '#administration/http/warnings.ts';
import { drumError } from '#protocol/errors.ts';
import type { Backups, MadeBackup } from '../../backup/backups.ts';
import { requireName } from '../../backup/folder.ts';
import { BACKED_UP } from '../../backup/schedule.ts';
import { heldBy } from '../../backup/token-keys.ts';
import type { Anchors } from '../../publication/anchors.ts';
import type { Tokens } from '../../signing/tokens.ts';
import type { CatalogueHandlers } from './shapes.ts';

export interface BackupParts {
  readonly backups: Backups;
  /** When a backup has taken the place of all that was there. */
  readonly restored: () => void;
}

/** Backups, and the way back to one. `tokens` take back the keys of a backup. */
export function backups(
  { backups: kept, restored }: BackupParts,
  { tokens, anchors }: { readonly tokens: Tokens; readonly anchors: Anchors },
): CatalogueHandlers {
  const made = new WeakMap<AdminCall, MadeBackup>();
  return {
    getBackups: { run: async () => ({ body: (await kept.folder.list()).map(({ name }) => ({ filename: name })) }) },
    listBackupFiles: {
      run: async () => ({
        body: (await kept.folder.list()).map(({ name, bytes, changedAt }) => ({
          ...{ filename: name, written_at: changedAt.toISOString(), size: bytes },
        })),
      }),
    },
    getBackupSigner: { run: async () => ({ body: { signed_by: await kept.signer() } }) },
    addBackup: {
      event: BACKED_UP,
      before: async (call) => {
        made.set(call, await kept.create('manual'));
      },
      run: (call) => {
        const { name, signer } = made.get(call) ?? { name: '', signer: '' };
        return { body: { filename: name }, audit: { after: { backup_file_name: name, signed_by: signer } } };
      },
    },
    uploadBackup: {
      event: 'Upload backup file',
      before: async (call) => {
        const { name, bytes } = uploaded(call);
        requireName(name);
        if (call.query.ignore_warnings !== true && (await kept.folder.has(name))) {
          throw new WarningsDetected(`There is a backup ${name} already`, [
            { code: 'warning_file_already_exists', metadata: [name] },
          ]);
        }
        await kept.take(name, bytes);
      },
      run: (call) => {
        const { name } = uploaded(call);
        return { body: { filename: name }, audit: { after: { backup_file_name: name } } };
      },
    },
    downloadBackup: {
      run: async ({ path }) => {
        const found = await kept.folder.find(path.filename ?? '');
        const stream = createReadStream(found.path);
        return { file: { name: found.name, type: 'application/octet-stream', bytes: { stream, length: found.bytes } } };
      },
    },
    deleteBackup: {
      event: 'Delete backup file',
      run: async ({ path }) => {
        const { name } = await kept.folder.find(path.filename ?? '');
        await kept.folder.remove(name);
        return { audit: { before: { backup_file_name: name } } };
      },
    },
    restoreBackup: {
      event: RESTORED,
      run: async ({ path }, change) => {
        const after = await kept.restore(change, path.filename ?? '', heldBy(tokens));
        // Other nodes, whose keys the backup does not have, are in them too.
        await anchors.renew(change);
        return { body: { hsm_tokens_logged_out: hasClosedDevice(tokens) }, audit: { after } };
      },
      afterwards: restored,
    },
  };
}

/** Whether keys are in a device that nobody is logged in to: no key of theirs is in a backup. */
export const hasClosedDevice = ({ software, all }: Tokens): boolean =>
  all.some(({ token }) => token !== software && !token.loggedIn);

/** The file of a form, with the name that its sender gives it. Throws `validation_failure`. */
export function uploaded({ files }: AdminCall): { readonly name: string; readonly bytes: Buffer } {
  const file = files.find(({ field }) => field === 'file');
  if (file === undefined || file.bytes.length === 0) throw drumError('validation_failure', 'file: a file is needed');
  return { name: basename(file.name) === file.name ? file.name : '', bytes: file.bytes };
}
