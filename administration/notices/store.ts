import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { administrationTables, HEAD_ID, type AdministrationTables } from '../accounts/tables.ts';
import { holdAdministration } from '../audit-log.ts';
import type { FoundNotice, Notice, NoticeData } from './kind.ts';

type Row = Selectable<AdministrationTables['notice']>;

/** Where all nodes see the same; else the node's name. */
export const EVERYWHERE = '';

interface StoreOptions {
  readonly database: Kysely<AdministrationTables>;
  readonly clock: Clock;
  /** Who is told of a kind of notices, and how (`notice_delivery`). */
  readonly channelsOf: (kind: string) => readonly string[];
}

/** The notices of a program: one of each that is open, told when it is raised and at each further step. */
export class NoticeStore {
  private readonly database: Kysely<AdministrationTables>;
  private readonly clock: Clock;
  private readonly channelsOf: StoreOptions['channelsOf'];

  constructor({ database, clock, channelsOf }: StoreOptions) {
    this.database = database;
    this.clock = clock;
    this.channelsOf = channelsOf;
  }

  /** Raises a notice, or brings the one that is open to a further step. */
  async raise(found: FoundNotice, source: string): Promise<void> {
    await this.change([found], source, () => false);
  }

  /** Ends the notice of this kind and subject, if there is one. */
  async resolve({ kind, subject }: Pick<FoundNotice, 'kind' | 'subject'>, source: string): Promise<void> {
    await this.change([], source, (row) => row.kind === kind && row.subject === subject);
  }

  /** Makes the open notices of these kinds those that are found: what is not found any more has ended. */
  async settle(kinds: readonly string[], found: readonly FoundNotice[], source: string): Promise<void> {
    await this.change(found, source, (row) => kinds.includes(row.kind));
  }

  private async change(
    found: readonly FoundNotice[],
    source: string,
    ends: (row: Pick<Row, 'kind' | 'subject'>) => boolean,
  ): Promise<void> {
    // Mostly there is nothing new, and nobody is held up.
    if (isEmpty(difference(await openNotices(this.database, source), found, ends))) return;
    await this.database.transaction().execute(async (change) => {
      await holdAdministration(change);
      const { raised, stepped, ended } = difference(await openNotices(change, source), found, ends);
      for (const notice of raised) await this.add(change, notice, source);
      for (const [row, notice] of stepped) await this.step(change, row, notice);
      for (const row of ended) await this.end(change, row);
    });
  }

  private async add(change: Transaction<AdministrationTables>, found: FoundNotice, source: string): Promise<void> {
    const { kind, subject, step, data } = found;
    const { notice_id: id } = await change
      .updateTable('administration_head')
      .set((built) => ({ notice_id: built('notice_id', '+', 1) }))
      .where('id', '=', HEAD_ID)
      .returning('notice_id')
      .executeTakeFirstOrThrow();
    const at = this.clock.now().getTime();
    await change
      .insertInto('notice')
      .values({
        ...{ id, kind, subject, source, step, data: JSON.stringify(data), raised_at: at, stepped_at: at },
        ...{
          resolved_at: null,
          acknowledged_at: null,
          acknowledged_by: null,
          open_key: openKey(kind, source, subject),
        },
      })
      .execute();
    await this.tell(change, id, found);
  }

  /** Whoever has acknowledged it has not acknowledged this. */
  private async step(change: Transaction<AdministrationTables>, { id }: Row, found: FoundNotice): Promise<void> {
    await change
      .updateTable('notice')
      .set({
        ...{ step: found.step, data: JSON.stringify(found.data), stepped_at: this.clock.now().getTime() },
        ...{ acknowledged_at: null, acknowledged_by: null },
      })
      .where('id', '=', id)
      .execute();
    await this.drop(change, id);
    await this.tell(change, id, found);
  }

  private async end(change: Transaction<AdministrationTables>, { id }: Row): Promise<void> {
    await change
      .updateTable('notice')
      .set({ resolved_at: this.clock.now().getTime(), open_key: null })
      .where('id', '=', id)
      .execute();
    await this.drop(change, id);
  }

  /** What was not sent yet is not true any more. */
  private async drop(change: Transaction<AdministrationTables>, id: number): Promise<void> {
    await change
      .updateTable('notice_delivery')
      .set({ state: 'DROPPED', claimed_until: null })
      .where('notice_id', '=', id)
      .where('state', '=', 'WAITING')
      .execute();
  }

  private async tell(change: Transaction<AdministrationTables>, id: number, found: FoundNotice): Promise<void> {
    const at = this.clock.now().getTime();
    for (const channel of this.channelsOf(found.kind)) {
      await change
        .insertInto('notice_delivery')
        .values({
          ...{ notice_id: id, step: found.step, channel, state: 'WAITING', attempts: 0, next_at: at },
          ...{ claimed_until: null, sent_at: null, error: null },
        })
        .execute();
    }
  }
}

/** Says who has taken a notice over. Throws `notice_not_found`, `notice_resolved`. */
export async function acknowledgeNotice(
  change: Kysely<AdministrationTables>,
  id: number,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<{ readonly before: Notice; readonly after: Notice }> {
  const row = await change.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw drumError('notice_not_found', `There is no notice ${id}`);
  if (row.resolved_at !== null) throw drumError('notice_resolved', `Notice ${id} is resolved`);
  const acknowledged = { acknowledged_at: at.getTime(), acknowledged_by: by };
  await change.updateTable('notice').set(acknowledged).where('id', '=', id).execute();
  return { before: noticeOf(row), after: noticeOf({ ...row, ...acknowledged }) };
}

export function noticeOf(row: Row): Notice {
  const { id, kind, subject, step } = row;
  return {
    ...{ id, kind, subject, step, data: JSON.parse(row.data) as NoticeData },
    ...{ raisedAt: new Date(row.raised_at), steppedAt: new Date(row.stepped_at) },
    ...(row.resolved_at === null ? {} : { resolvedAt: new Date(row.resolved_at) }),
    ...(row.acknowledged_at === null ? {} : { acknowledgedAt: new Date(row.acknowledged_at) }),
    ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
  };
}

const openKey = (kind: string, source: string, subject: string): string => [kind, source, subject].join('\n');

const openNotices = (database: Kysely<AdministrationTables>, source: string): Promise<Row[]> =>
  administrationTables(database)
    .selectFrom('notice')
    .selectAll()
    .where('open_key', 'is not', null)
    .where('source', '=', source)
    .execute();

interface Difference {
  readonly raised: readonly FoundNotice[];
  readonly stepped: readonly (readonly [Row, FoundNotice])[];
  readonly ended: readonly Row[];
}

function difference(
  open: readonly Row[],
  found: readonly FoundNotice[],
  ends: (row: Pick<Row, 'kind' | 'subject'>) => boolean,
): Difference {
  const rows = new Map(open.map((row) => [`${row.kind}\n${row.subject}`, row]));
  const wanted = new Map(found.map((notice) => [`${notice.kind}\n${notice.subject}`, notice]));
  const raised: FoundNotice[] = [];
  const stepped: [Row, FoundNotice][] = [];
  for (const [key, notice] of wanted) {
    const row = rows.get(key);
    if (row === undefined) raised.push(notice);
    else if (notice.step > row.step) stepped.push([row, notice]);
  }
  return { raised, stepped, ended: open.filter((row) => ends(row) && !wanted.has(`${row.kind}\n${row.subject}`)) };
}

const isEmpty = ({ raised, stepped, ended }: Difference): boolean =>
  raised.length + stepped.length + ended.length === 0;
