import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { auditLogIn } from '#central-server/backup/audit-log-in.ts';
import { backupFolder, backupGpgHome, Backups } from '#central-server/backup/backups.ts';
import { BackupFolder } from '#central-server/backup/folder.ts';
import { instanceOn, restoreOnMachine } from '#central-server/backup/machine.ts';
import { labelOf, withOpened, type Admission, type OpenedBackup } from '#central-server/backup/opening.ts';
import { BACKED_UP } from '#central-server/backup/schedule.ts';
import { trustedKeys } from '#central-server/backup/signing.ts';
import { readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { Identity } from '#central-server/identity.ts';
import { clockOf } from '#config/clock-setting.ts';
import { ownFolder } from '#config/ownership.ts';
import { asDrumError } from '#protocol/errors.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { withCatalogue } from './open-catalogue.ts';
import { openToken } from './open-token.ts';
import { nextStep, wordsOf } from './told-error.ts';

const EXIT_DOES_NOT_HOLD = 1;
/** What is wrong with the backup, and not with the judging of it. */
const DOES_NOT_HOLD: ReadonlySet<string> = new Set([
  ...['invalid_backup_file', 'invalid_file_content_type', 'backup_not_trusted'],
  ...['backup_of_another_server', 'backup_too_new'],
]);

interface OpeningOptions {
  readonly config?: string;
  readonly signedBy?: string;
  readonly gpgHome?: string;
}

/** `drum backup`: backups of a central server. All but the restoring may be done while it runs. */
export function backupCommand(io: Io): Command {
  const command = new Command('backup').description('Back up and restore a central server');
  command.addCommand(createCommand(io));
  command.addCommand(listCommand(io));
  command.addCommand(verifyCommand(io));
  command.addCommand(restoreCommand(io));
  return command;
}

const config = ['--config <file>', 'of the central server (YAML)'] as const;
const signedBy = ['--signed-by <fingerprint>', 'take backups that this key has signed, and no others'] as const;
const gpgHome = ['--gpg-home <folder>', 'GnuPG’s folder with the key that decrypts the backup'] as const;

function createCommand(io: Io): Command {
  return new DrumCommand('create')
    .description('Make a backup now, in the folder of the server’s backups')
    .needs(...config)
    .action(async (options: { readonly config: string }) => {
      const file = await readCentralServerFile(options.config);
      await ownUmask(() =>
        withCatalogue(options.config, async ({ repository, clock }) => {
          const backups = await Backups.open(file, { repository, identity: new Identity(file), clock });
          const { name, signer } = await backups.create('manual');
          const data = { after: { backup_file_name: name, signed_by: signer } };
          const event = { at: clock.now(), event: BACKED_UP, outcome: 'success', data } as const;
          await repository.change((change) => addAuditEvent(administrationTables(change), event));
          io.out(
            printed([backups.folder.pathOf(name), `  signed by the key ${signer}; keep its fingerprint elsewhere`]),
          );
        }),
      );
    });
}

function listCommand(io: Io): Command {
  return new DrumCommand('list')
    .description('List the backups, the newest first')
    .needs(...config)
    .action(async (options: { readonly config: string }) => {
      const file = await readCentralServerFile(options.config);
      const found = await backupFolder(file).list();
      const lines = found.map(({ name, bytes, changedAt }) => `${name}  ${bytes} bytes  ${changedAt.toISOString()}`);
      io.out(printed(lines.length === 0 ? ['There are no backups yet: make one with "drum backup create".'] : lines));
    });
}

function verifyCommand(io: Io): Command {
  return new DrumCommand('verify')
    .description(
      'Check that a backup is whole, was changed by nobody and can be restored. Exit code 0: it holds; 1: it does not; 2: could not be judged.',
    )
    .argument('<file>')
    .option('--config <file>', 'of the central server that it must be of (YAML)')
    .option(...signedBy)
    .option(...gpgHome)
    .action(async (path: string, options: OpeningOptions) => {
      const file = options.config === undefined ? undefined : await readCentralServerFile(options.config);
      const temporary = await mkdtemp(join(tmpdir(), 'drum-backup-'));
      try {
        const admission = await ownUmask(() => admissionBy(options, file));
        await ownUmask(() =>
          withOpened(path, new BackupFolder(temporary), admission, async (backup) => {
            io.out(printed([...(await told(backup)), '', 'VERIFIED']));
          }),
        );
      } catch (thrown) {
        const error = asDrumError(thrown);
        if (!DOES_NOT_HOLD.has(error.code)) throw thrown;
        io.out(printed([wordsOf(error), ...nextStep(error), '', 'NOT VERIFIED']));
        io.exit(EXIT_DOES_NOT_HOLD);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    });
}

async function told(backup: OpenedBackup): Promise<string[]> {
  const { label, signer, encrypted, rows, tables, files } = backup;
  const { events, brokenAt } = await auditLogIn(backup);
  return [
    `${label.type} server ${label.node} of instance ${label.instance}, ${label.createdAt}, by version ${label.program}`,
    `  signed by the key ${signer}${encrypted ? ', encrypted with OpenPGP' : ''}`,
    `  ${rows} rows of ${tables.length} tables, ${files.size} files`,
    brokenAt === undefined
      ? `  ${events} events of the audit log, which holds`
      : `  the audit log in it does not hold from event ${brokenAt} on`,
  ];
}

function restoreCommand(io: Io): Command {
  return new DrumCommand('restore')
    .description(
      'Restore a backup, on an empty machine or in the place of what is there, while the server does not run. Where no key is trusted ' +
        'yet, give --signed-by, or compare the key that is told.',
    )
    .needs(...config)
    .needs('--backup <file>', 'the backup')
    .option(...signedBy)
    .option(...gpgHome)
    .action(async (options: OpeningOptions & { readonly config: string; readonly backup: string }) => {
      const file = await readCentralServerFile(options.config);
      const ownership = ownFolder(file.data);
      try {
        const restored = await ownUmask(async () =>
          restoreOnMachine(file, {
            ...{ path: options.backup, admission: await admissionBy(options, file), clock: clockOf(file) },
            token: () => openToken(join(file.data, 'token'), { pin: file.pin }),
          }),
        );
        io.out(printed(restoredLines(options.backup, restored)));
      } finally {
        ownership.release();
      }
    });
}

function restoredLines(path: string, restored: Awaited<ReturnType<typeof restoreOnMachine>>): string[] {
  const { attached_audit_log: attached } = restored;
  return [
    `${basename(path)} of ${restored.created_at} is restored; the server can be started.`,
    `  It was signed by the key ${restored.signed_by}: compare it with the fingerprint that you have kept.`,
    ...(attached === undefined
      ? []
      : [`  The ${attached.events} events of its audit log are attached to the log that was here.`]),
  ];
}

/** Where no key is named, those are taken that the server trusts; any, where there is none yet. */
async function admissionBy(options: OpeningOptions, file: CentralServerFile | undefined): Promise<Admission> {
  const trusted = file === undefined ? new Set<string>() : await trustedKeys(file.data);
  const named = options.signedBy?.replaceAll(/[\s:]/g, '').toLowerCase();
  const home = options.gpgHome ?? (file === undefined ? undefined : backupGpgHome(file));
  return {
    isTrusted: (signer) => (named === undefined ? trusted.size === 0 || trusted.has(signer) : signer === named),
    gpgHome: home,
    ...(file === undefined
      ? {}
      : { requireLabel: labelOf({ instance: await instanceOn(file), node: file.node.name }) }),
  };
}

/** Runs with files that are their owner's alone. */
async function ownUmask<T>(work: () => Promise<T>): Promise<T> {
  const umask = process.umask(0o077);
  try {
    return await work();
  } finally {
    process.umask(umask);
  }
}
