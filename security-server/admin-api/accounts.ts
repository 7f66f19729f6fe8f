import { administrationTables } from '#administration/accounts/tables.ts';
import { Users } from '#administration/accounts/users.ts';
import { Identities } from '#administration/single-sign-on/identities.ts';
import type { SingleSignOnSettings } from '#administration/single-sign-on/settings.ts';
import type { Clock } from '#config/clock.ts';
import type { ServerConfigurationRepository } from '../server-configuration/repository.ts';
import { ROLES } from './roles.ts';

/** Who may administer a security server: its users are kept with its configuration. */
export const usersOf = (repository: ServerConfigurationRepository, clock: Clock): Users =>
  new Users(administrationTables(repository.reader), clock, ROLES);

/** Which identities of single sign-on are whose. */
export const identitiesOf = (
  repository: ServerConfigurationRepository,
  settings: SingleSignOnSettings | undefined,
): Identities => new Identities(administrationTables(repository.reader), settings?.identityKey);
