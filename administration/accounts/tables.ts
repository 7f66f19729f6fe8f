import type { Kysely, Transaction } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';
import type { OversightTables } from '../oversight-tables.ts';

/** What an administered program keeps of those who administer it, in its own database. Times are milliseconds since 1970 UTC. */
export interface AdministrationTables extends OversightTables {
  admin_user: {
    name: string;
    /** Argon2id, in the PHC string format. */
    password_hash: string;
    /** Names, with commas between them. */
    roles: string;
    /** 1: the password was given by somebody else, and must be changed before anything else. */
    must_change_password: number;
    /** 1: somebody has disabled the user, who cannot log in. */
    disabled: number;
    failed_attempts: number;
    locked_until: number | null;
    created_at: number;
    password_changed_at: number;
  };
  admin_session: {
    /** SHA-256 of what the cookie holds. */
    token_sha256: string;
    user_name: string;
    xsrf_token: string;
    created_at: number;
    used_at: number;
    /** Who said who it is, where it was a provider of single sign-on. */
    provider: string | null;
    /** Names, with commas between them, that the provider's word gives for this session; null: the user's own. */
    roles: string | null;
  };
  /** Somebody who was sent to a provider of single sign-on. */
  admin_pending_log_in: {
    state_sha256: string;
    browser_sha256: string;
    provider: string;
    /** What the answer is held against. */
    memory: string;
    created_at: number;
  };
  /** Users who may come in by what a provider calls them. */
  admin_identity: { provider: string; subject_hmac: string; user_name: string };
  api_key: {
    id: number;
    /** SHA-256 of the key, which is shown once and kept nowhere. */
    key_sha256: string;
    roles: string;
    created_at: number;
  };
  audit_event: {
    id: number;
    at: number;
    event: string;
    outcome: 'success' | 'failure';
    /** Who; null: nobody had said it. */
    user_name: string | null;
    authentication: string | null;
    address: string | null;
    url: string | null;
    correlation_id: string | null;
    /** Of a failure: the code. */
    reason: string | null;
    /** JSON: what the event was about, with the values before and after. */
    data: string;
    /** Hexadecimal SHA-256 of the event before and of this one (`audit-log.ts`). */
    hash: string;
    /** Its texts as they are searched (`audit-log/searched.ts`). */
    searched: string;
  };
  /**
   * Events of audit logs that came with restored backups and are not in the log itself. `chain`: the number of the event that tells
   * of the restoring; of a log that was attached to an attached one, behind that one's chain and `/`.
   */
  attached_audit_event: { chain: string } & Omit<AdministrationTables['audit_event'], 'searched'>;
  /** One row: the last event and the last numbers. Whoever adds holds it, so that numbers and hashes have one order. */
  administration_head: { id: number; audit_id: number; audit_hash: string; api_key_id: number; notice_id: number };
}

/** A program's database with these tables alone to be seen: Kysely's types do not widen by themselves. */
export const administrationTables = <T extends AdministrationTables>(
  database: Kysely<T> | Transaction<T>,
): Kysely<AdministrationTables> => database as unknown as Kysely<AdministrationTables>;

/** Hash of the event before the first. */
export const FIRST_HASH = '0'.repeat(64);
export const HEAD_ID = 1;

/** Users can be disabled, and enabled again. */
export async function addDisabledUsers(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .alterTable('admin_user')
    .addColumn('disabled', types.flag, (column) => column.notNull().defaultTo(0))
    .execute();
}

const EVENT_TEXTS = ['user_name', 'authentication', 'address', 'url', 'correlation_id', 'reason'] as const;

export async function createAttachedAuditLog(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  let create = schema.schema
    .createTable('attached_audit_event')
    .addColumn('chain', types.text, (column) => column.notNull())
    .addColumn('id', types.integer, (column) => column.notNull())
    .addColumn('at', types.integer, (column) => column.notNull())
    .addColumn('event', types.text, (column) => column.notNull())
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('data', types.text, (column) => column.notNull())
    .addColumn('hash', types.text, (column) => column.notNull());
  for (const name of EVENT_TEXTS) create = create.addColumn(name, types.text);
  await create.addPrimaryKeyConstraint('attached_audit_event_key', ['chain', 'id']).execute();
}

export async function createAdministrationTables(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .createTable('admin_user')
    .addColumn('name', types.text, (column) => column.primaryKey())
    .addColumn('password_hash', types.text, (column) => column.notNull())
    .addColumn('roles', types.text, (column) => column.notNull())
    .addColumn('must_change_password', types.flag, (column) => column.notNull())
    .addColumn('failed_attempts', types.integer, (column) => column.notNull())
    .addColumn('locked_until', types.integer)
    .addColumn('created_at', types.integer, (column) => column.notNull())
    .addColumn('password_changed_at', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('admin_session')
    .addColumn('token_sha256', types.text, (column) => column.primaryKey())
    .addColumn('user_name', types.text, (column) => column.notNull())
    .addColumn('xsrf_token', types.text, (column) => column.notNull())
    .addColumn('created_at', types.integer, (column) => column.notNull())
    .addColumn('used_at', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('api_key')
    .addColumn('id', types.id, (column) => column.primaryKey())
    .addColumn('key_sha256', types.text, (column) => column.notNull().unique())
    .addColumn('roles', types.text, (column) => column.notNull())
    .addColumn('created_at', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('audit_event')
    .addColumn('id', types.id, (column) => column.primaryKey())
    .addColumn('at', types.integer, (column) => column.notNull())
    .addColumn('event', types.text, (column) => column.notNull())
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('user_name', types.text)
    .addColumn('authentication', types.text)
    .addColumn('address', types.text)
    .addColumn('url', types.text)
    .addColumn('correlation_id', types.text)
    .addColumn('reason', types.text)
    .addColumn('data', types.text, (column) => column.notNull())
    .addColumn('hash', types.text, (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('administration_head')
    .addColumn('id', types.id, (column) => column.primaryKey())
    .addColumn('audit_id', types.integer, (column) => column.notNull())
    .addColumn('audit_hash', types.text, (column) => column.notNull())
    .addColumn('api_key_id', types.integer, (column) => column.notNull())
    .execute();
  await (schema as Kysely<Record<'administration_head', Record<string, string | number>>>)
    .insertInto('administration_head')
    .values({ id: HEAD_ID, audit_id: 0, audit_hash: FIRST_HASH, api_key_id: 0 })
    .execute();
}

export async function addSingleSignOnTables(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const column of ['provider', 'roles']) {
    await schema.schema.alterTable('admin_session').addColumn(column, types.text).execute();
  }
  await schema.schema
    .createTable('admin_pending_log_in')
    .addColumn('state_sha256', types.text, (column) => column.primaryKey())
    .addColumn('browser_sha256', types.text, (column) => column.notNull())
    .addColumn('provider', types.text, (column) => column.notNull())
    .addColumn('memory', types.text, (column) => column.notNull())
    .addColumn('created_at', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('admin_identity')
    .addColumn('provider', types.text, (column) => column.notNull())
    .addColumn('subject_hmac', types.text, (column) => column.notNull())
    .addColumn('user_name', types.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('admin_identity_key', ['provider', 'subject_hmac'])
    .execute();
}
