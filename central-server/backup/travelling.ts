import type { Table } from '#storage/rows/tables.ts';

/** What ends when a backup is restored, and is in none. */
export const ENDED_BY_RESTORING: readonly string[] = ['admin_session', 'admin_pending_log_in'];

/** What is of a machine and a moment: it is in no backup, and stays as it is when one is restored. */
const OF_THE_MOMENT: readonly string[] = [
  ...['notice', 'notice_delivery', 'syslog_target'],
  ...['publication_node', 'server_seen'],
];

const NOT_IN_BACKUPS = [...ENDED_BY_RESTORING, ...OF_THE_MOMENT];

/** The tables of a schema whose rows are in backups: all but those. */
export const travelling = (tables: readonly Table[]): readonly Table[] =>
  tables.filter(({ name }) => !NOT_IN_BACKUPS.includes(name));
