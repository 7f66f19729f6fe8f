import { drumError } from '#protocol/errors.ts';
import type { AdminHandlers, Caller } from '../http/call.ts';
import { numberOf } from '../http/row-number.ts';
import { signOnPath, type SingleSignOnSettings } from '../single-sign-on/settings.ts';
import type { ApiKey, ApiKeys } from './api-keys.ts';
import { administrationTables, type AdministrationTables } from './tables.ts';
import type { Users } from './users.ts';

const apiKeyShape = ({ id, roles }: ApiKey) => ({ id, roles });
const names = (roles: readonly string[]) => roles.map((role) => `ROLE_${role}`);

interface AccountsOptions {
  readonly apiKeys: ApiKeys;
  readonly users: Users;
  readonly providers: SingleSignOnSettings['providers'];
  /** Those that no person has. */
  readonly programsRoles: readonly string[];
}

/** The caller, and the keys of programs. */
export function accounts<Tables extends AdministrationTables>({
  apiKeys,
  users,
  providers,
  programsRoles,
}: AccountsOptions): AdminHandlers<Tables> {
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
        const own = users.within(administrationTables(change));
        const attempt = await own.logIn(caller.name, current ?? '');
        if (!('user' in attempt)) return { refusal: drumError('wrong_password', 'The current password is wrong') };
        await own.changePassword(caller.name, current ?? '', next ?? '');
        return {};
      },
    },
    listApiKeys: {
      run: async (_call, database) => ({ body: (await apiKeys.list(administrationTables(database))).map(apiKeyShape) }),
    },
    getApiKey: {
      run: async ({ path }, database) => ({
        body: apiKeyShape(await apiKeys.get(administrationTables(database), numberOf(path.id))),
      }),
    },
    createApiKey: {
      event: 'API key create',
      run: async ({ body, caller, now }, change) => {
        const roles = body as readonly string[];
        requireOwnRoles(caller, roles, programsRoles);
        const { key, ...made } = await apiKeys.add(administrationTables(change), roles, now);
        return { body: { ...apiKeyShape(made), key }, audit: { after: apiKeyShape(made) } };
      },
    },
    updateApiKey: {
      event: 'API key update',
      run: async ({ path, body, caller }, change) => {
        const roles = body as readonly string[];
        const before = await apiKeys.get(administrationTables(change), numberOf(path.id));
        // What a key has already may stay.
        requireOwnRoles(
          caller,
          roles.filter((role) => !before.roles.includes(role)),
          programsRoles,
        );
        const after = await apiKeys.setRoles(administrationTables(change), before.id, roles);
        return { body: apiKeyShape(after), audit: { before: apiKeyShape(before), after: apiKeyShape(after) } };
      },
    },
    revokeApiKey: {
      event: 'API key remove',
      run: async ({ path }, change) => {
        const before = await apiKeys.get(administrationTables(change), numberOf(path.id));
        await apiKeys.remove(administrationTables(change), before.id);
        return { audit: { before: apiKeyShape(before) } };
      },
    },
  };
}

/** Nobody gives away what he has not, but for the roles that no person has. */
function requireOwnRoles({ roles }: Caller, wanted: readonly string[], programsRoles: readonly string[]): void {
  const foreign = wanted.find((role) => !roles.includes(role) && !programsRoles.includes(role));
  const programs = wanted.find((role) => programsRoles.includes(role));
  const refused = foreign ?? (roles.includes('XROAD_SYSTEM_ADMINISTRATOR') ? undefined : programs);
  if (refused !== undefined) throw drumError('permission_missing', `The caller may not give the role ${refused}`);
}
