import type { AdministrationTables } from '../accounts/tables.ts';
import type { AdminHandlers } from '../http/call.ts';
import type { Notices } from '../notices/notices.ts';
import { accountOperations, type AccountParts } from './accounts.ts';
import { auditLogOperations, type AuditLogParts } from './audit-log.ts';
import { noticeOperations } from './notices.ts';
import { userOperations } from './users.ts';

interface CallerParts extends AccountParts {
  readonly permissionsOf: (roles: Iterable<string>) => ReadonlySet<string>;
}

interface AdministrationParts extends CallerParts, AuditLogParts {
  readonly notices: Notices;
}

/** What every admin API has: those who administer, what they did, and what needs them. By `operationId`. */
export function administrationOperations<Tables extends AdministrationTables>(
  parts: AdministrationParts,
): AdminHandlers<Tables> {
  return withinTables<Tables>({
    ...callerOperations<AdministrationTables>(parts),
    ...auditLogOperations(parts),
    ...noticeOperations(parts.notices),
  });
}

/** Callers, the keys of programs, and those who log in. */
export const callerOperations = <Tables extends AdministrationTables>(parts: CallerParts): AdminHandlers<Tables> =>
  withinTables({ ...accountOperations(parts), ...userOperations(parts.users, parts.permissionsOf) });

// Kysely's types tell two sets of tables apart, although the one has all tables of the other.
const withinTables = <Tables extends AdministrationTables>(handlers: AdminHandlers): AdminHandlers<Tables> =>
  handlers as unknown as AdminHandlers<Tables>;
