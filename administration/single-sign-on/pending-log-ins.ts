import type { Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { newSecret, secretHash } from '../accounts/secrets.ts';
import type { AdministrationTables } from '../accounts/tables.ts';

/** How long somebody may take to prove at the provider who they are. */
const PENDING_MS_MAX = 600_000;
/** Strangers begin them, so that their number is bounded. */
const PENDING_MAX = 10_000;

export interface PendingLogIn {
  readonly memory: string;
  /** When it began. */
  readonly at: Date;
}

/** Those who were sent to a provider and have not come back. Every node knows them; each is taken once. */
export class PendingLogIns {
  private readonly database: Kysely<AdministrationTables>;
  private readonly clock: Clock;

  constructor(database: Kysely<AdministrationTables>, clock: Clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What names a log-in to the provider, and what its browser must show when it comes back. */
  static newNames(): { readonly state: string; readonly browser: string } {
    return { state: newSecret(), browser: newSecret() };
  }

  /** Throws `too_many_requests`. */
  async add(
    { state, browser }: { readonly state: string; readonly browser: string },
    provider: string,
    memory: string,
  ): Promise<void> {
    const now = this.clock.now().getTime();
    await this.database
      .deleteFrom('admin_pending_log_in')
      .where('created_at', '<', now - PENDING_MS_MAX)
      .execute();
    const { count } = await this.database
      .selectFrom('admin_pending_log_in')
      .select((built) => built.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) >= PENDING_MAX) throw drumError('too_many_requests', 'Too many log-ins are under way');
    await this.database
      .insertInto('admin_pending_log_in')
      .values({
        state_sha256: secretHash(state),
        browser_sha256: secretHash(browser),
        provider,
        memory,
        created_at: now,
      })
      .execute();
  }

  /** Undefined where there is none by this state, of this provider and browser, or it took too long. */
  async take(state: string, browser: string, provider: string): Promise<PendingLogIn | undefined> {
    const row = await this.database
      .deleteFrom('admin_pending_log_in')
      .where('state_sha256', '=', secretHash(state))
      .where('browser_sha256', '=', secretHash(browser))
      .where('provider', '=', provider)
      .where('created_at', '>=', this.clock.now().getTime() - PENDING_MS_MAX)
      .returning(['memory', 'created_at'])
      .executeTakeFirst();
    return row === undefined ? undefined : { memory: row.memory, at: new Date(row.created_at) };
  }
}
