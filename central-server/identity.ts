import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueTables } from './catalogue/schema.ts';
import type { CentralServerFile } from './file.ts';

/** What the instance is kept under. */
const INSTANCE = 'instance';

/** A central server that knows its instance and its address. */
export interface KnownIdentity {
  readonly instance: string;
  readonly address: string;
}

type DeclaredIdentity = Pick<CentralServerFile, 'instance' | 'publicAddress' | 'node'>;

/**
 * What a central server is and where: as its file declares it or, where it does not, as the admin API has set it. The instance is
 * one for all nodes and for good, the address is this node's.
 */
export class Identity {
  private readonly file: DeclaredIdentity;
  private knownInstance: string | undefined;

  constructor(file: DeclaredIdentity) {
    this.file = file;
    this.knownInstance = file.instance;
  }

  /** Writes the declared instance down. Throws `malformed_server_conf` where the catalogue is of another. */
  async keepDeclared(catalogue: Kysely<CatalogueTables>): Promise<void> {
    const { instance } = this.file;
    if (instance === undefined) return;
    await keepInstance(catalogue, instance);
    const kept = await keptInstance(catalogue);
    if (kept !== instance) {
      throw drumError('malformed_server_conf', `instance: the catalogue is of instance ${kept}, which stays for good`);
    }
  }

  async instance(catalogue: Kysely<CatalogueTables>): Promise<string | undefined> {
    // Once it is there it never changes.
    return this.knownInstance ?? keptInstance(catalogue);
  }

  /** Throws `instance_identifier_not_set`. */
  async requireInstance(catalogue: Kysely<CatalogueTables>): Promise<string> {
    const instance = await this.instance(catalogue);
    if (instance === undefined) {
      throw drumError('instance_identifier_not_set', 'The central server has not been initialised yet');
    }
    return instance;
  }

  async address(catalogue: Kysely<CatalogueTables>): Promise<string | undefined> {
    if (this.file.publicAddress !== undefined) return this.file.publicAddress;
    const row = await catalogue
      .selectFrom('node')
      .select('address')
      .where('name', '=', this.file.node.name)
      .executeTakeFirst();
    return row?.address;
  }

  /** Undefined while one of the two is missing. */
  async known(catalogue: Kysely<CatalogueTables>): Promise<KnownIdentity | undefined> {
    const instance = await this.instance(catalogue);
    const address = await this.address(catalogue);
    if (instance === undefined || address === undefined) return undefined;
    this.knownInstance = instance;
    return { instance, address };
  }
}

/** Takes over the instance of what was restored. Throws `invalid_backup_file` where the rows that came are of another. */
export async function takeInstance(catalogue: Kysely<CatalogueTables>, instance: string): Promise<void> {
  await keepInstance(catalogue, instance);
  const kept = await keptInstance(catalogue);
  if (kept === instance) return;
  throw drumError('invalid_backup_file', `The backup of instance ${instance} holds the rows of another`);
}

async function keptInstance(catalogue: Kysely<CatalogueTables>): Promise<string | undefined> {
  const row = await catalogue.selectFrom('setting').select('value').where('name', '=', INSTANCE).executeTakeFirst();
  return row?.value;
}

/** Where there is one already, it stays. */
export async function keepInstance(catalogue: Kysely<CatalogueTables>, instance: string): Promise<void> {
  await catalogue
    .insertInto('setting')
    .values({ name: INSTANCE, value: instance, declared: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}
