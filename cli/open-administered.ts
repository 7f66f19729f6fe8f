import type { Kysely } from 'kysely';
import { z } from 'zod';
import { administrationTables, type AdministrationTables } from '#administration/accounts/tables.ts';
import type { Users } from '#administration/accounts/users.ts';
import type { Identities } from '#administration/single-sign-on/identities.ts';
import type { SingleSignOnSettings } from '#administration/single-sign-on/settings.ts';
import { identitiesOf, usersOf } from '#central-server/admin-api/service.ts';
import { clockOf } from '#config/clock-setting.ts';
import type { Clock } from '#config/clock.ts';
import { readYamlFile } from '#config/yaml-file.ts';
import * as securityServer from '#security-server/admin-api/accounts.ts';
import { readSecurityServerFile, serverConfigurationDatabase } from '#security-server/file.ts';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import { withCatalogue } from './open-catalogue.ts';

/** What a server keeps of those who administer it, and of what they did. */
export interface Administered {
  readonly users: Users;
  readonly identities: Identities;
  readonly singleSignOn?: SingleSignOnSettings;
  readonly clock: Clock;
  readonly reader: Kysely<AdministrationTables>;
  /** Changes it in one transaction, after every other change. */
  readonly change: <T>(work: (change: Kysely<AdministrationTables>) => Promise<T>) => Promise<T>;
}

/** Works with the administration of the server that a file describes. It may run: each change is one transaction, whoever makes it. */
export async function withAdministered<T>(path: string, work: (open: Administered) => Promise<T>): Promise<T> {
  return (await isOfSecurityServer(path)) ? withSecurityServer(path, work) : withCentralServer(path, work);
}

/** The option of every command that works with either server. */
export const administeredConfig = ['--config <file>', 'of the central server or security server (YAML)'] as const;

/** Only a security server's file says which server it is. */
async function isOfSecurityServer(path: string): Promise<boolean> {
  const { value } = await readYamlFile(path, z.looseObject({ server: z.unknown().optional() }));
  return value.server !== undefined;
}

function withCentralServer<T>(path: string, work: (open: Administered) => Promise<T>): Promise<T> {
  return withCatalogue(path, ({ file, repository, clock }) => {
    const settings = file.administration?.singleSignOn;
    return work({
      users: usersOf(repository, clock),
      identities: identitiesOf(repository, settings),
      ...(settings === undefined ? {} : { singleSignOn: settings }),
      clock,
      reader: administrationTables(repository.reader),
      change: (change) => repository.change((transaction) => change(administrationTables(transaction))),
    });
  });
}

async function withSecurityServer<T>(path: string, work: (open: Administered) => Promise<T>): Promise<T> {
  const file = await readSecurityServerFile(path);
  const clock = clockOf(file);
  const repository = await ServerConfigurationRepository.open(serverConfigurationDatabase(file, file.data));
  try {
    const settings = file.administration?.singleSignOn;
    return await work({
      users: securityServer.usersOf(repository, clock),
      identities: securityServer.identitiesOf(repository, settings),
      ...(settings === undefined ? {} : { singleSignOn: settings }),
      clock,
      reader: administrationTables(repository.reader),
      change: (change) => repository.change((transaction) => change(administrationTables(transaction))),
    });
  } finally {
    await repository.close();
  }
}
