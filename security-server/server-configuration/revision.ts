import type { Kysely } from 'kysely';
import type { ServerConfigurationTables } from './schema.ts';

/** Counts the changes of a server's configuration: whoever has read it knows by the number whether it is still as it was. */
export async function revisionIn(database: Kysely<ServerConfigurationTables>): Promise<number> {
  const { revision } = await database.selectFrom('configuration_revision').select('revision').executeTakeFirstOrThrow();
  return revision;
}

/** In the transaction of a change. */
export async function countChange(change: Kysely<ServerConfigurationTables>): Promise<void> {
  await change
    .updateTable('configuration_revision')
    .set((built) => ({ revision: built('revision', '+', 1) }))
    .execute();
}
