import { sql } from 'kysely';
import { parseKey } from '#protocol/identifiers/text.ts';
import type { ConfigurationTransaction } from './change.ts';

/** What belongs to a client; of those tables only this column counts here. */
const OF_CLIENTS = [
  'client_status',
  'client_name',
  'client_certificate',
  'local_group',
  'service',
  'service_description',
] as const;

/** What belongs to a service of a client. */
const OF_SERVICES = ['service_endpoint', 'access_right'] as const;

/**
 * Deletes what belongs to a client, service or local group that is gone: it would hold again, unseen, for one that is made later under the same
 * name. Within the transaction of the change that has deleted those.
 */
export async function deleteDependents(change: ConfigurationTransaction): Promise<void> {
  for (const table of OF_CLIENTS) {
    await change
      .deleteFrom(table as 'client_status')
      .where('client_key', 'not in', (clients) => clients.selectFrom('client').select('key'))
      .execute();
  }
  await change
    .deleteFrom('local_group_member')
    .where((built) =>
      built.not(
        built.exists(
          built
            .selectFrom('local_group as g')
            .select(sql<number>`1`.as('one'))
            .whereRef('g.client_key', '=', 'local_group_member.client_key')
            .whereRef('g.group_code', '=', 'local_group_member.group_code'),
        ),
      ),
    )
    .execute();
  for (const table of OF_SERVICES) {
    await change
      .deleteFrom(table as 'access_right')
      .where((built) =>
        built.not(
          built.exists(
            built
              .selectFrom('service as s')
              .select(sql<number>`1`.as('one'))
              .whereRef('s.client_key', '=', sql.ref(`${table}.client_key`))
              .whereRef('s.service_code', '=', sql.ref(`${table}.service_code`))
              .whereRef('s.service_version', '=', sql.ref(`${table}.service_version`)),
          ),
        ),
      )
      .execute();
  }
  await deleteRightsOfGroups(change);
}

async function deleteRightsOfGroups(change: ConfigurationTransaction): Promise<void> {
  const rights = await change
    .selectFrom('access_right')
    .select(['client_key', 'subject_key'])
    .distinct()
    .where('subject_key', 'like', 'LOCALGROUP:%')
    .execute();
  if (rights.length === 0) return;
  const groups = await change.selectFrom('local_group').select(['client_key', 'group_code']).execute();
  const known = new Set(groups.map(({ client_key, group_code }) => [client_key, group_code].join(' ')));
  for (const { client_key, subject_key } of rights) {
    const subject = parseKey(subject_key);
    if (subject.type !== 'LOCALGROUP' || known.has([client_key, subject.groupCode].join(' '))) continue;
    await change
      .deleteFrom('access_right')
      .where('client_key', '=', client_key)
      .where('subject_key', '=', subject_key)
      .execute();
  }
}
