import type { Transaction } from 'kysely';
import { generatedPassword } from '../accounts/passwords.ts';
import type { User, Users } from '../accounts/users.ts';
import type { AdminHandlers, Caller } from '../http/call.ts';
import { drumError } from '#protocol/errors.ts';
import type { AdministrationTables } from '../accounts/tables.ts';

const userShape = (user: User) => ({
  ...{ name: user.name, roles: user.roles, disabled: user.isDisabled },
  must_change_password: user.mustChangePassword,
  ...(user.lockedUntil === undefined ? {} : { locked_until: user.lockedUntil.toISOString() }),
  created_at: user.createdAt.toISOString(),
  password_changed_at: user.passwordChangedAt.toISOString(),
});

/** All that holders of these roles may do. */
type PermissionsOf = (roles: Iterable<string>) => ReadonlySet<string>;

/** Those who log in, administered by one of them. */
export function userOperations(users: Users, permissionsOf: PermissionsOf): AdminHandlers {
  const within = (change: Transaction<AdministrationTables>) => users.within(change);
  return {
    listUsers: {
      run: async ({ caller }) => {
        requirePerson(caller);
        return { body: (await users.list()).map(userShape) };
      },
    },
    getDrumUser: {
      run: async ({ path, caller }, database) => {
        requirePerson(caller);
        return { body: userShape(await users.within(database).get(path.name ?? '')) };
      },
    },
    addUser: {
      event: 'Add user',
      run: async ({ body, caller }, change) => {
        requirePerson(caller);
        const { name, roles, password } = body as { name: string; roles: string[]; password?: string };
        const first = password ?? generatedPassword(name);
        const after = userShape(await within(change).add(name, first, roles));
        return { body: { ...after, ...firstPassword(password, first) }, audit: { after } };
      },
    },
    editUser: {
      event: 'Edit user',
      run: async ({ path, body, caller }, change) => {
        requirePerson(caller);
        const { roles, disabled } = body as { roles?: string[]; disabled?: boolean };
        const own = within(change);
        const before = await own.get(path.name ?? '');
        if (roles !== undefined) await own.setRoles(before.name, roles);
        if (disabled !== undefined) await own.setDisabled(before.name, disabled);
        await requireAdministrator(own, permissionsOf);
        const after = userShape(await own.get(before.name));
        return { body: after, event: eventOf(roles, disabled), audit: { before: userShape(before), after } };
      },
    },
    removeUser: {
      event: 'Remove user',
      run: async ({ path, caller }, change) => {
        requirePerson(caller);
        const own = within(change);
        const before = await own.get(path.name ?? '');
        await own.remove(before.name);
        await requireAdministrator(own, permissionsOf);
        return { audit: { before: userShape(before) } };
      },
    },
    resetUserPassword: {
      event: 'Reset password',
      run: async ({ path, body, caller }, change) => {
        requirePerson(caller);
        const { password } = body as { password?: string };
        const own = within(change);
        const { name } = await own.get(path.name ?? '');
        const first = password ?? generatedPassword(name);
        await own.resetPassword(name, first);
        const after = userShape(await own.get(name));
        return { body: { ...after, ...firstPassword(password, first) }, audit: { after } };
      },
    },
    unlockUser: {
      event: 'Unlock user',
      run: async ({ path, caller }, change) => {
        requirePerson(caller);
        const own = within(change);
        const before = await own.get(path.name ?? '');
        await own.unlock(before.name);
        const after = userShape(await own.get(before.name));
        return { body: after, audit: { before: userShape(before), after } };
      },
    },
  };
}

/** People are administered by people: a key that gets into other hands must not make users. */
function requirePerson({ authentication }: Caller): void {
  if (authentication === 'Session') return;
  throw drumError('permission_missing', 'Only a user who is logged in administers users');
}

/** A password that was made here is told this once. */
const firstPassword = (given: string | undefined, made: string) =>
  given === undefined ? { first_password: made } : {};

function eventOf(roles: unknown, disabled: boolean | undefined): string {
  if (roles === undefined) return disabled === true ? 'Disable user' : 'Enable user';
  return disabled === undefined ? 'Change roles of user' : 'Edit user';
}

/** Within the transaction that has changed something. Throws `last_user_administrator`. */
async function requireAdministrator(users: Users, permissionsOf: PermissionsOf): Promise<void> {
  const left = (await users.list()).filter(
    ({ roles, isDisabled }) => !isDisabled && permissionsOf(roles).has('MANAGE_USERS'),
  );
  if (left.length > 0) return;
  throw drumError('last_user_administrator', 'Nobody would be left who may administer users');
}
