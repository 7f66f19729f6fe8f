import { sql } from 'kysely';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { requireOwn, type CatalogueChange } from './change.ts';
import type { Condition } from './search.ts';

/** Rows of a table that go with something else. */
type Dependents = readonly [table: keyof CatalogueTables & ('member' | Dependent), which: Condition];
type Dependent =
  'subsystem' | 'security_server' | 'authentication_certificate' | 'server_client' | 'global_group_member';

/** Deletes a member and all that X-Road deletes with it. Throws `declared_in_file` for what the file owns of that. */
export async function deleteMemberRows(change: CatalogueChange, key: string): Promise<void> {
  const isClient = sql<boolean>`(client_key = ${key}
    or client_key in (select s.key from subsystem s where s.member_key = ${key}))`;
  const isOfServer = sql<boolean>`server_key in (select o.key from security_server o where o.owner_key = ${key})`;
  await deleteOwn(change, [
    ['global_group_member', isClient],
    ['server_client', isClient],
    ['server_client', isOfServer],
    ['authentication_certificate', isOfServer],
    ['security_server', sql<boolean>`owner_key = ${key}`],
    ['subsystem', sql<boolean>`member_key = ${key}`],
    ['member', sql<boolean>`key = ${key}`],
  ]);
}

/** Deletes a subsystem that no server has as its client, also from global groups. Throws `declared_in_file`. */
export async function deleteSubsystemRows(change: CatalogueChange, key: string): Promise<void> {
  await deleteOwn(change, [
    ['global_group_member', sql<boolean>`client_key = ${key}`],
    ['subsystem', sql<boolean>`key = ${key}`],
  ]);
}

/** Deletes a server with its clients and certificates. Throws `declared_in_file`. */
export async function deleteServerRows(change: CatalogueChange, key: string): Promise<void> {
  await deleteOwn(change, [
    ['server_client', sql<boolean>`server_key = ${key}`],
    ['authentication_certificate', sql<boolean>`server_key = ${key}`],
    ['security_server', sql<boolean>`key = ${key}`],
  ]);
}

const NAMES: Readonly<Record<Dependents[0], string>> = {
  member: 'The member',
  subsystem: 'A subsystem',
  security_server: 'A security server',
  authentication_certificate: 'An authentication certificate',
  server_client: 'A client of a security server',
  global_group_member: 'A member of a global group',
};

async function deleteOwn(change: CatalogueChange, all: readonly Dependents[]): Promise<void> {
  for (const [table, which] of all) {
    const declared = await change
      .selectFrom(table)
      .select('declared')
      .where(which)
      .where('declared', '=', 1)
      .executeTakeFirst();
    if (declared !== undefined) requireOwn(declared, `${NAMES[table]} that would be deleted too`);
  }
  for (const [table, which] of all) await change.deleteFrom(table).where(which).execute();
}
