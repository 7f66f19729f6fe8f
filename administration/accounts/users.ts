import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { withoutPersonalNumbers } from '#config/personal-numbers.ts';
import { drumError } from '#protocol/errors.ts';
import { hashPassword, isPassword, requireStrongPassword } from './passwords.ts';
import { requireRoles } from './roles.ts';
import type { AdministrationTables } from './tables.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,63}$/;

/** Whether a user may be called so: names stand in logs, where no person's number may. */
export const isUserName = (name: string): boolean => NAME.test(name) && withoutPersonalNumbers(name) === name;

/** Wrong passwords in a row that lock a user. */
const FAILED_ATTEMPTS_MAX = 5;
const LOCKED_MS = 15 * 60_000;

export interface User {
  readonly name: string;
  readonly roles: readonly string[];
  readonly mustChangePassword: boolean;
  readonly isDisabled: boolean;
  readonly createdAt: Date;
  readonly passwordChangedAt: Date;
  readonly lockedUntil?: Date;
}

/** What became of an attempt to log in. Strangers are told of a refusal, never of which. */
export type LogIn =
  | { readonly user: User }
  | {
      readonly refused: 'user_unknown' | 'password_wrong' | 'user_locked' | 'user_disabled';
      readonly locks?: boolean;
    };

/** Local users: who may administer this program, by name and password. */
export class Users {
  private readonly database: Kysely<AdministrationTables>;
  private readonly clock: Clock;
  private readonly roles: readonly string[];

  /** `roles`: those that people may have. */
  constructor(database: Kysely<AdministrationTables>, clock: Clock, roles: readonly string[]) {
    this.database = database;
    this.clock = clock;
    this.roles = roles;
  }

  /** The same within a transaction. */
  within(transaction: Kysely<AdministrationTables>): Users {
    return new Users(transaction, this.clock, this.roles);
  }

  async list(): Promise<User[]> {
    const rows = await this.database.selectFrom('admin_user').selectAll().orderBy('name').execute();
    return rows.map((row) => this.userOf(row));
  }

  async find(name: string): Promise<User | undefined> {
    const row = await this.row(name);
    return row === undefined ? undefined : this.userOf(row);
  }

  /** Throws `user_not_found`. */
  async get(name: string): Promise<User> {
    return this.userOf(await this.requireUser(name));
  }

  /** Adds a user, who must change this password at the first log-in. Throws `user_exists`, `invalid_user_name`, `invalid_role`, `weak_password`. */
  async add(name: string, password: string, roles: readonly string[]): Promise<User> {
    if (!isUserName(name)) {
      throw drumError(
        'invalid_user_name',
        "User name: 1 to 64 Latin letters, digits, dots, hyphens, underscores and @, beginning with a letter or digit, with no person's number",
      );
    }
    requireRoles(roles, this.roles);
    requireStrongPassword(password, name);
    const now = this.clock.now().getTime();
    const row = await this.database
      .insertInto('admin_user')
      .values({
        name,
        password_hash: await hashPassword(password),
        roles: roles.join(','),
        must_change_password: 1,
        disabled: 0,
        failed_attempts: 0,
        locked_until: null,
        created_at: now,
        password_changed_at: now,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw drumError('user_exists', `There is a user ${name} already`);
    return this.userOf(row);
  }

  /**
   * Judges name and password. Each attempt is counted before it is judged, so that attempts at the same time are counted too; after
   * several in a row that fail, the user is locked for a while.
   */
  async logIn(name: string, password: string): Promise<LogIn> {
    const row = NAME.test(name) ? await this.countAttempt(name) : undefined;
    const isRight = await isPassword(password, row?.password_hash);
    if (row === undefined) return { refused: await this.whyNot(name) };
    if (!isRight) return { refused: 'password_wrong', locks: row.locked_until !== null };
    await this.update(name, { failed_attempts: 0, locked_until: null });
    return { user: this.userOf({ ...row, locked_until: null }) };
  }

  /** A password that somebody else gives: the user must change it before anything else. Ends a lock. Throws `user_not_found`, `weak_password`. */
  async resetPassword(name: string, password: string): Promise<void> {
    await this.requireUser(name);
    await this.setPassword(name, password, 1);
  }

  /** A user's own new password, after the current one was judged. Throws `weak_password`, `password_unchanged`. */
  async changePassword(name: string, current: string, password: string): Promise<void> {
    if (current === password) throw drumError('password_unchanged', 'Password: it must be another one than before');
    await this.setPassword(name, password, 0);
  }

  /** Ends all sessions too. Throws `user_not_found`, `invalid_role`. */
  async setRoles(name: string, roles: readonly string[]): Promise<void> {
    requireRoles(roles, this.roles);
    await this.requireUser(name);
    await this.update(name, { roles: roles.join(',') });
    await this.endSessions(name);
  }

  /** A user who is disabled cannot log in, and has no sessions any more. Throws `user_not_found`. */
  async setDisabled(name: string, isDisabled: boolean): Promise<void> {
    await this.requireUser(name);
    await this.update(name, { disabled: isDisabled ? 1 : 0 });
    if (isDisabled) await this.endSessions(name);
  }

  /** Ends a lock, and forgets wrong passwords. Throws `user_not_found`. */
  async unlock(name: string): Promise<void> {
    await this.requireUser(name);
    await this.update(name, { failed_attempts: 0, locked_until: null });
  }

  /** Removes a user with all sessions. Throws `user_not_found`. */
  async remove(name: string): Promise<void> {
    await this.requireUser(name);
    await this.endSessions(name);
    await this.database.deleteFrom('admin_identity').where('user_name', '=', name).execute();
    await this.database.deleteFrom('admin_user').where('name', '=', name).execute();
  }

  private async setPassword(name: string, password: string, mustChange: number): Promise<void> {
    requireStrongPassword(password, name);
    await this.update(name, {
      password_hash: await hashPassword(password),
      must_change_password: mustChange,
      failed_attempts: 0,
      locked_until: null,
      password_changed_at: this.clock.now().getTime(),
    });
    // Whoever knew the old password may have a session by it.
    await this.endSessions(name);
  }

  private async endSessions(name: string): Promise<void> {
    await this.database.deleteFrom('admin_session').where('user_name', '=', name).execute();
  }

  private async whyNot(name: string): Promise<'user_unknown' | 'user_locked' | 'user_disabled'> {
    const row = await this.row(name);
    if (row === undefined) return 'user_unknown';
    return row.disabled === 1 ? 'user_disabled' : 'user_locked';
  }

  /** Undefined: there is no such user, or it is locked or disabled. The last attempt that may fail locks, unless it succeeds. */
  private countAttempt(name: string): Promise<Row | undefined> {
    const now = this.clock.now().getTime();
    return this.database
      .updateTable('admin_user')
      .set((built) => ({
        // A lock that is over leaves all attempts.
        failed_attempts: built
          .case()
          .when('locked_until', 'is not', null)
          .then(1)
          .else(built('failed_attempts', '+', 1))
          .end(),
        locked_until: built
          .case()
          .when(built.and([built('locked_until', 'is', null), built('failed_attempts', '>=', FAILED_ATTEMPTS_MAX - 1)]))
          .then(now + LOCKED_MS)
          .else(null)
          .end(),
      }))
      .where('name', '=', name)
      .where('disabled', '=', 0)
      .where((built) => built.or([built('locked_until', 'is', null), built('locked_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst();
  }

  private async requireUser(name: string): Promise<Row> {
    const row = await this.row(name);
    if (row === undefined) throw drumError('user_not_found', 'There is no such user');
    return row;
  }

  private row(name: string): Promise<Row | undefined> {
    return this.database.selectFrom('admin_user').selectAll().where('name', '=', name).executeTakeFirst();
  }

  private async update(name: string, values: Partial<Row>): Promise<void> {
    await this.database.updateTable('admin_user').set(values).where('name', '=', name).execute();
  }

  private userOf(row: Row): User {
    const locked = row.locked_until !== null && row.locked_until > this.clock.now().getTime();
    return {
      name: row.name,
      roles: row.roles.split(','),
      mustChangePassword: row.must_change_password === 1,
      isDisabled: row.disabled === 1,
      createdAt: new Date(row.created_at),
      passwordChangedAt: new Date(row.password_changed_at),
      ...(locked && row.locked_until !== null ? { lockedUntil: new Date(row.locked_until) } : {}),
    };
  }
}

type Row = Selectable<AdministrationTables['admin_user']>;
