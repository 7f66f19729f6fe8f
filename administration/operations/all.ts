import type { AdministrationTables } from '../accounts/tables.ts';
import type { AdminHandlers } from '../http/call.ts';
import type { Notices } from '../notices/notices.ts';
import { accountOperations, type AccountParts } from './accounts.ts';
import { auditLogOperations, type AuditLogParts } from './audit-log.ts';
import { noticeOperations } from './notices.ts';
import { userOperations } from './users.ts';

interface AdministrationParts extends AccountParts, AuditLogParts {
  readonly permissionsOf: (roles: Iterable<string>) => ReadonlySet<string>;
  readonly notices: Notices;
}

/** What every admin API has: those who administer, what they did, and what needs them. By `operationId`. */
export function administrationOperations<Tables extends AdministrationTables>(
  parts: AdministrationParts,
): AdminHandlers<Tables> {
  const handlers: AdminHandlers = {
    ...accountOperations(parts),
    ...userOperations(parts.users, parts.permissionsOf),
    ...auditLogOperations(parts),
    ...noticeOperations(parts.notices),
  };
  // Kysely's types tell two sets of tables apart, although the one has all tables of the other.
  return handlers as unknown as AdminHandlers<Tables>;
}
