import type { Token } from '#certs/tokens/token.ts';
import { drumError } from '#protocol/errors.ts';
import { openDatabase } from '#storage/database.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { keyIdIn } from './data-files.ts';
import type { StagedBackup } from './staging.ts';

/** What holds the keys that are there: as much of a token as a restoring needs. */
export type KeyHolder = Pick<Token, 'keys' | 'adoptKey'>;

/**
 * Gives a token the keys that this node signs with in a backup and that the token does not have any more. Returns their ids. Throws
 * `key_not_found` where the one that signs is neither here nor in the backup, `pin_incorrect` where the PIN has changed since.
 */
export async function adoptKeys(holder: KeyHolder, staged: StagedBackup, node: string): Promise<readonly string[]> {
  const database = await openDatabase<CatalogueTables>(staged.database);
  const wanted = await database.kysely
    .selectFrom('signing_key')
    .select(['token_key_id', 'active'])
    .where('node', '=', node)
    .execute()
    .finally(() => database.close());
  const present = new Set((await holder.keys()).map(({ id }) => id));
  const files = new Map(Array.from(staged.files, ([name, bytes]) => [keyIdIn(name), bytes]));
  const adopted: string[] = [];
  for (const { token_key_id: id, active } of wanted) {
    if (present.has(id)) continue;
    const file = files.get(id);
    if (file !== undefined && holder.adoptKey !== undefined) {
      await holder.adoptKey(id, file);
      adopted.push(id);
    } else if (active === 1) {
      throw drumError('key_not_found', `The signing key ${id} is neither in the token nor in the backup`);
    }
  }
  return adopted;
}
