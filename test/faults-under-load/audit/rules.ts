import { errorEntry } from '#protocol/errors.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { AuditedRoute, Facts, Fault } from './facts.ts';
import type { AuditedRecord } from './message-log.ts';

/** What must hold after a run, one sentence each. */
interface Rule {
  readonly says: string;
  readonly faults: (facts: Index) => Fault[];
}

type Answered = Extract<LedgerEntry, { outcome: 'answered' }>;

/** The facts, found by message id. */
class Index {
  readonly facts: Facts;
  readonly routes: ReadonlyMap<string, AuditedRoute>;
  readonly records: ReadonlyMap<string, readonly AuditedRecord[]>;
  readonly entries: ReadonlyMap<string, LedgerEntry>;

  constructor(facts: Facts) {
    this.facts = facts;
    this.routes = new Map(facts.routes.map((route) => [route.name, route]));
    this.records = Map.groupBy(facts.records, ({ queryId }) => queryId);
    this.entries = new Map(facts.ledger.map((entry) => [entry.id, entry]));
  }

  get answered(): Answered[] {
    return this.facts.ledger.filter((entry) => entry.outcome === 'answered');
  }

  route({ route: name }: LedgerEntry): AuditedRoute {
    const route = this.routes.get(name);
    if (route === undefined) throw new Error(`There is no route ${name}`);
    return route;
  }

  of(id: string, side: AuditedRecord['side'], direction: AuditedRecord['direction']): AuditedRecord[] {
    return (this.records.get(id) ?? []).filter((each) => each.side === side && each.direction === direction);
  }
}

const SIDES = ['client', 'provider'] as const;
const DIRECTIONS = ['request', 'response'] as const;

const RULES: readonly Rule[] = [
  {
    says: 'every answered exchange has its request and its response in both logs',
    faults: (index) =>
      index.answered.flatMap((entry) => {
        const { server, providers } = index.route(entry);
        const places = { client: [server], provider: providers };
        return SIDES.flatMap((side) =>
          DIRECTIONS.filter(
            (direction) => !index.of(entry.id, side, direction).some((record) => places[side].includes(record.server)),
          ).map((direction) => ({ where: entry.id, what: `no ${direction} in the log of the ${side}’s server` })),
        );
      }),
  },
  {
    says: 'what both logs have of an answered exchange is what was sent and what came, by digest',
    faults: (index) =>
      index.answered.flatMap((entry) =>
        DIRECTIONS.flatMap((direction) =>
          SIDES.flatMap((side) => index.of(entry.id, side, direction))
            .filter(({ contentDigest }) => contentDigest !== entry[direction === 'request' ? 'request' : 'answer'])
            .map(({ server }) => ({ where: entry.id, what: `another ${direction} body in the log of ${server}` })),
        ),
      ),
  },
  {
    says: 'no record is there twice',
    faults: ({ records }) =>
      [...records].flatMap(([id, of]) =>
        [...Map.groupBy(of, ({ side, direction }) => `${direction} of the ${side}’s side`)]
          .filter(([, same]) => same.length > 1)
          .map(([what, same]) => ({ where: id, what: `${same.length} records of the ${what}` })),
      ),
  },
  {
    says: 'no log has what the log before it on the way has not',
    faults: (index) =>
      [...index.records.keys()].flatMap((id) => {
        const has = (side: AuditedRecord['side'], direction: AuditedRecord['direction']): boolean =>
          index.of(id, side, direction).length > 0;
        const way = [
          has('client', 'request'),
          has('provider', 'request'),
          has('provider', 'response'),
          has('client', 'response'),
        ];
        const gap = way.indexOf(false);
        return gap >= 0 && way.lastIndexOf(true) > gap ? [{ where: id, what: `step ${gap + 1} of 4 is missing` }] : [];
      }),
  },
  {
    says: 'the provider’s system was called only with what both logs had, and never twice',
    faults: (index) =>
      [...Map.groupBy(index.facts.calls, ({ id }) => id)].flatMap(([id, calls]) => [
        ...(calls.length > 1 ? [{ where: id, what: `called ${calls.length} times` }] : []),
        ...SIDES.filter((side) => index.of(id, side, 'request').length === 0).map((side) => ({
          where: id,
          what: `called, and no request in the log of the ${side}’s server`,
        })),
      ]),
  },
  {
    says: 'every answer is the one that the provider’s system gave',
    faults: (index) => {
      const given = new Map(index.facts.calls.map(({ id, answer }) => [id, answer]));
      return index.answered
        .filter(({ id, said }) => given.get(id) !== said)
        .map(({ id }) => ({ where: id, what: 'the provider’s system gave another' }));
    },
  },
  {
    says: 'every record is of an exchange that a client began, on its servers',
    faults: (index) =>
      index.facts.records.flatMap(({ server, queryId, side }) => {
        const entry = index.entries.get(queryId);
        if (entry === undefined) return [{ where: queryId, what: `in the log of ${server}, and nobody asked it` }];
        const route = index.route(entry);
        const servers = side === 'client' ? [route.server] : route.providers;
        return servers.includes(server) ? [] : [{ where: queryId, what: `in the log of ${server}` }];
      }),
  },
  {
    says: 'every refusal has a code of the registry, and none is unforeseen',
    faults: ({ facts }) =>
      facts.ledger.flatMap((entry) => {
        if (entry.outcome !== 'refused') return [];
        const known = errorEntry(entry.code);
        return known === undefined || known.code === 'internal_error' ? [{ where: entry.id, what: entry.code }] : [];
      }),
  },
  {
    says: 'nobody got an answer that was not his',
    faults: ({ facts }) =>
      facts.ledger.flatMap((entry) => (entry.outcome === 'wrong' ? [{ where: entry.id, what: entry.reason }] : [])),
  },
  {
    says: 'every record is time-stamped and archived',
    faults: ({ facts }) =>
      facts.records
        .filter(({ timestamped, archived }) => !timestamped || !archived)
        .map(({ server, id, timestamped }) => ({
          where: `${server} ${id}`,
          what: timestamped ? 'not archived' : 'not time-stamped',
        })),
  },
  {
    says: 'no body is left without a record, and no record without its body',
    faults: ({ facts }) =>
      facts.bodies.flatMap(({ server, spool, bodies }) => {
        const named = new Set(facts.records.flatMap((record) => (record.server === server ? record.bodyNames : [])));
        const lying = new Set(bodies);
        return [
          ...spool.map((name) => ({ where: server, what: `body under way left: ${name}` })),
          ...bodies.filter((name) => !named.has(name)).map((name) => ({ where: server, what: `no record of ${name}` })),
          ...[...named].filter((name) => !lying.has(name)).map((name) => ({ where: server, what: `no body ${name}` })),
        ];
      }),
  },
];

/** The rules with what breaks them. */
export function judge(facts: Facts): { readonly says: string; readonly faults: readonly Fault[] }[] {
  const index = new Index(facts);
  return RULES.map(({ says, faults }) => ({ says, faults: faults(index) }));
}
