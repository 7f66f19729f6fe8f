import { expect } from 'chai';
import type { LedgerEntry } from '../ledger.ts';
import type { Facts } from './facts.ts';
import type { AuditedRecord } from './message-log.ts';
import { judge } from './rules.ts';

const ROUTES = [
  { name: 'one', server: 'consumer', providers: ['provider'] },
  { name: 'two', server: 'consumer', providers: ['provider', 'second'] },
];

function recordsOf(queryId: string, provider: string): AuditedRecord[] {
  const record = (server: string, side: AuditedRecord['side'], direction: AuditedRecord['direction'], id: number) => ({
    server,
    id,
    queryId,
    direction,
    side,
    contentDigest: direction === 'request' ? 'aa' : 'bb',
    bodyNames: [],
    timestamped: true,
    archived: true,
  });
  return [
    record('consumer', 'client', 'request', 1),
    record(provider, 'provider', 'request', 1),
    record(provider, 'provider', 'response', 2),
    record('consumer', 'client', 'response', 2),
  ];
}

const answered = (id: string, route: string): LedgerEntry => ({
  id,
  route,
  outcome: 'answered',
  request: 'aa',
  answer: 'bb',
  said: 'cc',
});

const GOOD: Facts = {
  routes: ROUTES,
  ledger: [answered('a', 'one'), answered('b', 'two')],
  calls: ['a', 'b'].map((id) => ({ id, answer: 'cc' })),
  records: [...recordsOf('a', 'provider'), ...recordsOf('b', 'second')],
  bodies: [{ server: 'provider', spool: [], bodies: [] }],
};

/** What is found, without the rules. */
function found(facts: Facts): string[] {
  return judge(facts).flatMap(({ faults }) => faults.map(({ where, what }) => `${where}: ${what}`));
}

const without = (drop: (record: AuditedRecord) => boolean): Facts => ({
  ...GOOD,
  records: GOOD.records.filter((record) => !drop(record)),
});
const changed = (which: (record: AuditedRecord) => boolean, change: Partial<AuditedRecord>): Facts => ({
  ...GOOD,
  records: GOOD.records.map((record) => (which(record) ? { ...record, ...change } : record)),
});
const entry = (other: LedgerEntry): Facts => ({ ...GOOD, ledger: [...GOOD.ledger, other] });

describe('the audit after a run', () => {
  it('finds nothing where nothing is lost', () => {
    expect(found(GOOD)).to.deep.equal([]);
  });

  it('lets an exchange that was not answered end anywhere on its way', () => {
    const broken: LedgerEntry = { id: 'c', route: 'one', outcome: 'broken', reason: 'ECONNRESET' };
    for (const reached of [0, 1, 2, 3, 4]) {
      const facts = entry(broken);
      expect(
        found({ ...facts, records: [...GOOD.records, ...recordsOf('c', 'provider').slice(0, reached)] }),
      ).to.deep.equal([]);
    }
  });

  for (const side of ['client', 'provider'] as const) {
    for (const direction of ['request', 'response'] as const) {
      it(`finds a lost ${direction} on the ${side}’s side`, () => {
        const facts = without((each) => each.queryId === 'b' && each.side === side && each.direction === direction);
        expect(found(facts)).to.include(`b: no ${direction} in the log of the ${side}’s server`);
      });

      it(`finds another body in the ${direction} on the ${side}’s side`, () => {
        const which = (each: AuditedRecord): boolean =>
          each.queryId === 'b' && each.side === side && each.direction === direction;
        const server = side === 'client' ? 'consumer' : 'second';
        expect(found(changed(which, { contentDigest: 'cc' }))).to.deep.equal([
          `b: another ${direction} body in the log of ${server}`,
        ]);
      });
    }
  }

  it('finds a record that is there twice, at one server or at two', () => {
    const twice = (server: string): Facts => ({
      ...GOOD,
      records: [...GOOD.records, ...recordsOf('b', server).filter(({ side }) => side === 'provider')],
    });
    for (const server of ['second', 'provider']) {
      expect(found(twice(server))).to.deep.equal([
        'b: 2 records of the request of the provider’s side',
        'b: 2 records of the response of the provider’s side',
      ]);
    }
  });

  it('finds what has moved on without its record', () => {
    const broken = entry({ id: 'c', route: 'one', outcome: 'broken', reason: 'ECONNRESET' });
    const [request, ...rest] = recordsOf('c', 'provider');
    expect(found({ ...broken, records: [...GOOD.records, ...rest.slice(0, 1)] })).to.deep.equal([
      'c: step 1 of 4 is missing',
    ]);
    const called = { ...broken, calls: [...GOOD.calls, { id: 'c', answer: 'dd' }] };
    expect(found({ ...called, records: [...GOOD.records, ...(request ? [request] : [])] })).to.deep.equal([
      'c: called, and no request in the log of the provider’s server',
    ]);
  });

  it('finds a call that was repeated, and an answer that was not given', () => {
    expect(found({ ...GOOD, calls: [...GOOD.calls, { id: 'b', answer: 'cc' }] })).to.deep.equal(['b: called 2 times']);
    expect(found({ ...GOOD, calls: GOOD.calls.map((call) => ({ ...call, answer: 'dd' })) })).to.deep.equal([
      'a: the provider’s system gave another',
      'b: the provider’s system gave another',
    ]);
  });

  it('finds records of nobody’s exchange and of another server’s', () => {
    expect(found({ ...GOOD, records: [...GOOD.records, ...recordsOf('z', 'provider').slice(0, 1)] })).to.deep.equal([
      'z: in the log of consumer, and nobody asked it',
    ]);
    const moved = changed(({ queryId, side }) => queryId === 'a' && side === 'provider', { server: 'second' });
    expect(found(moved)).to.include('a: in the log of second');
  });

  it('finds refusals without a known code, unforeseen ones, and answers to somebody else', () => {
    const refused = (code: string): LedgerEntry => ({ id: 'c', route: 'one', outcome: 'refused', status: 500, code });
    expect(found(entry(refused('server.clientproxy.network_error')))).to.deep.equal([]);
    expect(found(entry(refused('server.clientproxy.no_such_code')))).to.deep.equal([
      'c: server.clientproxy.no_such_code',
    ]);
    expect(found(entry(refused('server.clientproxy.internal_error')))).to.deep.equal([
      'c: server.clientproxy.internal_error',
    ]);
    expect(found(entry({ id: 'c', route: 'one', outcome: 'wrong', reason: 'another’s answer' }))).to.deep.equal([
      'c: another’s answer',
    ]);
  });

  it('finds records that wait for a time-stamp or an archive', () => {
    const last = (each: AuditedRecord): boolean => each.server === 'second' && each.id === 2;
    expect(found(changed(last, { timestamped: false, archived: false }))).to.deep.equal(['second 2: not time-stamped']);
    expect(found(changed(last, { archived: false }))).to.deep.equal(['second 2: not archived']);
  });

  it('finds bodies without a record, records without a body, and bodies of exchanges that are over', () => {
    const facts = changed((each) => each.server === 'provider' && each.id === 1, { bodyNames: ['lost'] });
    const bodies = [{ server: 'provider', spool: ['under-way'], bodies: ['nobodys'] }];
    expect(found({ ...facts, bodies })).to.deep.equal([
      'provider: body under way left: under-way',
      'provider: no record of nobodys',
      'provider: no body lost',
    ]);
  });
});
