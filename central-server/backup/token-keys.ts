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

/** A key that a node signs with in a backup. */
interface BroughtKey {
  readonly id: string;
  readonly tokenId: string;
  readonly isActive: boolean;
  /** Undefined where the backup does not have it: it is in a device. */
  readonly file: Buffer | undefined;
}

/** The keys that a node signs with in a backup. */
export async function keysIn(staged: StagedBackup, node: string): Promise<readonly BroughtKey[]> {
  const database = await openDatabase<CatalogueTables>(staged.database);
  const rows = await database.kysely
    .selectFrom('signing_key')
    .select(['token_key_id', 'token_id', 'active'])
    .where('node', '=', node)
    .execute()
    .finally(() => database.close());
  const files = new Map(Array.from(staged.files, ([name, bytes]) => [keyIdIn(name), bytes]));
  return rows.map(({ token_key_id: id, token_id: tokenId, active }) => ({
    ...{ id, tokenId, isActive: active === 1, file: files.get(id) },
  }));
}

/**
 * Gives tokens those of the keys that they do not have any more. Throws `key_not_found` where the one that signs is neither here nor in
 * the backup, `pin_incorrect` where the PIN has changed since, `token_not_active` where one is missing and nobody is logged in,
 * `token_not_found`.
 */
export async function adoptKeys(holder: KeyHolder, keys: readonly BroughtKey[]): Promise<void> {
  for (const { id, tokenId, isActive, file } of keys) {
    const token = holder.tokenOf(tokenId);
    if (token === undefined || (await token.keys()).some((known) => known.id === id)) continue;
    if (file !== undefined && token.adoptKey !== undefined) {
      await token.adoptKey(id, file);
    } else if (isActive) {
      throw drumError('key_not_found', `The signing key ${id} is neither in the token nor in the backup`);
    }
  }
}
