import { ApiKeys } from '#administration/accounts/api-keys.ts';
import type { AdminApi } from '#administration/http/starting.ts';
import type { ServerConfigurationTables } from '../server-configuration/schema.ts';
import { identitiesOf, usersOf } from './accounts.ts';
import { accountsDefinition, definition, extensionsDefinitions } from './definition.ts';
import { statusOf } from './error-status.ts';
import { serverOperations } from './operations/all.ts';
import type { ServerParts } from './operations/parts.ts';
import { permissionsOf, ROLES } from './roles.ts';

interface AdminApiOptions extends ServerParts {
  /** Holds answers against their definition too: for tests. */
  readonly checkAnswers?: boolean;
}

/** Starts the admin API of a security server; undefined where its file does not want it. Throws `port_not_available`. */
export async function startAdminApi(options: AdminApiOptions): Promise<AdminApi | undefined> {
  const { file, repository, control, checkAnswers = false } = options;
  const { administration, parameters } = file;
  if (administration === undefined) return undefined;
  const { clock, log } = control.context;
  // The validator of requests takes memory that a server without this API does not need.
  const { startAdministration } = await import('#administration/http/starting.ts');
  const { callerOperations } = await import('#administration/operations/all.ts');
  const users = usersOf(repository, clock);
  const apiKeys = new ApiKeys(ROLES);
  const handlers = {
    ...callerOperations<ServerConfigurationTables>({
      ...{ apiKeys, users, permissionsOf, programRoles: [] },
      providers: administration.singleSignOn?.providers ?? [],
    }),
    ...serverOperations(options, definition()),
  };
  return startAdministration<ServerConfigurationTables>({
    ...{ setting: administration, data: file.data, database: repository.reader, clock, log, checkAnswers },
    ...{ users, apiKeys, permissionsOf, statusOf },
    identities: identitiesOf(repository, administration.singleSignOn),
    apis: [definition(), accountsDefinition(), ...extensionsDefinitions()].map((each) => ({
      definition: each,
      handlers,
    })),
    port: parameters['proxy-ui-api.port'],
    requestsPerSecond: parameters['proxy-ui-api.rate-limit-requests-per-second'],
    requestsPerMinute: parameters['proxy-ui-api.rate-limit-requests-per-minute'],
    logInsPerMinute: parameters['proxy-ui-api.log-ins-per-minute'],
    sessionSeconds: parameters['proxy-ui-api.session-timeout'],
    maxConnections: parameters['proxy.max-connections'],
  });
}
