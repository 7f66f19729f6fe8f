import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { DescribedOperation, ServiceDescription } from '#protocol/metadata/description.ts';
import { folded } from '../catalogue/folding.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { noteChange } from './changes.ts';

type Row = CatalogueTables['catalogued_service'];
type Change = Transaction<CatalogueTables>;

/** A service as its security server lists it. */
export interface ListedService {
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly type: Row['type'];
  /** What can be called, where no description says it. */
  readonly operations: readonly DescribedOperation[];
  /** `content`: absent where it is the one that is known already. */
  readonly description?:
    { readonly digest: string; readonly content?: ServiceDescription } | { readonly problem: string };
}

/** What a subsystem answered, or why it did not. */
export type SubsystemAnswer = { readonly services: readonly ListedService[] } | { readonly problem: string };

const HOUR_MS = 3_600_000;
export const AVAILABILITY_DAYS = 30;
const AVAILABILITY_HOURS_MAX = AVAILABILITY_DAYS * 24;
/** Of one subsystem, with those that are gone: whoever gives other names each time does not fill the database. */
const SERVICES_KEPT_MAX = 2_000;

/** What a service is known by; its codes are others' words, and may hold any character. */
export const serviceIdOf = (subsystemKey: string, { serviceCode, serviceVersion }: ServiceName): string =>
  createHash('sha256')
    .update(JSON.stringify([subsystemKey, serviceCode, serviceVersion ?? null]))
    .digest('hex')
    .slice(0, ID_LENGTH);

const ID_LENGTH = 32;

type ServiceName = Pick<ListedService, 'serviceCode' | 'serviceVersion'>;

/** Keeps what a subsystem answered: a sample of its availability and, where it answered, its services. */
export async function keepAnswer(
  change: Change,
  subsystem: { readonly key: string; readonly name: string },
  answer: SubsystemAnswer,
  now: Date,
): Promise<void> {
  await keepSample(change, subsystem.key, answer, now);
  if ('problem' in answer) return;
  const rows = await change
    .selectFrom('catalogued_service')
    .selectAll()
    .where('subsystem_key', '=', subsystem.key)
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  const listed = new Set<string>();
  for (const service of answer.services) {
    const id = serviceIdOf(subsystem.key, service);
    // One code of two kinds is no service more.
    if (listed.has(id)) continue;
    listed.add(id);
    await keepService(change, { id, subsystem, service, known: known.get(id) }, now);
  }
  for (const row of rows) if (row.gone_at === null && !listed.has(row.id)) await markGone(change, row, now);
  if (rows.length > SERVICES_KEPT_MAX) await forgetOldest(change, subsystem.key, rows.length - SERVICES_KEPT_MAX);
}

async function keepSample(change: Change, key: string, answer: SubsystemAnswer, now: Date): Promise<void> {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const answered = 'problem' in answer ? 0 : 1;
  await change
    .insertInto('subsystem_hour')
    .values({ subsystem_key: key, hour, asked: 1, answered })
    .onConflict((conflict) =>
      conflict.columns(['subsystem_key', 'hour']).doUpdateSet((built) => ({
        asked: built('subsystem_hour.asked', '+', 1),
        answered: built('subsystem_hour.answered', '+', answered),
      })),
    )
    .execute();
  await change
    .deleteFrom('subsystem_hour')
    .where('subsystem_key', '=', key)
    .where('hour', '<=', hour - AVAILABILITY_HOURS_MAX)
    .execute();
  const sums = await change
    .selectFrom('subsystem_hour')
    .select([
      sql<number>`cast(sum(asked) as integer)`.as('asked'),
      sql<number>`cast(sum(answered) as integer)`.as('answered'),
    ])
    .where('subsystem_key', '=', key)
    .executeTakeFirstOrThrow();
  const row = {
    asked_at: now.getTime(),
    ...(answered === 1 ? { answered_at: now.getTime() } : {}),
    problem: 'problem' in answer ? answer.problem : null,
    ...{ asked: sums.asked, answered: sums.answered },
  };
  await change
    .insertInto('catalogued_subsystem')
    .values({ subsystem_key: key, answered_at: null, ...row })
    .onConflict((conflict) => conflict.column('subsystem_key').doUpdateSet(row))
    .execute();
}

interface Kept {
  readonly id: string;
  readonly subsystem: { readonly key: string; readonly name: string };
  readonly service: ListedService;
  readonly known: Row | undefined;
}

async function keepService(change: Change, kept: Kept, now: Date): Promise<void> {
  const { id, subsystem, service, known } = kept;
  const at = now.getTime();
  const collected = collectedColumns(service, known);
  const columns = {
    ...{ ...collected, last_seen_at: at, gone_at: null },
    folded: foldedWords({ ...service, ...collected }, known, subsystem.name),
  };
  const name = { subsystem_key: subsystem.key, service_code: service.serviceCode };
  const version = service.serviceVersion ?? null;
  if (known === undefined) {
    await change
      .insertInto('catalogued_service')
      .values({
        ...{ id, ...name, service_version: version, first_seen_at: at, changed_at: at, ...columns },
        ...{ own_description_bg: null, own_description_en: null, own_contact: null, own_sample: null },
        ...{ own_note: null, edited_at: null },
      })
      .execute();
    await noteChange(change, 'added', { id, ...name, service_version: version }, now);
    return;
  }
  const isChanged = COMPARED.some((column) => collected[column] !== known[column]);
  await change
    .updateTable('catalogued_service')
    .set({ ...columns, ...(isChanged ? { changed_at: at } : {}) })
    .where('id', '=', id)
    .execute();
  if (known.gone_at !== null) await noteChange(change, 'returned', known, now);
  else if (isChanged) await noteChange(change, 'changed', known, now);
}

const COMPARED = ['type', 'title', 'text', 'contact', 'operations', 'sample'] as const;

type Collected = Pick<Row, (typeof COMPARED)[number] | 'description_digest' | 'description_problem'>;

/** What was read before stays where the description cannot be read now. */
function collectedColumns({ type, operations, description }: ListedService, known: Row | undefined): Collected {
  const problem = description !== undefined && 'problem' in description ? description.problem : null;
  const content = description !== undefined && 'content' in description ? description.content : undefined;
  if (content !== undefined && description !== undefined && 'digest' in description) {
    return {
      ...{ type, title: content.title ?? null, text: content.text ?? null, contact: content.contact ?? null },
      operations: JSON.stringify(content.operations.length > 0 ? content.operations : operations),
      ...{ sample: content.sample ?? null, description_digest: description.digest, description_problem: null },
    };
  }
  if (description !== undefined && known !== undefined && known.description_digest !== null) {
    const { title, text, contact, sample, description_digest } = known;
    return {
      ...{ type, title, text, contact, operations: known.operations, sample, description_digest },
      description_problem: problem,
    };
  }
  return {
    ...{ type, title: null, text: null, contact: null, operations: JSON.stringify(operations), sample: null },
    ...{ description_digest: null, description_problem: problem },
  };
}

const FOLDED_LENGTH_MAX = 20_000;

type Words = Pick<Row, 'title' | 'text' | 'contact' | 'operations'> & { readonly serviceCode: string };
export type OwnWords = Pick<Row, 'own_description_bg' | 'own_description_en' | 'own_contact'>;

/** What a service is found by. */
export function foldedWords(words: Words, own: OwnWords | undefined, subsystemName: string): string {
  const operations = (JSON.parse(words.operations) as readonly DescribedOperation[]).flatMap(
    ({ name, summary = '' }) => [name, summary],
  );
  const all = [
    ...[words.serviceCode, words.title, own?.own_description_bg, own?.own_description_en, own?.own_contact],
    ...[words.text, words.contact, subsystemName, ...operations],
  ];
  return folded(all.filter((text) => typeof text === 'string').join(' ')).slice(0, FOLDED_LENGTH_MAX);
}

async function markGone(change: Change, row: Row, now: Date): Promise<void> {
  await change.updateTable('catalogued_service').set({ gone_at: now.getTime() }).where('id', '=', row.id).execute();
  await noteChange(change, 'gone', row, now);
}

async function forgetOldest(change: Change, subsystemKey: string, count: number): Promise<void> {
  const oldest = await change
    .selectFrom('catalogued_service')
    .select('id')
    .where('subsystem_key', '=', subsystemKey)
    .where('gone_at', 'is not', null)
    .where('edited_at', 'is', null)
    .orderBy('gone_at')
    .limit(count)
    .execute();
  if (oldest.length === 0) return;
  const ids = oldest.map(({ id }) => id);
  await change.deleteFrom('catalogued_service').where('id', 'in', ids).execute();
}

/** What belongs to subsystems that are no longer registered: their services are gone, their availability is nobody's concern. */
export async function closeUnregistered(change: Change, now: Date): Promise<void> {
  const registered = change.selectFrom('server_client').select('client_key');
  const rows = await change
    .selectFrom('catalogued_service')
    .selectAll()
    .where('gone_at', 'is', null)
    .where('subsystem_key', 'not in', registered)
    .execute();
  for (const row of rows) await markGone(change, row, now);
  await change.deleteFrom('catalogued_subsystem').where('subsystem_key', 'not in', registered).execute();
  await change.deleteFrom('subsystem_hour').where('subsystem_key', 'not in', registered).execute();
}
