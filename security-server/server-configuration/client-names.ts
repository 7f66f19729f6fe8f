import { sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader, ConfigurationTransaction } from './change.ts';
import { clientOf } from './stored-identifiers.ts';

/** What a subsystem is to be called, until global configuration calls it otherwise than before. */
export interface WantedName {
  readonly name: string;
  /** Whether the central server has been asked for it; until then it waits for the registration of the client. */
  readonly isSubmitted: boolean;
}

interface Names {
  readonly id: SubsystemId;
  /** In global configuration now. */
  readonly current: string | undefined;
}

/** All that are waited for, by the client's key. `currentOf`: a client's name in global configuration. */
export async function wantedNames(
  configuration: ConfigurationReader,
  currentOf: (client: ClientId) => string | undefined,
): Promise<ReadonlyMap<string, WantedName>> {
  const rows = await configuration.selectFrom('client_name').selectAll().execute();
  return new Map(
    rows
      .filter(({ client_key, name_before }) => (currentOf(clientOf(client_key)) ?? '') === name_before)
      .map(({ client_key, name, submitted }) => [client_key, { name, isSubmitted: submitted === 1 }]),
  );
}

/** The name that is waited for, if any. */
export async function wantedName(
  configuration: ConfigurationReader,
  { id, current }: Names,
): Promise<WantedName | undefined> {
  return (await wantedNames(configuration, (each) => (sameIdentifier(each, id) ? current : undefined))).get(keyOf(id));
}

/** Keeps a name until it is in global configuration; one that is there already is not waited for. */
export async function wantName(
  change: ConfigurationTransaction,
  { id, current }: Names,
  { name, isSubmitted }: WantedName,
): Promise<void> {
  const key = keyOf(id);
  await change.deleteFrom('client_name').where('client_key', '=', key).execute();
  if (name === current) return;
  await change
    .insertInto('client_name')
    .values({ client_key: key, name, name_before: current ?? '', submitted: isSubmitted ? 1 : 0 })
    .execute();
}
