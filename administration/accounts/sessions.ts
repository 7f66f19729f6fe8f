import { timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { newSecret, secretHash } from './secrets.ts';
import type { AdministrationTables } from './tables.ts';

/** However busy it is, a session ends with the working day. */
const SESSION_MS_MAX = 12 * 3_600_000;
/** How exactly the last use is kept: not every request writes. */
const USE_KEPT_MS = 10_000;

export interface NewSession {
  /** For the cookie; kept nowhere. */
  readonly token: string;
  /** What requests that change something must say again in a header. */
  readonly xsrfToken: string;
}

export interface Session {
  readonly userName: string;
  readonly xsrfToken: string;
  readonly createdAt: Date;
  /** Who said who it is, where it was a provider of single sign-on. */
  readonly provider?: string;
  /** What its word gives, where there is no user of ours. */
  readonly roles?: readonly string[];
}

export type SignedOn = Pick<Session, 'roles'> & { readonly provider: string };

/** Who is logged in, in the database, so that every node of a program knows it. */
export class Sessions {
  private readonly database: Kysely<AdministrationTables>;
  private readonly clock: Clock;
  private readonly idleMs: number;

  constructor(database: Kysely<AdministrationTables>, clock: Clock, idleSeconds: number) {
    this.database = database;
    this.clock = clock;
    this.idleMs = idleSeconds * 1000;
  }

  /** `judgedAt`: before the password was judged; a session is not valid where the password was changed after that. */
  async begin(userName: string, judgedAt: Date, signedOn?: SignedOn): Promise<NewSession> {
    const now = this.clock.now().getTime();
    await this.database
      .deleteFrom('admin_session')
      .where((built) =>
        built.or([built('used_at', '<', now - this.idleMs), built('created_at', '<', now - SESSION_MS_MAX)]),
      )
      .execute();
    const session = { token: newSecret(), xsrfToken: newSecret() };
    await this.database
      .insertInto('admin_session')
      .values({
        token_sha256: secretHash(session.token),
        user_name: userName,
        xsrf_token: session.xsrfToken,
        created_at: judgedAt.getTime(),
        used_at: now,
        provider: signedOn?.provider ?? null,
        roles: signedOn?.roles?.join(',') ?? null,
      })
      .execute();
    return session;
  }

  /** The session of a cookie, which is used by this; undefined where there is none or it is over. */
  async use(token: string): Promise<Session | undefined> {
    const key = secretHash(token);
    const row = await this.database
      .selectFrom('admin_session')
      .selectAll()
      .where('token_sha256', '=', key)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const now = this.clock.now().getTime();
    if (now - row.used_at > this.idleMs || now - row.created_at > SESSION_MS_MAX) {
      await this.end(token);
      return undefined;
    }
    if (now - row.used_at > USE_KEPT_MS) {
      await this.database.updateTable('admin_session').set({ used_at: now }).where('token_sha256', '=', key).execute();
    }
    return {
      ...{ userName: row.user_name, xsrfToken: row.xsrf_token, createdAt: new Date(row.created_at) },
      ...(row.provider === null ? {} : { provider: row.provider }),
      ...(row.roles === null ? {} : { roles: row.roles.split(',') }),
    };
  }

  async end(token: string): Promise<void> {
    await this.database.deleteFrom('admin_session').where('token_sha256', '=', secretHash(token)).execute();
  }
}

/** Whether two secrets are equal, in a time that does not tell where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
