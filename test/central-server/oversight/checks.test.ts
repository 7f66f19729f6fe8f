import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { AuditVerification } from '#administration/audit-log/verification.ts';
import { findNotices } from '#administration/notices/finding.ts';
import { NoticeStore } from '#administration/notices/store.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { checkAudit, checkCertificates, checkCollector, checkRequests } from '#central-server/notices/checks.ts';
import { PublicationWatch } from '#central-server/notices/publication-watch.ts';
import { Expiries } from '#central-server/overview/expiries.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { freePort } from '../../free-port.ts';
import { keptLog } from '../../quiet-log.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { until } from './until.ts';
import { SECRET, WebhookReceiver } from './webhook-receiver.ts';

const HOUR_MS = 3_600_000;
const DAYS = [30, 7, 1];

describe('What a central server notices', () => {
  const folders = temporaryFolders();
  let home: string;
  let file: CentralServerFile;
  let repository: CatalogueRepository;
  let store: NoticeStore;
  let clock: Clock & { at: Date };

  beforeEach(async () => {
    home = folders();
    await writeCentralServer(home, 1);
    file = await readCentralServerFile(join(home, 'central.yaml'));
    mkdirSync(file.data, { recursive: true });
    repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    await repository.applyDeclared(file.declared);
    clock = { kind: 'fixed', at: new Date('2026-11-29T08:00:00Z'), now: () => clock.at };
    store = new NoticeStore({
      database: administrationTables(repository.reader),
      clock,
      channelsOf: () => ['webhook:x'],
    });
  });
  afterEach(() => repository.close());

  const open = async () =>
    (await findNotices(administrationTables(repository.reader), {}, { sort: 'id', limit: 100, offset: 0 })).items.map(
      ({ kind, step, data }) => [kind, step, data.name ?? data.node ?? data.request ?? data.event ?? data.collector],
    );
  const told = () => repository.reader.selectFrom('notice_delivery').select(['notice_id', 'step']).execute();

  it('is which certificates expire, a step each time that fewer days are left', async () => {
    const { certificate } = await repository.reader
      .selectFrom('certification_service')
      .select('certificate')
      .executeTakeFirstOrThrow();
    const owned = { position: 0, declared: 0 };
    await repository.reader
      .insertInto('intermediate_ca')
      .values({ ...owned, number: 1, service_name: 'CA', sha256: 'x', certificate })
      .execute();
    await repository.reader
      .insertInto('ocsp_responder')
      .values({ ...owned, number: 2, ca_sha256: 'x', url: 'http://ocsp.example', certificate, cost_type: null })
      .execute();
    await repository.reader
      .insertInto('signing_key')
      .values({
        ...{
          token_key_id: 'k',
          source: 'INTERNAL',
          certificate,
          active: 1,
          created_at: 0,
          name: 'first',
          node: 'node_0',
        },
        ...{ published_at: null, token_id: '0' },
      })
      .execute();
    const expiries = new Expiries();
    const check = (now: string) =>
      checkCertificates(repository.reader, store, {
        expiries,
        data: file.data,
        node: 'node_0',
        days: DAYS,
        now: new Date(now),
      });
    await check('2059-11-01T00:00:00Z');
    expect(await open()).to.deep.equal([]);
    for (const [now, step] of [
      ['2059-12-02T00:00:00Z', 1],
      ['2059-12-03T00:00:00Z', 1],
      ['2059-12-26T00:00:00Z', 2],
      ['2059-12-31T12:00:00Z', 3],
      ['2060-01-01T00:00:00Z', 4],
      ['2061-01-01T00:00:00Z', 4],
    ] as const) {
      await check(now);
      expect(await open()).to.deep.equal([
        ['ca_certificate_expires', step, 'CA'],
        ['intermediate_ca_certificate_expires', step, 'CA'],
        ['ocsp_responder_certificate_expires', step, 'http://ocsp.example'],
        ['timestamping_certificate_expires', step, 'TSA'],
        ['signing_key_certificate_expires', step, 'node_0/INTERNAL/first'],
        ['authentication_certificate_expires', step, 'TEST:GOV:1:ss1'],
      ]);
    }
    // Six notices at four steps, and no repetition.
    expect(await told()).to.have.length(24);
    await repository.reader.deleteFrom('intermediate_ca').execute();
    await check('2061-01-01T00:00:00Z');
    expect((await open()).map(([kind]) => kind)).not.to.include('intermediate_ca_certificate_expires');
  });

  it('is which certificates of its own expire that callers know it by', async () => {
    for (const name of ['management', 'administration']) {
      await tlsIdentity(file.data, { name, commonName: 'x', address: '127.0.0.1', clock });
    }
    const now = new Date('2046-11-25T00:00:00Z');
    const expiries = new Expiries();
    await checkCertificates(repository.reader, store, { expiries, data: file.data, node: 'node_0', days: DAYS, now });
    expect(await open()).to.deep.equal([
      ['management_tls_certificate_expires', 2, 'node_0'],
      ['administration_tls_certificate_expires', 2, 'node_0'],
    ]);
    // Another node knows nothing of them, and ends nothing.
    await checkCertificates(repository.reader, store, { expiries, data: folders(), node: 'node_1', days: DAYS, now });
    expect(await open()).to.have.length(2);
  });

  it('is which requests wait for long', async () => {
    const request = (id: number, status: string, hoursAgo: number) =>
      repository.reader
        .insertInto('management_request')
        .values({
          ...{
            id,
            kind: 'clientReg',
            status,
            server_key: 'SERVER:TEST/GOV/1/ss1',
            owner_key: 'MEMBER:TEST/GOV/1',
            client_key: null,
          },
          ...{ address: null, certificate: null, text: null, created_at: clock.at.getTime() - hoursAgo * HOUR_MS },
          ...{ decided_at: null, origin: 'SECURITY_SERVER', comments: null },
        })
        .execute();
    await request(1, 'WAITING', 25);
    await request(2, 'WAITING', 23);
    await request(3, 'APPROVED', 200);
    await request(4, 'WAITING', 73);
    const check = () => checkRequests(repository.reader, store, { hours: 24, now: clock.at });
    await check();
    expect(await open()).to.deep.equal([
      ['request_waiting', 1, 1],
      ['request_waiting', 2, 4],
    ]);
    await repository.reader.updateTable('management_request').set({ status: 'DECLINED' }).where('id', '=', 4).execute();
    await check();
    expect(await open()).to.deep.equal([['request_waiting', 1, 1]]);
  });

  it('is that its audit log does not hold', async () => {
    const tables = administrationTables(repository.reader);
    const verification = new AuditVerification(tables);
    for (const event of ['one', 'two']) await addAuditEvent(tables, { at: clock.at, event, outcome: 'success' });
    await checkAudit(verification, store);
    expect(await open()).to.deep.equal([]);
    await tables.updateTable('audit_event').set({ event: 'x' }).where('id', '=', 2).execute();
    await checkAudit(verification, store);
    expect(await open()).to.deep.equal([['audit_log_broken', 1, 2]]);
    await tables.updateTable('audit_event').set({ event: 'two' }).where('id', '=', 2).execute();
    await checkAudit(verification, store);
  });

  it('is that events wait for their collector', async () => {
    const tables = administrationTables(repository.reader);
    await addAuditEvent(tables, { at: clock.at, event: 'one', outcome: 'success' });
    const target = { host: 'siem.example', port: 6514, transport: 'tls', format: 'cef' } as const;
    const check = () => checkCollector(repository.reader, store, { target, seconds: 300, now: clock.at });
    await check();
    expect(await open()).to.deep.equal([]);
    clock.at = new Date(clock.at.getTime() + 300_000);
    await check();
    expect(await open()).to.deep.equal([['syslog_collector_away', 1, 'siem.example:6514']]);
    const taken = { event_id: 1, event_hash: 'x', earlier_id: 0, earlier_hash: 'x', updated_at: clock.at.getTime() };
    await tables
      .insertInto('syslog_target')
      .values({ name: 'siem.example:6514', holder: null, held_until: 0, ...taken })
      .execute();
    await check();
    expect(await open()).to.deep.equal([]);
  });

  const published = () => Promise.resolve(undefined);
  const watchSince = (publishedAt: Date | undefined) =>
    new PublicationWatch({ store, node: 'node_0', publishedAt, expireSeconds: 600, clock, log: keptLog() });
  const after = (seconds: number): void => {
    clock.at = new Date(clock.at.getTime() + seconds * 1_000);
  };

  it('is that configuration is not published, and when what was published runs out', async () => {
    const watch = watchSince(clock.now());
    const failing = () => watch.watched(() => Promise.reject(drumError('token_not_active', 'The token is logged out')));
    await watch.watched(published);
    after(30);
    expect(await refusalOf(failing)).to.match(/^token_not_active/);
    after(30);
    await refusalOf(failing);
    expect(await open()).to.deep.equal([]);
    after(40);
    await refusalOf(failing);
    expect(await open()).to.deep.equal([['publication_failing', 1, 'node_0']]);
    after(300);
    await watch.look();
    expect(await open()).to.deep.equal([
      ['publication_failing', 1, 'node_0'],
      ['configuration_expires', 1, 'node_0'],
    ]);
    after(200);
    await watch.look();
    expect((await open())[1]).to.deep.equal(['configuration_expires', 2, 'node_0']);
    await watch.watched(published);
    expect(await open()).to.deep.equal([]);
  });

  it('is that publication waits for a log-in after a restart, with what it published before', async () => {
    const before = clock.now();
    after(400);
    const watch = watchSince(before);
    const waiting = () => watch.watched(() => Promise.resolve('log-in to the token' as const));
    await waiting();
    expect(await open()).to.deep.equal([['configuration_expires', 1, 'node_0']]);
    after(60);
    await waiting();
    expect(await open()).to.deep.equal([
      ['configuration_expires', 1, 'node_0'],
      ['publication_failing', 1, 'node_0'],
    ]);
    const { data } = await repository.reader
      .selectFrom('notice')
      .select('data')
      .where('kind', '=', 'publication_failing')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(data)).to.deep.equal({
      ...{ node: 'node_0', code: 'token_not_active', since: before.toISOString() },
    });
    await watch.watched(published);
    expect(await open()).to.deep.equal([]);
  });

  it('is nothing as long as a node has published nothing because it waits for its set-up', async () => {
    const watch = watchSince(undefined);
    for (const missing of ['initialization', 'signing keys', 'log-in to the token'] as const) {
      await watch.watched(() => Promise.resolve(missing));
      after(3_600);
      await watch.look();
    }
    expect(await open()).to.deep.equal([]);
  });

  it('is told by a central server whose file says to whom', async function () {
    this.timeout(60_000);
    await repository.close();
    const own = folders();
    const identity = await tlsIdentity(own, {
      ...{ name: 'receiver', commonName: 'receiver', address: '127.0.0.1', clock: systemClock },
    });
    const hook = await WebhookReceiver.start(identity);
    writeFileSync(join(own, 'secret'), SECRET);
    const webhook = `{ name: duty, url: 'https://127.0.0.1:${hook.port}/', secretFile: secret, ca: receiver-certificate.pem }`;
    const parameters = 'parameters: { notices.check-interval: 1, notices.waiting-request-hours: 1 }';
    await writeCentralServer(own, await freePort(), `${parameters}\nnotices: { webhooks: [${webhook}] }\n`);
    file = await readCentralServerFile(join(own, 'central.yaml'));
    const running = await startInFolder(own);
    repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    try {
      await repository.reader
        .insertInto('management_request')
        .values({
          ...{
            id: 1,
            kind: 'clientReg',
            status: 'WAITING',
            server_key: 'SERVER:TEST/GOV/1/ss1',
            owner_key: 'MEMBER:TEST/GOV/1',
          },
          ...{ client_key: null, address: null, certificate: null, text: null, decided_at: null, comments: null },
          ...{ created_at: systemClock.now().getTime() - 2 * HOUR_MS, origin: 'SECURITY_SERVER' },
        })
        .execute();
      await until('the notice', () => hook.received.length > 0);
      expect(JSON.parse(hook.received[0]?.body ?? '')).to.deep.include({
        instance: 'TEST',
        kind: 'request_waiting',
        subject: '1',
      });
    } finally {
      await running.stop();
      await hook.stop();
    }
  });
});
