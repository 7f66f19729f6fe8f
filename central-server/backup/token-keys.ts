import type { Token } from '#certs/tokens/token.ts';
import { drumError } from '#protocol/errors.ts';
import { openDatabase } from '#storage/database.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { Tokens } from '../signing/tokens.ts';
import { keyIdIn } from './data-files.ts';
import type { StagedBackup } from './staging.ts';

/** What holds the keys that are there: as much of tokens as a restoring needs. */
export interface KeyHolder {
  /**
   * Undefined for one that cannot be asked here and now: no key of such a token is in a backup, and the key is taken to be in it.
   * Throws `token_not_found`.
   */
  tokenOf(id: string): Pick<Token, 'keys' | 'adoptKey'> | undefined;
}

/** The tokens of a server that runs. */
export const heldBy = (tokens: Tokens): KeyHolder => ({
  tokenOf: (id) => {
    const { token, isAvailable } = tokens.held(id);
    return isAvailable?.() === false ? undefined : token;
  },
});

/**
 * Gives tokens the keys that this node signs with in a backup and that they do not have any more. Returns their ids. Throws
 * `key_not_found` where the one that signs is neither here nor in the backup, `pin_incorrect` where the PIN has changed since,
 * `token_not_active` where one is missing and nobody is logged in, `token_not_found`.
 */
export async function adoptKeys(holder: KeyHolder, staged: StagedBackup, node: string): Promise<readonly string[]> {
  const database = await openDatabase<CatalogueTables>(staged.database);
  const wanted = await database.kysely
    .selectFrom('signing_key')
    .select(['token_key_id', 'token_id', 'active'])
    .where('node', '=', node)
    .execute()
    .finally(() => database.close());
  const files = new Map(Array.from(staged.files, ([name, bytes]) => [keyIdIn(name), bytes]));
  const adopted: string[] = [];
  for (const { token_key_id: id, token_id: tokenId, active } of wanted) {
    const token = holder.tokenOf(tokenId);
    if (token === undefined || (await token.keys()).some((known) => known.id === id)) continue;
    const file = files.get(id);
    if (file !== undefined && token.adoptKey !== undefined) {
      await token.adoptKey(id, file);
      adopted.push(id);
    } else if (active === 1) {
      throw drumError('key_not_found', `The signing key ${id} is neither in the token nor in the backup`);
    }
  }
  return adopted;
}
