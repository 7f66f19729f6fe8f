import type { Kysely, Transaction } from 'kysely';
import { administrationTables, HEAD_ID, type AdministrationTables } from '#administration/accounts/tables.ts';
import type { AttachedAuditLog } from '#administration/audit-log.ts';
import { openDatabase } from '#storage/database.ts';
import type { Engine } from '#storage/dialect.ts';
import { emptyTables, insertRows } from '#storage/rows/copy.ts';
import type { Row } from '#storage/rows/snapshot.ts';
import type { Table } from '#storage/rows/tables.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { StagedBackup } from './staging.ts';
import { ENDED_BY_RESTORING } from './travelling.ts';

/** The audit log goes on; what a backup has of it is attached to it. */
const AUDIT_TABLES = ['audit_event', 'administration_head', 'attached_audit_event'];
/** What this server has published stays: what is restored is held against it, so that it cuts off no live server by itself. */
const PUBLICATION_TABLES = ['publication', 'publication_part', 'publication_piece', 'publication_hold'];
/** Rows of which each belongs to one of the servers that share a database. */
const NODE_COLUMNS: Readonly<Record<string, string>> = { signing_key: 'node', node: 'name' };

interface Place {
  readonly engine: Engine;
  /** This server's name among those that share the database. */
  readonly node: string;
}

/**
 * Puts the rows of a backup in the place of all that are there. The audit log of now stays, if there is one, and what the backup has
 * of another is attached to the event that comes next, which must tell of it; so do the rows of other nodes, whose keys are not here.
 */
export async function replaceRows(
  change: Transaction<CatalogueTables>,
  staged: StagedBackup,
  { engine, node }: Place,
): Promise<AttachedAuditLog | undefined> {
  const present = await headOf(administrationTables(change));
  const before = await change.selectFrom('last_number').selectAll().execute();
  const isShared = await isUsed(change, node);
  const published = await change.selectFrom('publication').select('number').limit(1).executeTakeFirst();
  const keepsLog = present.audit_id !== 0;
  const kept = [...(keepsLog ? AUDIT_TABLES : []), ...(published === undefined ? [] : PUBLICATION_TABLES)];
  const tables = staged.tables.filter(({ name }) => !kept.includes(name));
  const isOwn = (name: string): boolean => isShared && Object.hasOwn(NODE_COLUMNS, name);
  await emptyTables(
    change,
    tables.filter(({ name }) => !isOwn(name)),
  );
  for (const name of ENDED_BY_RESTORING) await emptyTables(change, [{ name, columns: [] }]);
  for (const table of tables) {
    if (isOwn(table.name)) await takeOwnOut(change, table, node);
    const rows = staged.snapshot.rows(table);
    await insertRows(engine, change, table, isOwn(table.name) ? ownRows(rows, table, node) : rows);
  }
  await keepCounting(change, before);
  return keepsLog ? attachAuditLog(change, staged, { engine, present }) : undefined;
}

/** Whether keys are here, or another node: an empty database takes the rows of all nodes. */
async function isUsed(change: Transaction<CatalogueTables>, node: string): Promise<boolean> {
  const key = await change.selectFrom('signing_key').select('node').executeTakeFirst();
  const other = await change.selectFrom('node').select('name').where('name', '<>', node).executeTakeFirst();
  return key !== undefined || other !== undefined;
}

const headOf = (database: Kysely<AdministrationTables>) =>
  database.selectFrom('administration_head').selectAll().executeTakeFirstOrThrow();

async function takeOwnOut(change: unknown, { name }: Table, node: string): Promise<void> {
  const column = NODE_COLUMNS[name] ?? '';
  await (change as Kysely<Record<string, Record<string, string>>>).deleteFrom(name).where(column, '=', node).execute();
}

async function* ownRows(rows: AsyncIterable<Row>, { name, columns }: Table, node: string): AsyncGenerator<Row> {
  const index = columns.findIndex((column) => column.name === NODE_COLUMNS[name]);
  for await (const row of rows) if (row[index] === node) yield row;
}

/** A number that was given once is not given again, also not after a restoring. */
async function keepCounting(
  change: Transaction<CatalogueTables>,
  before: readonly CatalogueTables['last_number'][],
): Promise<void> {
  for (const { kind, number } of before) {
    await change
      .insertInto('last_number')
      .values({ kind, number })
      .onConflict((conflict) =>
        conflict.column('kind').doUpdateSet({ number }).where('last_number.number', '<', number),
      )
      .execute();
  }
}

async function attachAuditLog(
  change: Transaction<CatalogueTables>,
  staged: StagedBackup,
  { engine, present }: { readonly engine: Engine; readonly present: AdministrationTables['administration_head'] },
): Promise<AttachedAuditLog | undefined> {
  const database = await openDatabase<AdministrationTables>(staged.database);
  const brought = await headOf(database.kysely).finally(() => database.close());
  await administrationTables(change)
    .updateTable('administration_head')
    .set({ api_key_id: Math.max(present.api_key_id, brought.api_key_id) })
    .where('id', '=', HEAD_ID)
    .execute();
  if (await isPartOf(change, brought)) return undefined;
  const chain = String(present.audit_id + 1);
  const table = named(staged.tables, 'attached_audit_event');
  const columns = table.columns.map(({ name }) => name);
  const events = named(staged.tables, 'audit_event');
  const places = columns.map((name) => events.columns.findIndex((column) => column.name === name));
  const chainAt = columns.indexOf('chain');
  const own = async function* (): AsyncGenerator<Row> {
    for await (const row of staged.snapshot.rows(events)) {
      yield places.map((place, index) => (index === chainAt ? chain : (row[place] ?? null)));
    }
  };
  const attachedBefore = async function* (): AsyncGenerator<Row> {
    for await (const row of staged.snapshot.rows(table)) {
      yield row.map((value, index) => (index === chainAt ? `${chain}/${String(value)}` : value));
    }
  };
  await insertRows(engine, change, table, own());
  await insertRows(engine, change, table, attachedBefore());
  return { events: brought.audit_id, hash: brought.audit_hash };
}

/** Whether the log of now begins with all that another one has. */
async function isPartOf(
  change: Transaction<CatalogueTables>,
  { audit_id: id, audit_hash: hash }: AdministrationTables['administration_head'],
): Promise<boolean> {
  if (id === 0) return true;
  const event = await change.selectFrom('audit_event').select('hash').where('id', '=', id).executeTakeFirst();
  return event?.hash === hash;
}

const named = (tables: readonly Table[], wanted: string): Table =>
  tables.find(({ name }) => name === wanted) ?? { name: wanted, columns: [] };
