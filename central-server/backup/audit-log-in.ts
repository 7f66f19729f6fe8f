import type { AdministrationTables } from '#administration/accounts/tables.ts';
import { checkAuditLog } from '#administration/audit-log.ts';
import { openDatabase } from '#storage/database.ts';
import type { StagedBackup } from './staging.ts';

export interface AuditLogIn {
  /** Those that hold. */
  readonly events: number;
  /** The first event that does not; undefined: the log holds. */
  readonly brokenAt: number | undefined;
}

/** How the audit log in a backup does. */
export async function auditLogIn({ database }: Pick<StagedBackup, 'database'>): Promise<AuditLogIn> {
  const open = await openDatabase<AdministrationTables>(database);
  const { count, brokenAt } = await checkAuditLog(open.kysely).finally(() => open.close());
  return { events: count, brokenAt };
}
