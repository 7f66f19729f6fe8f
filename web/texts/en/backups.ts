import type { backups as bulgarian } from '../bg/backups.ts';
import type { Like } from '../like.ts';

export const backups: Like<typeof bulgarian> = {
  teach:
    'A backup holds, as of one moment: members, trust, requests, users, the log, and the keys of the software token. Keep it on another machine.',
  file: 'File',
  written: 'Written',
  size: 'Size',
  kilobytes: '{{number}} kB',
  search: 'name of the file',
  empty: 'No backups yet',
  empty_teach: 'One is made by itself each night; make another one now.',
  make: 'Make a backup',
  making: 'The backup is being made. The server goes on working; after a reload the backup appears in the list.',
  made: 'The backup was made',
  upload: 'Upload a backup',
  upload_help: 'At most 10 MB. A larger file is put into the folder of the server.',
  uploaded: 'The backup was uploaded',
  replace: 'Replace the file of the same name',
  download: 'Download',
  restore: 'Restore',
  restore_title: 'Restore from {{name}}?',
  restore_act: 'Restore from {{name}}',
  restored: 'Restored. Sign in again, as a user of the backup.',
  restored_device: 'Restored. Sign in again, and log in to the hardware token.',
  lose_changes: 'all that was changed since the backup: members, trust, requests, settings',
  lose_users: 'the present users, passwords and API keys: they are replaced by those of the backup',
  lose_sessions: 'all open sessions, yours too',
  restore_keeps:
    'The audit log goes on. What was published stays; a change that would cut off a live server waits for a confirmation.',
  signer: 'Fingerprint of the key that this server signs its backups with',
  signer_teach: 'Note it elsewhere. When the server is restored on a new machine, it tells which backup is its own.',
  delete: 'Delete',
  delete_title: 'Delete {{name}}?',
  delete_act: 'Delete the backup',
  deleted: 'The backup was deleted',
  lose_file: 'the file {{name}} on the server',
};
