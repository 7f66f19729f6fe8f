import { drumError } from '#protocol/errors.ts';
import type { ApiKey, ApiKeys } from '../accounts/api-keys.ts';
import type { Users } from '../accounts/users.ts';
import { signOnPath, type SingleSignOnSettings } from '../single-sign-on/settings.ts';
import type { AdminHandlers, Caller } from '../http/call.ts';
import { numberOf } from '../http/shapes.ts';

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';

const apiKeyShape = ({ id, roles }: ApiKey) => ({ id, roles });
const names = (roles: readonly string[]) => roles.map((role) => `ROLE_${role}`);

export interface AccountParts {
  readonly apiKeys: ApiKeys;
  readonly users: Users;
  readonly providers: SingleSignOnSettings['providers'];
  /** Roles that no person has: only a system administrator gives them to a key. */
  readonly programRoles: readonly string[];
}

/** The caller, and the keys of programs. */
export function accountOperations({ apiKeys, users, providers, programRoles }: AccountParts): AdminHandlers {
  /** Nobody gives away what he has not. */
  const requireOwnRoles = ({ roles }: Caller, wanted: readonly string[]): void => {
    const own = roles.includes(ADMINISTRATOR) ? [...roles, ...programRoles] : roles;
    const foreign = wanted.find((role) => !own.includes(role));
    if (foreign !== undefined) throw drumError('permission_missing', `The caller may not give the role ${foreign}`);
  };
  return {
    getSignOnProviders: {
      run: () => ({ body: providers.map(({ name, title }) => ({ name, title, url: signOnPath(name) })) }),
    },
    getUser: {
      run: ({ caller }) => ({
        body: { username: caller.name, roles: names(caller.roles), permissions: [...caller.permissions] },
      }),
    },
    getRoles: { run: ({ caller }) => ({ body: names(caller.roles) }) },
    getPermissions: { run: ({ caller }) => ({ body: [...caller.permissions] }) },
    changePassword: {
      event: 'Change password',
      run: async ({ body, caller }, change) => {
        if (caller.authentication !== 'Session')
          throw drumError('permission_missing', 'Only a user who is logged in has a password');
        const { current_password: current, new_password: next } = body as Record<string, string>;
        const own = users.within(change);
        const attempt = await own.logIn(caller.name, current ?? '');
        if (!('user' in attempt)) return { refusal: drumError('wrong_password', 'The current password is wrong') };
        await own.changePassword(caller.name, current ?? '', next ?? '');
        return {};
      },
    },
    listApiKeys: {
      run: async (_call, database) => ({ body: (await apiKeys.list(database)).map(apiKeyShape) }),
    },
    getApiKey: {
      run: async ({ path }, database) => ({
        body: apiKeyShape(await apiKeys.get(database, numberOf(path.id))),
      }),
    },
    createApiKey: {
      event: 'API key create',
      run: async ({ body, caller, now }, change) => {
        const roles = body as readonly string[];
        requireOwnRoles(caller, roles);
        const { key, ...made } = await apiKeys.add(change, roles, now);
        return { body: { ...apiKeyShape(made), key }, audit: { after: apiKeyShape(made) } };
      },
    },
    updateApiKey: {
      event: 'API key update',
      run: async ({ path, body, caller }, change) => {
        const roles = body as readonly string[];
        const before = await apiKeys.get(change, numberOf(path.id));
        // What a key has already may stay.
        requireOwnRoles(
          caller,
          roles.filter((role) => !before.roles.includes(role)),
        );
        const after = await apiKeys.setRoles(change, before.id, roles);
        return { body: apiKeyShape(after), audit: { before: apiKeyShape(before), after: apiKeyShape(after) } };
      },
    },
    revokeApiKey: {
      event: 'API key remove',
      run: async ({ path }, change) => {
        const before = await apiKeys.get(change, numberOf(path.id));
        await apiKeys.remove(change, before.id);
        return { audit: { before: apiKeyShape(before) } };
      },
    },
  };
}
