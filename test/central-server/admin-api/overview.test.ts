import { expect } from 'chai';
import { EVERYWHERE } from '#administration/notices/store.ts';
import { systemClock } from '#config/clock.ts';
import { until } from '../../country/poll.ts';
import { authentication } from '../../management.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, told, type Operator } from './administered.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SERVER = 'TEST:GOV:1:seen';

interface Overview {
  readonly parts: readonly { readonly code: string; readonly count: number }[];
  readonly expiring: Readonly<Record<'within_7_days' | 'within_30_days' | 'within_90_days', number>>;
  readonly servers: Readonly<Record<'total' | 'seen_longer_ago' | 'unknown', number>>;
  readonly set_up: Readonly<Record<string, number>>;
  readonly notices?: { readonly open: number };
  readonly collector?: { readonly target: string; readonly state: string; readonly waiting: number };
  readonly events?: readonly unknown[];
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly paging_metadata: { readonly total_items: number };
}

interface Seen {
  readonly server_id: { readonly encoded_id: string };
  readonly clients: number;
  readonly in_maintenance_mode: boolean;
  readonly nearest_expiry?: string;
}

describe('The health of the network by API', function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let central: Administered;
  let officer: Operator;
  const day = (days: number): string =>
    new Date(systemClock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);

  before(async () => {
    central = await Administered.start(folders(), {
      more: 'auditLog: { syslog: { host: 127.0.0.1, port: 6514, transport: tcp } }\n',
      parameters: { 'notices.syslog-away-after': 1 },
    });
    officer = await central.operator('officer');
    const requests = central.repository.managementRequests(systemClock, {
      ...{ authCertReg: true, clientReg: true, ownerChange: true },
    });
    const server = {
      instance: 'TEST',
      memberClass: 'GOV',
      memberCode: '1',
      type: 'SERVER',
      serverCode: 'seen',
    } as const;
    for (const days of [5, 80]) {
      const { certificate } = authentication(`in ${days} days`, { notBefore: day(-30), notAfter: day(days) });
      await requests.add({
        kind: 'authCertReg',
        server,
        address: '127.0.9.9',
        authenticationCertificate: certificate.der,
      });
    }
    const client = {
      instance: 'TEST',
      memberClass: 'GOV',
      memberCode: '1',
      type: 'SUBSYSTEM',
      subsystemCode: 'x',
    } as const;
    await requests.add({ kind: 'clientReg', server, client });
    const row = await central.repository.reader
      .selectFrom('security_server')
      .select('key')
      .where('server_code', '=', 'seen')
      .executeTakeFirstOrThrow();
    await central.repository.reader
      .insertInto('server_seen')
      .values({
        ...{ server_key: row.key, node: 'central-server', at: systemClock.now().getTime() - 47 * MINUTE_MS },
        ...{ version: 6, address: '127.0.9.9', known_by: 'ADDRESS', publication: null },
      })
      .execute();
  });
  after(() => central.stop());

  const get = async <T>(path: string, who = officer): Promise<T> => {
    const answer = await who.api('GET', path);
    expect([path, answer.status]).to.deep.equal([path, 200]);
    return answer.body as T;
  };

  it('tells of each server its clients, maintenance and the first end of its certificates', async () => {
    const { items } = await get<Page<Seen>>('/drum/servers/seen?q=seen');
    expect(items).to.have.length(1);
    expect(items[0]).to.deep.include({ clients: 1, in_maintenance_mode: false });
    expect(items[0]?.nearest_expiry?.slice(0, 10)).to.equal(day(5));
  });

  it('finds the servers behind each of its figures', async () => {
    const { servers } = await get<Overview>('/drum/overview');
    expect(servers).to.deep.include({ seen_longer_ago: 1, unknown: servers.total - 1 });
    const found = async (query: string) => {
      const { items } = await get<Page<Seen>>(`/drum/servers/seen?${query}`);
      return items.map(({ server_id: { encoded_id: id } }) => id);
    };
    expect(await found('not_seen_for_minutes=10&contact=SEEN')).to.deep.equal([SERVER]);
    expect(await found('contact=UNKNOWN'))
      .to.have.length(servers.unknown)
      .and.not.include(SERVER);
    expect(await found('seen_within_minutes=60&not_seen_for_minutes=10')).to.deep.equal([SERVER]);
    expect(told(await officer.api('GET', '/drum/servers/seen?contact=BOTH'))[0]).to.equal(400);
  });

  it('finds the certificates behind each of its figures, the first to expire first', async () => {
    const { expiring } = await get<Overview>('/drum/overview');
    const found = (query: string) => get<Page<{ of: string; not_after: string }>>(`/drum/expiring?${query}`);
    const [week, quarter] = [await found('within_days=7'), await found('within_days=90')];
    expect(week.paging_metadata.total_items).to.equal(expiring.within_7_days).and.to.be.at.least(1);
    expect(quarter.paging_metadata.total_items).to.equal(expiring.within_90_days);
    const [first, second] = [await found('within_days=90&limit=1&q=seen'), await found('limit=1&offset=1&q=SEEN')];
    expect(first.items[0]).to.deep.include({ of: SERVER });
    expect([first, second].map(({ items }) => items[0]?.not_after.slice(0, 10))).to.deep.equal([day(5), day(80)]);
    expect(first.paging_metadata.total_items).to.equal(2);
    expect(told(await officer.api('GET', '/drum/expiring?within_days=x'))[0]).to.equal(400);
  });

  it('names a collector that takes nothing, and what a new server still needs', async () => {
    const overview = await until('it has been away for a second', async () => {
      const now = await get<Overview>('/drum/overview');
      return now.parts.some(({ code }) => code === 'COLLECTOR_AWAY') && now;
    });
    expect(overview.collector).to.deep.include({ target: '127.0.0.1:6514', state: 'ATTENTION' });
    expect(overview.collector?.waiting).to.be.at.least(1);
    expect(overview.set_up).to.have.keys('certification_services', 'timestamping_services');
    expect(overview.notices).to.deep.equal({ open: 0 });
  });

  it('counts as a part of its own what no other part tells of', async () => {
    const { store } = central.oversight.notices;
    const waiting = {
      kind: 'request_waiting',
      subject: '1',
      step: 1,
      data: { request: 1, since: '2026-11-28T08:00:00Z' },
    };
    const broken = { kind: 'audit_log_broken', subject: 'audit-log', step: 1, data: { event: 5 } };
    const partsOf = async () => {
      const { parts, notices, servers } = await get<Overview>('/drum/overview');
      expect(parts).to.deep.include({ code: 'SERVERS_UNKNOWN', count: servers.unknown });
      return [notices?.open, parts.find(({ code }) => code === 'NOTICES_OPEN')?.count];
    };
    await store.raise(broken, EVERYWHERE);
    expect(await partsOf()).to.deep.equal([1, 1]);
    // There is no such request any more, so that no part tells of it.
    await store.raise(waiting, EVERYWHERE);
    expect(await partsOf()).to.deep.equal([2, 2]);
    const requests = central.repository.managementRequests(systemClock, {
      ...{ authCertReg: false, clientReg: false, ownerChange: false },
    });
    const member = { instance: 'TEST', memberClass: 'GOV', memberCode: '1' } as const;
    await requests.add({
      kind: 'clientReg',
      server: { ...member, type: 'SERVER', serverCode: 'seen' },
      client: { ...member, type: 'SUBSYSTEM', subsystemCode: 'y' },
    });
    expect(await partsOf()).to.deep.equal([2, 1]);
    await store.settle(['request_waiting', 'audit_log_broken'], [], EVERYWHERE);
    expect(await partsOf()).to.deep.equal([0, undefined]);
  });

  it('shows the audit log to those alone who may see it', async () => {
    const registrar = await central.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
    const overview = await get<Overview>('/drum/overview', registrar);
    expect(overview).to.have.property('notices');
    expect(overview).to.not.have.any.keys('events', 'collector');
    expect((await get<Overview>('/drum/overview')).events).to.have.length(5);
  });
});
