import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { ApiKeys } from '#administration/accounts/api-keys.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { Users } from '#administration/accounts/users.ts';
import { Identities } from '#administration/single-sign-on/identities.ts';
import type { SingleSignOnSettings } from '#administration/single-sign-on/settings.ts';
import type { AdminApi } from '#administration/http/starting.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CentralServerFile } from '../file.ts';
import { currentTrust } from '../management/current-trust.ts';
import type { Identity } from '../identity.ts';
import { requestsOf } from '../management/services.ts';
import type { Oversight } from '../oversight.ts';
import type { Anchors } from '../publication/anchors.ts';
import type { NextPublication } from '../publication/next-publication.ts';
import type { Tokens } from '../signing/tokens.ts';
import type { TlsKey } from '#administration/certificates/tls-key.ts';
import { accountsDefinition, definition, extensionsDefinitions } from './definition.ts';
import { statusOf } from './error-status.ts';
import { catalogueOperations } from './operations/all.ts';
import type { BackupParts } from './operations/backups.ts';
import { PEOPLES_ROLES, permissionsOf, ROLES } from './roles.ts';

interface AdminApiOptions {
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly anchors: Anchors;
  /** Of the management service. Throws `instance_identifier_not_set`. */
  readonly tlsKey: () => TlsKey;
  readonly next: NextPublication;
  readonly oversight: Pick<Oversight, 'notices' | 'verification'>;
  readonly backup: BackupParts;
  /** After each change of what is published. */
  readonly changed: () => void;
  /** Where the built screens are, if not where `npm run build` puts them. */
  readonly screens?: string;
  /** Holds answers against their definition too: for tests. */
  readonly checkAnswers?: boolean;
}

/** Who may administer a central server: its users are kept in its catalogue. */
export const usersOf = (repository: CatalogueRepository, clock: Clock): Users =>
  new Users(administrationTables(repository.reader), clock, PEOPLES_ROLES);

/** Which identities of single sign-on are whose. */
export const identitiesOf = (repository: CatalogueRepository, settings: SingleSignOnSettings | undefined): Identities =>
  new Identities(administrationTables(repository.reader), settings?.identityKey);

/** Starts the admin API of a central server; undefined where its file does not want it. Throws `port_not_available`. */
export async function startAdminApi(file: CentralServerFile, options: AdminApiOptions): Promise<AdminApi | undefined> {
  const { repository, clock, log, identity, tokens, anchors, tlsKey, next, oversight, backup } = options;
  const { changed, screens: folder, checkAnswers = false } = options;
  const { administration, parameters } = file;
  if (administration === undefined) return undefined;
  // The validator of requests takes memory that a server without this API does not need.
  const { startAdministration } = await import('#administration/http/starting.ts');
  const { readScreens } = await import('#administration/http/screens.ts');
  const screens = readScreens('integrator', file.sandbox, folder);
  if (screens === undefined)
    log.warn('The screens are not built ("npm run build"): the admin API is offered without them');
  const users = usersOf(repository, clock);
  const apiKeys = new ApiKeys(ROLES);
  const handlers = catalogueOperations({
    ...{ file, identity, tokens, anchors, clock, repository, tlsKey },
    ...{ definition: definition(), apiKeys, users, next, backup, changed },
    requests: requestsOf(file, { repository, clock }),
    trust: async () => currentTrust(await identity.requireInstance(repository.reader), repository),
    oversight,
  });
  return startAdministration<CatalogueTables>({
    ...{ setting: administration, data: file.data, database: repository.reader, screens, clock, log, checkAnswers },
    ...{ users, apiKeys, permissionsOf, statusOf },
    identities: identitiesOf(repository, administration.singleSignOn),
    apis: [definition(), accountsDefinition(), ...extensionsDefinitions()].map((each) => ({
      definition: each,
      handlers,
    })),
    port: parameters['admin-service.port'],
    requestsPerSecond: parameters['admin-service.rate-limit-requests-per-second'],
    requestsPerMinute: parameters['admin-service.rate-limit-requests-per-minute'],
    logInsPerMinute: parameters['admin-service.log-ins-per-minute'],
    sessionSeconds: parameters['admin-service.session-timeout'],
    maxConnections: parameters['center.max-connections'],
  });
}
