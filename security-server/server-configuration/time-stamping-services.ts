import type { Kysely } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ApprovedTsa } from '#protocol/configuration/parameters.ts';
import type { TimeStampingChoice } from './model.ts';
import type { ServerConfigurationTables } from './schema.ts';

/** One service, by all that tells it from others. */
export type NamedService = Required<TimeStampingChoice>;

type Approved = Pick<ApprovedTsa, 'name' | 'url' | 'costType'>;

/** What a server is set up with, in the order to ask them. */
export async function timeStampingChoices(database: Kysely<ServerConfigurationTables>): Promise<TimeStampingChoice[]> {
  const rows = await database.selectFrom('timestamping_service').selectAll().orderBy('position').execute();
  return rows.map(({ name, url }) => choiceOf(name, url));
}

/** The approved services that a server is set up with, in the order to ask them. */
export const chosenServices = <T extends NamedService>(
  choices: readonly TimeStampingChoice[],
  approved: readonly T[],
): T[] => choices.flatMap((choice) => approved.filter((service) => isMeant(choice, service)));

/** What a server is set up with, also where it is approved no longer; a name alone that none is approved under says nothing. */
export const configuredServices = (
  choices: readonly TimeStampingChoice[],
  approved: readonly Approved[],
): readonly Approved[] =>
  choices.flatMap((choice) => {
    const meant = approved.filter((service) => isMeant(choice, service));
    const { name, url } = choice;
    return meant.length > 0 || url === undefined ? meant : [{ name, url }];
  });

const isMeant = (choice: TimeStampingChoice, { name, url }: NamedService): boolean =>
  choice.name === name && (choice.url === undefined || choice.url === url);

/**
 * Sets a server up with one more service, as the last to be asked. Throws `timestamping_service_not_found` where none such is
 * approved, `timestamping_service_already_configured`.
 */
export async function addTimeStampingService(
  change: Kysely<ServerConfigurationTables>,
  added: NamedService,
  approved: readonly NamedService[],
): Promise<void> {
  if (!approved.some(({ name, url }) => name === added.name && url === added.url)) {
    throw drumError(
      'timestamping_service_not_found',
      'No time-stamping service is approved with this name and address',
    );
  }
  const rows = await change.selectFrom('timestamping_service').selectAll().execute();
  if (rows.some(({ name, url }) => isMeant(choiceOf(name, url), added))) {
    throw drumError('timestamping_service_already_configured', 'The server is set up with this service already');
  }
  const position = Math.max(-1, ...rows.map((row) => row.position)) + 1;
  const { name, url } = added;
  await change.insertInto('timestamping_service').values({ name, url, position, declared: 0 }).execute();
}

/** Throws `timestamping_service_not_found`, and `declared_in_file` where the server's file names the service. */
export async function removeTimeStampingService(
  change: Kysely<ServerConfigurationTables>,
  removed: NamedService,
): Promise<void> {
  const rows = await change.selectFrom('timestamping_service').selectAll().execute();
  const meant = rows.filter(({ name, url }) => isMeant(choiceOf(name, url), removed));
  if (meant.length === 0) {
    throw drumError('timestamping_service_not_found', 'The server is not set up with this time-stamping service');
  }
  if (meant.some(({ declared }) => declared === 1)) {
    throw drumError('declared_in_file', "The server's file names this time-stamping service");
  }
  await change
    .deleteFrom('timestamping_service')
    .where('name', '=', removed.name)
    .where('url', '=', removed.url)
    .execute();
}

const choiceOf = (name: string, url: string): TimeStampingChoice => ({ name, ...(url === '' ? {} : { url }) });
