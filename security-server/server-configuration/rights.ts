import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { nextPosition, requireOwn, type ConfigurationReader, type ConfigurationTransaction } from './change.ts';
import { BASE_ENDPOINT, type Endpoint, type RightSubject } from './model.ts';
import { subjectOf } from './stored-identifiers.ts';

/** What a right is to: a service of a client, whole (`BASE_ENDPOINT`) or one endpoint of it. */
export interface RightTarget {
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly endpoint: Pick<Endpoint, 'path'> & { readonly method: string };
}

/** A right as it was given. */
export interface GivenRight extends RightTarget {
  readonly subject: RightSubject;
  readonly givenAt: Date;
}

/** Who gets rights, or loses them, to what a client offers. */
export interface RightsChange {
  readonly client: ClientId;
  readonly targets: readonly RightTarget[];
  readonly subjects: readonly RightSubject[];
}

interface ServicesChange {
  readonly client: ClientId;
  /** Each with all its versions. */
  readonly serviceCodes: readonly string[];
  readonly subjects: readonly RightSubject[];
}

export const isWhole = ({ endpoint }: RightTarget): boolean =>
  endpoint.method === BASE_ENDPOINT.method && endpoint.path === BASE_ENDPOINT.path;

/** All rights to what a client offers, in the order in which they are kept. */
export async function rightsOf(configuration: ConfigurationReader, client: ClientId): Promise<GivenRight[]> {
  const rows = await configuration
    .selectFrom('access_right')
    .selectAll()
    .where('client_key', '=', keyOf(client))
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    serviceCode: row.service_code,
    ...(row.service_version === '' ? {} : { serviceVersion: row.service_version }),
    endpoint: { method: row.method, path: row.path },
    subject: subjectOf(row.subject_key),
    givenAt: new Date(row.given_at),
  }));
}

/** What the services of a client are called, by code, where their descriptions say it. */
export async function serviceTitles(
  configuration: ConfigurationReader,
  client: ClientId,
): Promise<ReadonlyMap<string, string>> {
  const rows = await configuration
    .selectFrom('service')
    .select(['service_code', 'title'])
    .where('client_key', '=', keyOf(client))
    .orderBy('service_version')
    .execute();
  return new Map(rows.flatMap(({ service_code, title }) => (title === null ? [] : [[service_code, title] as const])));
}

/** Whoever has rights, each once, with the earliest of them. */
export function subjectsOf(rights: readonly GivenRight[]): GivenRight[] {
  const first = new Map<string, GivenRight>();
  for (const right of rights) {
    const key = keyOf(right.subject);
    const known = first.get(key);
    if (known === undefined || right.givenAt < known.givenAt) first.set(key, right);
  }
  return [...first.values()];
}

/** Gives each subject a right to each target. Throws `duplicate_accessright`, having changed nothing that stays. */
export async function addRights(
  change: ConfigurationTransaction,
  { client, targets, subjects }: RightsChange,
  now: Date,
): Promise<GivenRight[]> {
  const added: GivenRight[] = [];
  let position = await nextPosition(change, 'access_right');
  for (const target of targets) {
    for (const subject of subjects) {
      const row = await change
        .insertInto('access_right')
        .values({
          ...keysOf({ client, target, subject }),
          ...{ given_at: now.getTime(), position, declared: 0 },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('position')
        .executeTakeFirst();
      if (row === undefined) {
        throw drumError('duplicate_accessright', `${keyOf(subject)} has that right to ${target.serviceCode} already`);
      }
      position += 1;
      added.push({ ...target, subject, givenAt: now });
    }
  }
  return added;
}

/** Takes from each subject the right to each target. Throws `accessright_not_found`, `declared_in_file`. */
export async function deleteRights(
  change: ConfigurationTransaction,
  { client, targets, subjects }: RightsChange,
): Promise<GivenRight[]> {
  const deleted: GivenRight[] = [];
  for (const target of targets) {
    for (const subject of subjects) {
      const keys = Object.entries(keysOf({ client, target, subject }));
      let found = change.selectFrom('access_right').select(['declared', 'given_at']);
      let deletion = change.deleteFrom('access_right');
      for (const [column, value] of keys) {
        found = found.where(column as 'path', '=', value);
        deletion = deletion.where(column as 'path', '=', value);
      }
      const row = await found.executeTakeFirst();
      if (row === undefined) {
        throw drumError('accessright_not_found', `${keyOf(subject)} has no such right to ${target.serviceCode}`);
      }
      requireOwn(row, `The right of ${keyOf(subject)} to ${target.serviceCode}`);
      await deletion.execute();
      deleted.push({ ...target, subject, givenAt: new Date(row.given_at) });
    }
  }
  return deleted;
}

/**
 * Gives each subject a right to services, in all their versions: whoever has it for some versions gets it for the others. Throws
 * `service_not_found`, `duplicate_accessright`.
 */
export async function addServiceRights(
  change: ConfigurationTransaction,
  { client, serviceCodes, subjects }: ServicesChange,
  now: Date,
): Promise<GivenRight[]> {
  const given = await rightsOf(change, client);
  const added: GivenRight[] = [];
  for (const targets of await versionsOf(change, client, serviceCodes)) {
    for (const subject of subjects) {
      const missing = targets.filter((target) => !has(given, subject, target));
      // Where nothing is missing, it is told so.
      const wanted = missing.length === 0 ? targets : missing;
      added.push(...(await addRights(change, { client, targets: wanted, subjects: [subject] }, now)));
    }
  }
  return added;
}

/**
 * Takes from each subject its right to services, in all versions that it has it for; `withEndpoints`: its rights to their endpoints too.
 * Throws `service_not_found`, `accessright_not_found` where it has none to a service, `declared_in_file`.
 */
export async function deleteServiceRights(
  change: ConfigurationTransaction,
  { client, serviceCodes, subjects }: ServicesChange,
  { withEndpoints }: { readonly withEndpoints: boolean },
): Promise<GivenRight[]> {
  const given = await rightsOf(change, client);
  const deleted: GivenRight[] = [];
  for (const targets of await versionsOf(change, client, serviceCodes)) {
    for (const subject of subjects) {
      const held = targets.filter((target) => has(given, subject, target));
      const endpoints = given.filter(
        (right) =>
          withEndpoints &&
          !isWhole(right) &&
          right.serviceCode === targets[0]?.serviceCode &&
          keyOf(right.subject) === keyOf(subject),
      );
      const wanted = held.length === 0 ? targets : [...held, ...endpoints];
      deleted.push(...(await deleteRights(change, { client, targets: wanted, subjects: [subject] })));
    }
  }
  return deleted;
}

/** Of each service the whole of each of its versions. Throws `service_not_found`. */
async function versionsOf(
  configuration: ConfigurationReader,
  client: ClientId,
  serviceCodes: readonly string[],
): Promise<RightTarget[][]> {
  const rows = await configuration
    .selectFrom('service')
    .select(['service_code', 'service_version'])
    .where('client_key', '=', keyOf(client))
    .orderBy('position')
    .execute();
  return [...new Set(serviceCodes)].map((code) => {
    const versions = rows.filter(({ service_code }) => service_code === code);
    if (versions.length === 0) throw drumError('service_not_found', `${keyOf(client)} offers no service ${code}`);
    return versions.map(({ service_version: version }) => ({
      serviceCode: code,
      ...(version === '' ? {} : { serviceVersion: version }),
      endpoint: BASE_ENDPOINT,
    }));
  });
}

const has = (given: readonly GivenRight[], subject: RightSubject, target: RightTarget): boolean =>
  given.some((right) => keyOf(right.subject) === keyOf(subject) && isSameTarget(right, target));

const isSameTarget = (one: RightTarget, other: RightTarget): boolean =>
  one.serviceCode === other.serviceCode &&
  (one.serviceVersion ?? '') === (other.serviceVersion ?? '') &&
  one.endpoint.method === other.endpoint.method &&
  one.endpoint.path === other.endpoint.path;

const keysOf = ({
  client,
  target,
  subject,
}: {
  readonly client: ClientId;
  readonly target: RightTarget;
  readonly subject: RightSubject;
}) => ({
  client_key: keyOf(client),
  service_code: target.serviceCode,
  service_version: target.serviceVersion ?? '',
  subject_key: keyOf(subject),
  method: target.endpoint.method,
  path: target.endpoint.path,
});
