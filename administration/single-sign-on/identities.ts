import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';

/**
 * Whose users are known at a provider, by a keyed hash of what it calls them: that may be a number of a person (ЕГН), of which there
 * are so few that a hash without a key would be no secret.
 */
export class Identities {
  private readonly database: Kysely<AdministrationTables>;
  private readonly key: Buffer | undefined;

  /** `key`: of at least 32 bytes; without it nobody is linked. */
  constructor(database: Kysely<AdministrationTables>, key: Buffer | undefined) {
    this.database = database;
    this.key = key;
  }

  /** The same within a transaction. */
  within(transaction: Kysely<AdministrationTables>): Identities {
    return new Identities(transaction, this.key);
  }

  /** The name of the user who is linked; undefined: nobody is. */
  async find(provider: string, subject: string): Promise<string | undefined> {
    if (this.key === undefined) return undefined;
    const row = await this.database
      .selectFrom('admin_identity')
      .select('user_name')
      .where('provider', '=', provider)
      .where('subject_hmac', '=', this.hashed(provider, subject))
      .executeTakeFirst();
    return row?.user_name;
  }

  /** Throws `user_not_found`, `identity_taken`, `identity_key_missing`. */
  async link(userName: string, provider: string, subject: string): Promise<void> {
    const user = await this.database
      .selectFrom('admin_user')
      .select('name')
      .where('name', '=', userName)
      .executeTakeFirst();
    if (user === undefined) throw drumError('user_not_found', 'There is no such user');
    const added = await this.database
      .insertInto('admin_identity')
      .values({ provider, subject_hmac: this.hashed(provider, subject), user_name: userName })
      .onConflict((conflict) => conflict.columns(['provider', 'subject_hmac']).doNothing())
      .returning('user_name')
      .executeTakeFirst();
    if (added === undefined && (await this.find(provider, subject)) !== userName) {
      throw drumError('identity_taken', `Another user is linked to this identity of ${provider}`);
    }
  }

  /** Ends all links of a user to a provider, and the sessions that began by them; says how many links there were. */
  async unlink(userName: string, provider: string): Promise<number> {
    await this.database
      .deleteFrom('admin_session')
      .where('user_name', '=', userName)
      .where('provider', '=', provider)
      .execute();
    const { numDeletedRows } = await this.database
      .deleteFrom('admin_identity')
      .where('user_name', '=', userName)
      .where('provider', '=', provider)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  private hashed(provider: string, subject: string): string {
    if (this.key === undefined) {
      throw drumError('identity_key_missing', 'singleSignOn.identityKey is not set: users cannot be linked');
    }
    return createHmac('sha256', this.key).update(`${provider}\0${subject}`).digest('hex');
  }
}
