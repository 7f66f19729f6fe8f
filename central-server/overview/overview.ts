import { sql } from 'kysely';
import { administrationTables, type AdministrationTables } from '#administration/accounts/tables.ts';
import { syslogState, type SyslogState } from '#administration/syslog/forwarder.ts';
import type { SyslogSetting } from '#administration/syslog/setting.ts';
import { auditedObject, type AuditedObject } from '../audited-object.ts';
import type { CatalogueReader } from '../membership/change.ts';
import type { CentralServerNotice } from '../notices/kinds.ts';
import { holdState, type HoldState } from '../publication/hold-state.ts';
import { nodeStates, type NodeState } from '../publication/node-state.ts';
import type { Expiries, Expiry } from './expiries.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const EVENTS = 5;
/** Events that change nothing, and would leave no place for those that do. */
const COMING_AND_GOING = ['Log in user', 'Log out user'];
/** What is named one by one; the rest is counted. */
const EXPIRIES_NAMED = 10;
const EXPIRY_DAYS = { soon: 7, month: 30, quarter: 90 } as const;

interface NodeOverview extends NodeState {
  /** Until when what it published is valid. */
  readonly validUntil?: Date;
  /** Whether clients still get valid configuration from it. */
  readonly state: 'OK' | 'ATTENTION' | 'STOPPED' | 'UNKNOWN';
}

/** A part of the sentence that says how the network is. */
interface OverviewPart {
  readonly code:
    | 'PUBLICATION_STOPPED'
    | 'PUBLICATION_FAILING'
    | 'PUBLICATION_HELD'
    | 'REQUESTS_WAITING'
    | 'CERTIFICATES_EXPIRED'
    | 'CERTIFICATES_EXPIRING'
    | 'SERVERS_SILENT'
    /** Nothing is known of when they took configuration. */
    | 'SERVERS_UNKNOWN'
    | 'COLLECTOR_AWAY'
    /** Notices that nobody has taken over, of what no other part tells of. */
    | 'NOTICES_OPEN';
  readonly count: number;
  readonly since?: Date;
  readonly of?: string;
}

export interface Overview {
  readonly at: Date;
  readonly state: 'OK' | 'ATTENTION' | 'STOPPED';
  readonly parts: readonly OverviewPart[];
  readonly requests: { readonly waiting: number; readonly oldest?: Date };
  /** Those within 30 days are within 90 too. */
  readonly expiring: {
    readonly expired: number;
    readonly within7Days: number;
    readonly within30Days: number;
    readonly within90Days: number;
    readonly next: readonly Expiry[];
  };
  readonly servers: {
    readonly total: number;
    readonly within2Minutes: number;
    readonly within10Minutes: number;
    readonly longer: number;
    readonly unknown: number;
  };
  readonly members: number;
  /** What a new server needs, in numbers. */
  readonly setUp: { readonly certificationServices: number; readonly timestampingServices: number };
  /** Notices that nobody has taken over. */
  readonly openNotices: number;
  /** Of the audit log, where there is one. */
  readonly collector?: SyslogState & { readonly isAway: boolean };
  readonly nodes: readonly NodeOverview[];
  readonly hold: HoldState;
  readonly events: readonly (Pick<
    AdministrationTables['audit_event'],
    'id' | 'at' | 'event' | 'outcome' | 'user_name'
  > & {
    readonly object: AuditedObject | undefined;
  })[];
}

export interface OverviewOptions {
  readonly expiries: Expiries;
  readonly now: Date;
  /** The nodes that there are to be. */
  readonly nodes: readonly string[];
  readonly expireSeconds: number;
  readonly generationSeconds: number;
  /** Of the registration service (DER), where there is one. */
  readonly managementTls: Uint8Array | undefined;
  /** The audit log's collector, and how long the oldest event may wait for it. */
  readonly syslog: SyslogSetting | undefined;
  readonly awaySeconds: number;
}

/** How the network is, in one answer. */
export async function overviewOf(catalogue: CatalogueReader, options: OverviewOptions): Promise<Overview> {
  const { now } = options;
  const requests = await waitingRequests(catalogue);
  const expiring = expiringOf(await options.expiries.all(catalogue, options.managementTls), now);
  const servers = await serversSeen(catalogue, now);
  const nodes = await nodesOf(catalogue, options);
  const hold = await holdState(catalogue);
  const collector = await collectorOf(catalogue, options);
  const notices = await openNotices(catalogue);
  const told = [
    ...publicationParts(nodes, hold),
    ...counted('REQUESTS_WAITING', requests.waiting, requests.oldest),
    ...counted('CERTIFICATES_EXPIRED', expiring.expired),
    ...counted('CERTIFICATES_EXPIRING', expiring.within30Days),
    ...counted('SERVERS_SILENT', servers.longer),
    ...counted('SERVERS_UNKNOWN', servers.unknown),
    ...counted('COLLECTOR_AWAY', Number(collector?.isAway ?? false), collector?.waitingSince),
  ];
  const parts = [...told, ...counted('NOTICES_OPEN', untoldOf(notices, told))];
  const isStopped = nodes.length > 0 && nodes.every(({ state }) => state === 'STOPPED');
  return {
    ...{ at: now, state: isStopped ? 'STOPPED' : parts.length > 0 ? 'ATTENTION' : 'OK', parts },
    ...{ requests, expiring, servers, nodes, hold },
    members: await countOf(catalogue, 'member'),
    setUp: {
      certificationServices: await countOf(catalogue, 'certification_service'),
      timestampingServices: await countOf(catalogue, 'timestamping_service'),
    },
    openNotices: sumOf(notices),
    ...(collector === undefined ? {} : { collector }),
    events: await lastEvents(catalogue),
  };
}

function counted(code: OverviewPart['code'], count: number, since?: Date): OverviewPart[] {
  return count === 0 ? [] : [{ code, count, ...(since === undefined ? {} : { since }) }];
}

function publicationParts(nodes: readonly NodeOverview[], { manual, pinned, waiting }: HoldState): OverviewPart[] {
  const ofNode = (node: NodeOverview): OverviewPart[] =>
    node.state === 'STOPPED' || node.state === 'ATTENTION'
      ? [
          {
            ...{
              code: node.state === 'STOPPED' ? 'PUBLICATION_STOPPED' : 'PUBLICATION_FAILING',
              count: 1,
              of: node.node,
            },
            ...(node.at === undefined ? {} : { since: node.at }),
          },
        ]
      : [];
  const since = waiting?.at ?? manual?.at;
  const isHeld = waiting !== undefined || manual !== undefined || pinned !== undefined;
  return [...nodes.flatMap(ofNode), ...counted('PUBLICATION_HELD', Number(isHeld), since)];
}

async function waitingRequests(catalogue: CatalogueReader): Promise<Overview['requests']> {
  const { count, oldest } = await catalogue
    .selectFrom('management_request')
    .select((select) => [
      select.fn.countAll<number>().as('count'),
      select.fn.min<number | null>('created_at').as('oldest'),
    ])
    .where('status', '=', 'WAITING')
    .executeTakeFirstOrThrow();
  return { waiting: count, ...(oldest === null ? {} : { oldest: new Date(oldest) }) };
}

function expiringOf(all: readonly Expiry[], now: Date): Overview['expiring'] {
  const expired = all.filter(({ notAfter }) => notAfter < now).length;
  const within = (days: number): number => {
    const until = new Date(now.getTime() + days * DAY_MS);
    return all.filter(({ notAfter }) => notAfter >= now && notAfter <= until).length;
  };
  const horizon = new Date(now.getTime() + EXPIRY_DAYS.quarter * DAY_MS);
  return {
    ...{ expired, within7Days: within(EXPIRY_DAYS.soon), within30Days: within(EXPIRY_DAYS.month) },
    within90Days: within(EXPIRY_DAYS.quarter),
    next: all.filter(({ notAfter }) => notAfter <= horizon).slice(0, EXPIRIES_NAMED),
  };
}

async function serversSeen(catalogue: CatalogueReader, now: Date): Promise<Overview['servers']> {
  const counts = await catalogue
    .selectFrom('security_server as server')
    .leftJoin(
      (from) =>
        from
          .selectFrom('server_seen')
          .select((select) => ['server_key', select.fn.max('at').as('at')])
          .groupBy('server_key')
          .as('seen'),
      (join) => join.onRef('seen.server_key', '=', 'server.key'),
    )
    .select((select) => [
      select.fn.countAll<number>().as('total'),
      since(now, 2).as('two'),
      since(now, 10).as('ten'),
      select.fn.count<number>('seen.at').as('known'),
    ])
    .executeTakeFirstOrThrow();
  const [two, ten] = [counts.two ?? 0, counts.ten ?? 0];
  return {
    ...{ total: counts.total, within2Minutes: two, within10Minutes: ten - two },
    ...{ longer: counts.known - ten, unknown: counts.total - counts.known },
  };
}

const since = (now: Date, minutes: number) =>
  sql<number | null>`sum(case when seen.at >= ${now.getTime() - minutes * MINUTE_MS} then 1 else 0 end)`;

async function nodesOf(catalogue: CatalogueReader, options: OverviewOptions): Promise<NodeOverview[]> {
  const states = new Map((await nodeStates(catalogue)).map((state) => [state.node, state]));
  return options.nodes.map((node) => nodeOverview(states.get(node) ?? { node }, options));
}

function nodeOverview(state: NodeState, { now, expireSeconds, generationSeconds }: OverviewOptions): NodeOverview {
  if (state.at === undefined) return { ...state, state: state.problem === undefined ? 'UNKNOWN' : 'STOPPED' };
  const validUntil = new Date(state.at.getTime() + expireSeconds * 1000);
  // One interval may be missed, as while the node is started again.
  const isLate = now.getTime() - state.at.getTime() > 2 * generationSeconds * 1000;
  const isFailing = isLate || state.problem !== undefined;
  return { ...state, validUntil, state: now > validUntil ? 'STOPPED' : isFailing ? 'ATTENTION' : 'OK' };
}

type Counted = 'member' | 'certification_service' | 'timestamping_service';

async function countOf(catalogue: CatalogueReader, table: Counted): Promise<number> {
  const { count } = await catalogue
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

interface OpenNotices {
  readonly kind: string;
  readonly count: number;
}

async function openNotices(catalogue: CatalogueReader): Promise<readonly OpenNotices[]> {
  return administrationTables(catalogue)
    .selectFrom('notice')
    .select((select) => ['kind', select.fn.countAll<number>().as('count')])
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .groupBy('kind')
    .execute();
}

const CERTIFICATES = ['CERTIFICATES_EXPIRED', 'CERTIFICATES_EXPIRING'] as const;

/** The parts that tell of the same as a kind of notices. */
const TOLD_BY: Readonly<Partial<Record<CentralServerNotice, readonly OverviewPart['code'][]>>> = {
  publication_failing: ['PUBLICATION_STOPPED', 'PUBLICATION_FAILING'],
  configuration_expires: ['PUBLICATION_STOPPED', 'PUBLICATION_FAILING'],
  request_waiting: ['REQUESTS_WAITING'],
  ca_certificate_expires: CERTIFICATES,
  intermediate_ca_certificate_expires: CERTIFICATES,
  ocsp_responder_certificate_expires: CERTIFICATES,
  timestamping_certificate_expires: CERTIFICATES,
  authentication_certificate_expires: CERTIFICATES,
  signing_key_certificate_expires: CERTIFICATES,
  management_tls_certificate_expires: CERTIFICATES,
  syslog_collector_away: ['COLLECTOR_AWAY'],
};

/** How many notices are of what none of these parts tells of. */
function untoldOf(notices: readonly OpenNotices[], parts: readonly OverviewPart[]): number {
  const codes = new Set(parts.map(({ code }) => code));
  const tellers: Readonly<Record<string, readonly OverviewPart['code'][] | undefined>> = TOLD_BY;
  return sumOf(notices.filter(({ kind }) => tellers[kind]?.some((code) => codes.has(code)) !== true));
}

const sumOf = (notices: readonly OpenNotices[]): number => notices.reduce((sum, { count }) => sum + count, 0);

async function collectorOf(
  catalogue: CatalogueReader,
  { syslog, awaySeconds, now }: OverviewOptions,
): Promise<Overview['collector']> {
  if (syslog === undefined) return undefined;
  const state = await syslogState(administrationTables(catalogue), syslog);
  const waitedMs = state.waitingSince === undefined ? 0 : now.getTime() - state.waitingSince.getTime();
  return { ...state, isAway: waitedMs >= awaySeconds * 1_000 };
}

async function lastEvents(catalogue: CatalogueReader): Promise<Overview['events']> {
  const rows = await administrationTables(catalogue)
    .selectFrom('audit_event')
    .select(['id', 'at', 'event', 'outcome', 'user_name', 'data', 'url'])
    .where('event', 'not in', COMING_AND_GOING)
    .orderBy('id', 'desc')
    .limit(EVENTS)
    .execute();
  return rows.map(({ data, url, ...event }) => ({ ...event, object: auditedObject({ data, url }) }));
}
