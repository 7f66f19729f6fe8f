import { administrationTables } from '#administration/accounts/tables.ts';
import { auditedObject, type AuditedObject } from '../../audited-object.ts';
import type { CatalogueReader } from '../../membership/change.ts';

/** An audit event that led to a publication. */
export interface Cause {
  readonly audit_event: number;
  readonly event: string;
  readonly user_name: string | null;
  /** Absent: nothing in particular, or it was not kept yet when this was published. */
  readonly object?: AuditedObject;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

const CAUSES_MAX = 20;

/** What is about those who administer, and changes nothing that is published. */
const ACCOUNT_EVENTS = [
  ...['Log in user', 'Log out user', 'Change password', 'Reset password', 'Add user', 'Remove user'],
  ...['Disable user', 'Enable user', 'Edit user', 'Unlock user', 'Link user to identity', 'Unlink user from identity'],
  ...['Change roles of user', 'API key create', 'API key update', 'API key remove', 'API key authentication'],
  ...['Key management API log in', 'Access check', 'Acknowledge notice', 'Send test notice'],
  ...['Back up configuration', 'Check backup file', 'Upload backup file', 'Delete backup file', 'Check trust service'],
];

/** The events after one and up to another, the newest first. */
export async function causesBetween(catalogue: CatalogueReader, after: number, upTo: number): Promise<Cause[]> {
  const rows = await administrationTables(catalogue)
    .selectFrom('audit_event')
    .select(['id', 'event', 'user_name', 'at', 'data', 'url'])
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .where('outcome', '=', 'success')
    .where('event', 'not in', ACCOUNT_EVENTS)
    .orderBy('id', 'desc')
    .limit(CAUSES_MAX)
    .execute();
  return rows.map(({ id, data, url, ...rest }) => {
    const object = auditedObject({ data, url });
    return { audit_event: id, ...rest, ...(object === undefined ? {} : { object }) };
  });
}

/** The last audit event that there is. */
export async function lastAuditEvent(catalogue: CatalogueReader): Promise<number> {
  const head = await administrationTables(catalogue)
    .selectFrom('administration_head')
    .select('audit_id')
    .executeTakeFirstOrThrow();
  return head.audit_id;
}
