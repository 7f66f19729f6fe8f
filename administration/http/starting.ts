import type { Kysely } from 'kysely';
import { tlsIdentity } from '#certs/tls-identity.ts';
import type { ApiKeys } from '../accounts/api-keys.ts';
import { Sessions } from '../accounts/sessions.ts';
import { administrationTables, type AdministrationTables } from '../accounts/tables.ts';
import type { Users } from '../accounts/users.ts';
import type { Identities } from '../single-sign-on/identities.ts';
import type { AdministrationSetting } from '../setting.ts';
import type { SingleSignOnSettings } from '../single-sign-on/settings.ts';
import { AdministrationService, type AdministrationOptions } from './service.ts';

interface StartingOptions<Tables extends AdministrationTables> extends Pick<
  AdministrationOptions<Tables>,
  | 'apis'
  | 'statusOf'
  | 'requestsPerSecond'
  | 'requestsPerMinute'
  | 'logInsPerMinute'
  | 'maxConnections'
  | 'clock'
  | 'log'
  | 'screens'
  | 'checkAnswers'
> {
  readonly setting: AdministrationSetting;
  readonly port: number;
  /** The program's data folder, for the key of its TLS. */
  readonly data: string;
  readonly database: Kysely<Tables>;
  readonly users: Users;
  readonly apiKeys: ApiKeys;
  readonly identities: Identities;
  readonly permissionsOf: (roles: Iterable<string>) => ReadonlySet<string>;
  readonly sessionSeconds: number;
}

export interface AdminApi {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the admin API of a program. Throws `port_not_available`. */
export async function startAdministration<Tables extends AdministrationTables>(
  options: StartingOptions<Tables>,
): Promise<AdminApi> {
  const { setting, port, data, users, apiKeys, permissionsOf, sessionSeconds, clock } = options;
  const { address, singleSignOn } = setting;
  const database = administrationTables(options.database);
  const service = new AdministrationService({
    ...options,
    identity: await tlsIdentity(data, { name: 'administration', commonName: address, address, clock }),
    accounts: {
      ...{ database, clock, users, apiKeys, permissionsOf },
      sessions: new Sessions(database, clock, sessionSeconds),
      providers: new Set(singleSignOn?.providers.map(({ name }) => name)),
    },
    ...(await waysIn<Tables>(options.identities, singleSignOn)),
  });
  const bound = await service.start(address, port);
  return { port: bound, stop: () => service.stop() };
}

async function waysIn<Tables extends AdministrationTables>(
  identities: Identities,
  settings: SingleSignOnSettings | undefined,
): Promise<Pick<AdministrationOptions<Tables>, 'addSingleSignOn'>> {
  if (settings === undefined) return {};
  const { addSingleSignOn } = await import('./single-sign-on.ts');
  return {
    addSingleSignOn: (app, using) => {
      addSingleSignOn(app, { ...using, settings, identities });
    },
  };
}
