import type { Table } from '#storage/rows/tables.ts';

/** What belongs to a machine or a moment, and is in no backup. */
export const NOT_IN_BACKUPS: readonly string[] = ['admin_session', 'admin_pending_log_in'];

/** The tables of a schema whose rows are in backups: all but those. */
export const travelling = (tables: readonly Table[]): readonly Table[] =>
  tables.filter(({ name }) => !NOT_IN_BACKUPS.includes(name));
