import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import { requireRoles } from './roles.ts';
import { secretHash } from './secrets.ts';
import { HEAD_ID, type AdministrationTables } from './tables.ts';

export interface ApiKey {
  readonly id: number;
  readonly roles: readonly string[];
  readonly createdAt: Date;
}

/** A key with what its holder sends, which is shown this once. */
export interface NewApiKey extends ApiKey {
  readonly key: string;
}

/** Keys of programs that administer: each with roles of its own, none with a person. Numbers are never used again. */
export class ApiKeys {
  private readonly roles: readonly string[];

  constructor(roles: readonly string[]) {
    this.roles = roles;
  }

  /** Throws `invalid_role`. */
  async add(database: Kysely<AdministrationTables>, roles: readonly string[], now: Date): Promise<NewApiKey> {
    requireRoles(roles, this.roles);
    const { api_key_id: id } = await database
      .updateTable('administration_head')
      .set((built) => ({ api_key_id: built('api_key_id', '+', 1) }))
      .where('id', '=', HEAD_ID)
      .returning('api_key_id')
      .executeTakeFirstOrThrow();
    // Of the form that X-Road's keys have.
    const key = randomUUID();
    await database
      .insertInto('api_key')
      .values({ id, key_sha256: secretHash(key), roles: roles.join(','), created_at: now.getTime() })
      .execute();
    return { id, roles, createdAt: now, key };
  }

  async list(database: Kysely<AdministrationTables>): Promise<ApiKey[]> {
    const rows = await database.selectFrom('api_key').selectAll().orderBy('id').execute();
    return rows.map(apiKeyOf);
  }

  /** Throws `api_key_not_found`. */
  async get(database: Kysely<AdministrationTables>, id: number): Promise<ApiKey> {
    const row = await database.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw drumError('api_key_not_found', `There is no API key ${id}`);
    return apiKeyOf(row);
  }

  /** Throws `api_key_not_found`, `invalid_role`. */
  async setRoles(database: Kysely<AdministrationTables>, id: number, roles: readonly string[]): Promise<ApiKey> {
    requireRoles(roles, this.roles);
    await this.get(database, id);
    await database
      .updateTable('api_key')
      .set({ roles: roles.join(',') })
      .where('id', '=', id)
      .execute();
    return this.get(database, id);
  }

  /** Throws `api_key_not_found`. */
  async remove(database: Kysely<AdministrationTables>, id: number): Promise<void> {
    await this.get(database, id);
    await database.deleteFrom('api_key').where('id', '=', id).execute();
  }

  /** The key that a caller sends; undefined where there is none such. */
  async find(database: Kysely<AdministrationTables>, key: string): Promise<ApiKey | undefined> {
    const row = await database
      .selectFrom('api_key')
      .selectAll()
      .where('key_sha256', '=', secretHash(key))
      .executeTakeFirst();
    return row === undefined ? undefined : apiKeyOf(row);
  }
}

function apiKeyOf({ id, roles, created_at: createdAt }: AdministrationTables['api_key']): ApiKey {
  return { id, roles: roles.split(','), createdAt: new Date(createdAt) };
}
