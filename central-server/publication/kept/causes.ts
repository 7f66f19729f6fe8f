import { administrationTables } from '#administration/accounts/tables.ts';
import type { CatalogueReader } from '../../membership/change.ts';

/** An audit event that led to a publication. */
export interface Cause {
  readonly audit_event: number;
  readonly event: string;
  readonly user_name: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

const CAUSES_MAX = 20;

/** What is about those who administer, and changes nothing that is published. */
const ACCOUNT_EVENTS = [
  ...['Log in user', 'Log out user', 'Change password', 'Reset password', 'Add user', 'Remove user'],
  ...['Change roles of user', 'API key create', 'API key update', 'API key remove', 'API key authentication'],
  ...['Key management API log in', 'Access check'],
];

/** The events after one and up to another, the newest first. */
export async function causesBetween(catalogue: CatalogueReader, after: number, upTo: number): Promise<Cause[]> {
  const rows = await administrationTables(catalogue)
    .selectFrom('audit_event')
    .select(['id', 'event', 'user_name', 'at'])
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .where('outcome', '=', 'success')
    .where('event', 'not in', ACCOUNT_EVENTS)
    .orderBy('id', 'desc')
    .limit(CAUSES_MAX)
    .execute();
  return rows.map(({ id, ...rest }) => ({ audit_event: id, ...rest }));
}

/** The last audit event that there is. */
export async function lastAuditEvent(catalogue: CatalogueReader): Promise<number> {
  const head = await administrationTables(catalogue)
    .selectFrom('administration_head')
    .select('audit_id')
    .executeTakeFirstOrThrow();
  return head.audit_id;
}
