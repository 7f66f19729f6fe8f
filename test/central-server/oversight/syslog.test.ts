import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import { expect } from 'chai';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { SyslogForwarder, syslogState } from '#administration/syslog/forwarder.ts';
import type { SyslogTarget } from '#administration/syslog/setting.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { readCentralServerFile } from '#central-server/file.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { freePort } from '../../free-port.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { keptLog } from '../../quiet-log.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Operator } from '../admin-api/administered.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { Collector, datagramCollector } from './collector.ts';
import { until } from './until.ts';

const AT = new Date('2026-11-29T08:00:00Z');
const DEVICE = { product: 'central-server', version: '1' };
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('The audit log at its collector', () => {
  const folders = temporaryFolders();
  const forwarders: SyslogForwarder[] = [];
  const collectors: Collector[] = [];
  let home: string;
  let repository: CatalogueRepository;
  let log: ReturnType<typeof keptLog>;

  const open = async (options: DatabaseOptions): Promise<void> => {
    repository = await CatalogueRepository.open(options, 'TEST');
  };
  beforeEach(async () => {
    home = folders();
    log = keptLog();
    await open({ engine: 'sqlite', path: join(home, 'catalogue.sqlite') });
  });
  afterEach(async () => {
    await Promise.all(forwarders.splice(0).map((forwarder) => forwarder.stop()));
    await Promise.all(collectors.splice(0).map((collector) => collector.kill()));
    await repository.close();
  });

  const identity = (name: string) =>
    tlsIdentity(home, { name, commonName: name, address: '127.0.0.1', clock: systemClock });
  const collect = async (options: Parameters<typeof Collector.start>[0] = {}): Promise<Collector> => {
    const collector = await Collector.start(options);
    collectors.push(collector);
    return collector;
  };
  const target = (port: number, more: Partial<SyslogTarget> = {}): SyslogTarget => ({
    ...{ host: '127.0.0.1', port, transport: 'tcp', format: 'json' },
    ...more,
  });
  const forward = (to: SyslogTarget, node = 'node_0', database = repository): SyslogForwarder => {
    const tables = administrationTables(database.reader);
    const forwarder = new SyslogForwarder({
      ...{ database: tables, target: to, device: DEVICE, node, clock: systemClock, log },
    });
    forwarders.push(forwarder);
    forwarder.start();
    return forwarder;
  };
  const add = (count: number, data: object = {}): Promise<void> =>
    repository.change(async (change) => {
      for (let index = 0; index < count; index += 1) {
        await addAuditEvent(administrationTables(change), { at: AT, event: 'Add member', outcome: 'success', data });
      }
    });

  it('has each event over TLS, in order, from the first on and as they come', async () => {
    const own = await identity('collector');
    const client = await identity('client');
    const tls = { key: own.key, cert: own.certificate, requestCert: true, ca: client.certificate };
    const collector = await collect({ tls });
    await add(250);
    forward(
      target(collector.port, {
        transport: 'tls',
        ca: Buffer.from(own.certificate),
        clientCertificate: { certificate: Buffer.from(client.certificate), key: Buffer.from(client.key) },
      }),
    );
    await until('the first events', () => collector.messages.length >= 250);
    await add(1);
    await until('the next one', () => collector.messages.length >= 251);
    expect(collector.ids).to.deep.equal(range(1, 251));
    expect(collector.messages[0]).to.match(
      /^<110>1 2026-11-29T08:00:00\.000Z \S+ drum-central-server - add-member - \{/,
    );
  });

  it('tells nothing to a collector that is not the one, or that does not want this server', async () => {
    const own = await identity('collector');
    const other = await identity('other');
    const stranger = await collect({ tls: { key: own.key, cert: own.certificate } });
    const choosy = await collect({
      tls: { key: own.key, cert: own.certificate, requestCert: true, ca: other.certificate },
    });
    await add(3);
    forward(target(stranger.port, { transport: 'tls', ca: Buffer.from(other.certificate) }));
    forward(target(choosy.port, { transport: 'tls', ca: Buffer.from(own.certificate) }));
    await until('both have failed', () => log.entries.filter(({ level }) => level === 'warn').length >= 2);
    const positions = await repository.reader.selectFrom('syslog_target').select(['event_id']).execute();
    expect(positions).to.deep.equal([{ event_id: 0 }, { event_id: 0 }]);
    expect([stranger.messages, choosy.messages]).to.deep.equal([[], []]);
    expect(log.entries[0]?.fields.error).to.include({ code: 'syslog_not_sent' });
  });

  it('loses none while it is away, and is sent from where it stopped', async () => {
    const own = await identity('collector');
    const tls = { key: own.key, cert: own.certificate };
    const first = await collect({ tls });
    const to = target(first.port, { transport: 'tls', ca: Buffer.from(own.certificate) });
    const forwarder = forward(to);
    await add(10);
    await until('ten', () => first.messages.length >= 10);
    await until(
      'they are known to be there',
      async () => (await syslogState(administrationTables(repository.reader), to)).sentTo === 10,
    );
    await collectors.splice(0)[0]?.kill();
    await add(10);
    await until('it is found to be away', () => log.entries.some(({ level }) => level === 'warn'));
    const state = await syslogState(administrationTables(repository.reader), to);
    expect(state)
      .to.include({ target: `127.0.0.1:${first.port}` })
      .and.have.property('waitingSince');
    expect(state.sentTo + state.waiting).to.equal(20);
    // The server is started anew meanwhile.
    await forwarder.stop();
    const second = await collect({ tls, port: first.port });
    forward(to);
    await until('the others', () => second.ids.at(-1) === 20);
    expect(first.ids).to.deep.equal(range(1, 10));
    // It may not have kept what it was sent last.
    expect(second.ids).to.deep.equal(range(second.ids[0] ?? 0, 20));
    expect(second.ids[0]).to.be.at.most(11);
  });

  it('has again what it had not read to its end', async () => {
    const breaking = await collect({ breaksAfter: 4 });
    await add(10);
    const forwarder = forward(target(breaking.port));
    await until('it has broken off', () => breaking.messages.length >= 4);
    await collectors.splice(0)[0]?.kill();
    await add(1);
    await until('it is found to be away', () => log.entries.some(({ level }) => level === 'warn'));
    await forwarder.stop();
    const whole = await collect({ port: breaking.port });
    forward(target(breaking.port));
    await until('all of them', () => whole.ids.at(-1) === 11);
    expect(whole.ids).to.deep.equal(range(1, 11));
  });

  it('holds nobody up who does not read', async () => {
    const deaf = await collect({ deaf: true });
    await add(300, { after: 'x'.repeat(10_000) });
    const forwarder = forward(target(deaf.port));
    await until('it is connected', () => deaf.connections > 0);
    // A batch is under way, and changes go on.
    await add(20);
    const { sentTo, waiting } = await syslogState(administrationTables(repository.reader), target(deaf.port));
    expect([sentTo, waiting]).to.deep.equal([0, 320]);
    // A stop does not wait for it either.
    await forwarder.stop();
    expect(log.entries).to.deep.equal([]);
  });

  it('comes by TCP and by UDP too, as JSON or in the Common Event Format', async () => {
    const stream = await collect();
    const datagrams = await datagramCollector();
    await add(3);
    forward(target(stream.port, { format: 'cef' }));
    forward(target(datagrams.port, { transport: 'udp' }));
    await until('all', () => stream.messages.length >= 3 && datagrams.messages.length >= 3);
    datagrams.socket.close();
    expect(stream.messages[2]).to.match(
      / - CEF:0\|Drum\|central-server\|1\|add-member\|Add member\|3\|rt=\d+ externalId=3 /,
    );
    expect(datagrams.messages[2]).to.match(/^<110>1 \S+ \S+ drum-central-server - add-member - \{.*"id":3,/);
  });

  it('is sent from its beginning when an older one has come back', async () => {
    const collector = await collect();
    await add(5);
    const forwarder = forward(target(collector.port));
    await until('five', () => collector.messages.length >= 5);
    await forwarder.stop();
    await repository.reader
      .updateTable('syslog_target')
      .set({ event_hash: '1'.repeat(64) })
      .execute();
    await add(1);
    forward(target(collector.port));
    await until('all', () => collector.messages.length >= 11);
    expect(collector.ids).to.deep.equal([...range(1, 5), ...range(1, 6)]);
  });

  it('is sent once by several nodes over one database, and by the other when one ends', async function () {
    this.timeout(120_000);
    await repository.close();
    const url = await freshPostgresDatabase();
    await open({ engine: 'postgresql', url });
    const other = await CatalogueRepository.open({ engine: 'postgresql', url }, 'TEST');
    try {
      const collector = await collect();
      const one = forward(target(collector.port), 'one');
      const two = forward(target(collector.port), 'two', other);
      for (let round = 0; round < 20; round += 1) await add(20);
      await until('all', () => collector.messages.length >= 400);
      await one.stop();
      await add(20);
      await until('the rest', () => collector.messages.length >= 420);
      await delay(100);
      expect(collector.ids).to.deep.equal(range(1, 420));
      await two.stop();
    } finally {
      await Promise.all(forwarders.splice(0).map((forwarder) => forwarder.stop()));
      await other.close();
    }
  });

  it('is sent by a central server whose file declares it', async function () {
    this.timeout(60_000);
    const own = await identity('collector');
    const collector = await collect({ tls: { key: own.key, cert: own.certificate } });
    writeFileSync(join(home, 'collector.pem'), own.certificate);
    const port = await freePort();
    const agent = new Agent({ connect: { rejectUnauthorized: false } });
    const parameters = 'parameters: { admin-service.port: 0 }';
    const auditLog = `auditLog: { syslog: { host: 127.0.0.1, port: ${collector.port}, format: json, ca: collector.pem } }`;
    await writeCentralServer(home, port, `administration: {}\n${parameters}\n${auditLog}\n`);
    const running = await startInFolder(home);
    try {
      const stranger = new Operator(`https://127.0.0.1:${running.adminPort}`, agent);
      expect((await stranger.logIn('nobody', 'wrong')).status).to.equal(401);
      await until('the refusal', () => collector.messages.length > 0);
      expect(collector.events[0]).to.include({ event: 'Log in user', outcome: 'failure' });
    } finally {
      await running.stop();
      await agent.close();
    }
  });

  for (const [what, syslog, rule] of [
    ['a port that is none', '{ host: x, port: 0 }', /auditLog\.syslog\.port/],
    [
      'trust without TLS',
      '{ host: x, port: 514, transport: udp, ca: x.pem }',
      /ca and clientCertificate are for transport: tls/,
    ],
    ['another format', '{ host: x, port: 514, format: leef }', /auditLog\.syslog\.format/],
  ] as const) {
    it(`is not sent anywhere by ${what}`, async () => {
      await writeCentralServer(home, 1, `auditLog: { syslog: ${syslog} }\n`);
      const refusal = await refusalOf(() => readCentralServerFile(join(home, 'central.yaml')));
      expect(refusal)
        .to.match(/^malformed_server_conf/)
        .and.match(rule);
    });
  }
});
