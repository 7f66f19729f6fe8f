import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { administrationTables } from '#administration/accounts/tables.ts';
import { findNotices, getNotice, type NoticeSearch } from '#administration/notices/finding.ts';
import { Notices } from '#administration/notices/notices.ts';
import { noticesSchema } from '#administration/notices/setting.ts';
import { acknowledgeNotice, EVERYWHERE } from '#administration/notices/store.ts';
import { ROLES } from '#central-server/admin-api/roles.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { CENTRAL_SERVER_NOTICES, NOTICE_KINDS } from '#central-server/notices/kinds.ts';
import { tlsIdentity, type TlsIdentity } from '#certs/tls-identity.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { freePort } from '../../free-port.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { keptLog } from '../../quiet-log.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { MAIL_PASSWORD, MAIL_USER, MailSink } from './mail-sink.ts';
import { until } from './until.ts';
import { SECRET, WebhookReceiver } from './webhook-receiver.ts';

const REQUEST = { request: 7, kind: 'clientReg', server: 'BG:GOV:1:ss1', since: '2026-11-28T08:00:00.000Z' };
const waiting = (subject = '7', step = 1) => ({ kind: 'request_waiting', subject, step, data: REQUEST });
const BACKUP = { kind: 'backup_failed', subject: 'node_0', step: 1, data: { name: 'daily', reason: 'io_error' } };

describe('The notices of a central server', () => {
  const folders = temporaryFolders();
  const opened: Notices[] = [];
  let home: string;
  let repository: CatalogueRepository;
  let log: ReturnType<typeof keptLog>;
  let identity: TlsIdentity;
  let mail: MailSink;
  let hook: WebhookReceiver;
  let clock: Clock & { aheadMs: number };

  before(async () => {
    home = folders();
    const named = { name: 'receiver', commonName: 'receiver', address: '127.0.0.1', clock: systemClock };
    identity = await tlsIdentity(home, named);
    writeFileSync(join(home, 'password'), `${MAIL_PASSWORD}\n`);
    writeFileSync(join(home, 'secret'), `${SECRET}\n`);
  });
  beforeEach(async () => {
    log = keptLog();
    repository = await CatalogueRepository.open({ engine: 'sqlite', path: join(folders(), 'catalogue.sqlite') }, 'BG');
    mail = await MailSink.start({ identity });
    hook = await WebhookReceiver.start(identity);
    clock = { kind: 'shifted', aheadMs: 0, now: () => new Date(systemClock.now().getTime() + clock.aheadMs) };
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((notices) => notices.stop()));
    await Promise.all([mail.stop(), hook.stop()]);
    await repository.close();
  });

  const ca = 'receiver-certificate.pem';
  const mailSetting = (more: object = {}) => ({
    ...{ host: '127.0.0.1', port: mail.port, ca, from: 'drum@example.bg' },
    auth: { user: MAIL_USER, passwordFile: 'password' },
    recipients: [{ address: 'all@example.bg' }],
    ...more,
  });
  const hookSetting = (more: object = {}) => ({
    ...{ name: 'duty', url: `https://127.0.0.1:${hook.port}/hook`, secretFile: 'secret', ca, ...more },
  });
  const open = async (setting: object, database = repository): Promise<Notices> => {
    const notices = await Notices.open({
      ...{ database: administrationTables(database.reader), kinds: CENTRAL_SERVER_NOTICES, testKind: 'test' },
      setting: noticesSchema(NOTICE_KINDS, ROLES).parse(setting),
      ...{ folder: home, instance: () => Promise.resolve('BG'), clock, log, lookMs: 20 },
    });
    opened.push(notices);
    return notices;
  };
  const found = async (search: NoticeSearch = {}) =>
    (await findNotices(administrationTables(repository.reader), search, { limit: 100, offset: 0 })).items;
  const deliveries = async (id = 1) => (await getNotice(administrationTables(repository.reader), id)).deliveries;

  it('are kept once each, end when their cause has, and begin anew', async () => {
    const { store } = await open({});
    for (let round = 0; round < 3; round += 1)
      await store.settle(['request_waiting'], [waiting(), waiting('8')], EVERYWHERE);
    expect((await found()).map(({ id, subject }) => [id, subject])).to.deep.equal([
      [2, '8'],
      [1, '7'],
    ]);
    await store.raise(BACKUP, 'node_0');
    await store.settle(['request_waiting'], [waiting('8')], EVERYWHERE);
    expect((await found()).map(({ kind, subject }) => [kind, subject])).to.deep.equal([
      ['backup_failed', 'node_0'],
      ['request_waiting', '8'],
    ]);
    expect((await found({ state: 'RESOLVED' })).map(({ subject }) => subject)).to.deep.equal(['7']);
    await store.settle(['request_waiting'], [waiting()], EVERYWHERE);
    expect((await found({ kind: 'request_waiting' })).map(({ id, subject }) => [id, subject])).to.deep.equal([
      [4, '7'],
    ]);
    await store.resolve(BACKUP, 'another node');
    expect(await found({ kind: 'backup_failed' })).to.have.length(1);
    await store.resolve(BACKUP, 'node_0');
    expect(await found({ kind: 'backup_failed' })).to.have.length(0);
  });

  it('are acknowledged by somebody, until they come to a further step', async () => {
    const { store } = await open({});
    await store.raise(waiting(), EVERYWHERE);
    const take = (id: number) =>
      repository.change((change) =>
        acknowledgeNotice(administrationTables(change), id, { by: 'ivan', at: clock.now() }),
      );
    await take(1);
    expect(await found({ state: 'OPEN' })).to.have.length(0);
    expect((await found({ state: 'ACKNOWLEDGED' }))[0]).to.include({ acknowledgedBy: 'ivan' });
    await store.raise(waiting('7', 2), EVERYWHERE);
    expect((await found({ state: 'OPEN' }))[0])
      .to.include({ step: 2 })
      .and.not.have.property('acknowledgedBy');
    await store.settle(['request_waiting'], [], EVERYWHERE);
    expect(await refusalOf(() => take(1))).to.equal('notice_resolved: Notice 1 is resolved');
    expect(await refusalOf(() => take(9))).to.equal('notice_not_found: There is no notice 9');
  });

  it('reach a mailbox over STARTTLS, in Bulgarian and English', async () => {
    const notices = await open({ mail: mailSetting() });
    notices.start();
    await notices.store.raise(waiting(), EVERYWHERE);
    await until('the mail', () => mail.mails.length > 0);
    const [{ to, isSecure, headers, text } = { to: [], isSecure: false, headers: '', text: '' }] = mail.mails;
    expect([to, isSecure]).to.deep.equal([['all@example.bg'], true]);
    expect(headers).to.include('Subject: [Drum BG] Заявка за промяна чака решение');
    expect(headers).to.include('Auto-Submitted: auto-generated').and.include('Content-Type: text/plain; charset=utf-8');
    expect(text).to.include(
      'Заявка 7 (регистрация на клиент) на сървър за сигурност BG:GOV:1:ss1 чака решение от 28.11.2026 08:00 UTC.',
    );
    expect(text).to.include(
      'Request 7 (registration of a client) of security server BG:GOV:1:ss1 has been waiting since 28 Nov 2026 08:00 UTC.',
    );
    expect(text).to.match(/Одобрете я или я откажете\.\nИзвестие 1, от \d\d\.\d\d\.\d{4} \d\d:\d\d UTC/);
    await until('it is known', async () => (await deliveries())[0]?.state === 'SENT');
    // Once.
    await notices.store.settle(['request_waiting'], [waiting()], EVERYWHERE);
    await delay(200);
    expect(mail.mails).to.have.length(1);
    await notices.store.settle(['request_waiting'], [waiting('7', 2)], EVERYWHERE);
    await until('the further step', () => mail.mails.length === 2);
  });

  it('reach a mailbox over TLS from the first byte on, many in one mail', async () => {
    const secure = await MailSink.start({ identity, secure: true });
    try {
      const recipients = [{ address: 'all@example.bg', languages: ['en'] }];
      const notices = await open({ mail: mailSetting({ port: secure.port, security: 'tls', recipients }) });
      const many = Array.from({ length: 30 }, (_, index) => waiting(String(index + 1)));
      await notices.store.settle(['request_waiting'], many, EVERYWHERE);
      notices.start();
      await until('the mail', () => secure.mails.length > 0);
      expect(secure.mails[0]?.headers).to.include('Subject: [Drum BG] 30 notices');
      expect(secure.mails[0]?.text.match(/^A management request waits/gm)).to.have.length(30);
      expect(secure.mails[0]?.text).not.to.include('Заявка');
    } finally {
      await secure.stop();
    }
  });

  it('reach those whom they concern', async () => {
    const recipients = [
      { address: 'all@example.bg' },
      { address: 'registration@example.bg', roles: ['XROAD_REGISTRATION_OFFICER'] },
      { address: 'backups@example.bg', kinds: ['backup_failed'] },
    ];
    const notices = await open({
      mail: mailSetting({ recipients }),
      webhooks: [hookSetting({ kinds: ['audit_log_broken'] })],
    });
    await notices.store.raise(waiting(), EVERYWHERE);
    await notices.store.raise(BACKUP, 'node_0');
    expect((await deliveries(1)).map(({ channel }) => channel)).to.deep.equal([
      'mail:all@example.bg',
      'mail:registration@example.bg',
    ]);
    expect((await deliveries(2)).map(({ channel }) => channel)).to.deep.equal([
      'mail:all@example.bg',
      'mail:backups@example.bg',
    ]);
    expect(hook.received).to.have.length(0);
  });

  it('tell no password where there is no TLS, and none to whom is not trusted', async () => {
    const plain = await MailSink.start({ identity, plain: true });
    const other = await tlsIdentity(folders(), {
      name: 'x',
      commonName: 'x',
      address: '127.0.0.1',
      clock: systemClock,
    });
    writeFileSync(join(home, 'other.pem'), other.certificate);
    try {
      const withoutTls = await open({ mail: mailSetting({ port: plain.port }) });
      const [outcome] = await withoutTls.sendTest('mail');
      expect(outcome?.error).to.match(/^notice_not_sent: Mail server 127\.0\.0\.1:\d+: it does not offer TLS/);
      const untrusted = await open({ mail: mailSetting({ ca: 'other.pem' }) });
      expect((await untrusted.sendTest('mail'))[0]?.error).to.match(/is not trusted/);
      expect([plain.mails, mail.mails]).to.deep.equal([[], []]);
    } finally {
      await plain.stop();
    }
  });

  it('go out later where a mail server is away, and say why they have not', async () => {
    await mail.stop();
    const { port } = mail;
    const notices = await open({ mail: mailSetting() });
    notices.start();
    await notices.store.raise(waiting(), EVERYWHERE);
    await until('it has failed', async () => (await deliveries())[0]?.error !== undefined);
    expect((await deliveries())[0]).to.include({ state: 'WAITING', attempts: 1 });
    expect((await deliveries())[0]?.error).to.match(
      /^notice_not_sent: Mail server 127\.0\.0\.1:\d+: it cannot be reached/,
    );
    expect(JSON.stringify(log.entries)).not.to.include('example.bg').and.not.to.include(MAIL_PASSWORD);
    mail = await MailSink.start({ identity, port });
    await delay(100);
    // Not before its time.
    expect(mail.mails).to.have.length(0);
    clock.aheadMs = 31_000;
    await until('the mail', () => mail.mails.length === 1);
  });

  it('are given up after many attempts, and dropped when their cause has ended', async () => {
    const recipients = [{ address: 'refused@example.bg' }];
    const notices = await open({ mail: mailSetting({ recipients }) });
    await notices.store.raise(waiting(), EVERYWHERE);
    await notices.store.raise(BACKUP, 'node_0');
    await notices.store.resolve(BACKUP, 'node_0');
    expect((await deliveries(2))[0]).to.include({ state: 'DROPPED' });
    notices.start();
    await until('it is given up', async () => {
      clock.aheadMs += 3_600_000;
      return (await deliveries())[0]?.state === 'GIVEN_UP';
    });
    expect((await deliveries())[0]).to.include({ attempts: 18 });
    expect((await deliveries())[0]?.error).to.match(/refuses the sender or the recipient, with 550/);
    expect(log.entries.filter(({ level }) => level === 'error')).to.have.length(1);
  });

  it('are posted to web hooks, signed with the time', async () => {
    const notices = await open({ webhooks: [hookSetting()] });
    notices.start();
    await notices.store.raise(waiting(), EVERYWHERE);
    await until('the message', () => hook.received.length > 0);
    const [message = { path: '', headers: {}, body: '{}' }] = hook.received;
    expect(message.path).to.equal('/hook');
    expect(WebhookReceiver.isSigned(message)).to.equal(true);
    expect(WebhookReceiver.isSigned({ ...message, body: `${message.body} ` })).to.equal(false);
    expect(message.headers).to.include({ 'content-type': 'application/json', 'drum-notice': '1-1' });
    expect(JSON.parse(message.body)).to.deep.include({
      ...{ instance: 'BG', id: 1, kind: 'request_waiting', subject: '7', step: 1, severity: 'WARNING', data: REQUEST },
    });
  });

  it('are posted again where they were not taken, and never elsewhere', async () => {
    hook.statuses.push(500, 302);
    const notices = await open({ webhooks: [hookSetting()] });
    notices.start();
    await notices.store.raise(waiting(), EVERYWHERE);
    for (const [attempts, status] of [
      [1, 500],
      [2, 302],
    ] as const) {
      await until(
        `it has failed with ${status}`,
        async () =>
          (await deliveries())[0]?.attempts === attempts &&
          (await deliveries())[0]?.error?.includes(String(status)) === true,
      );
      clock.aheadMs += 3_600_000;
    }
    await until('it is taken', async () => (await deliveries())[0]?.state === 'SENT');
    expect(hook.received.map(({ path }) => path)).to.deep.equal(['/hook', '/hook', '/hook']);
    expect(new Set(hook.received.map(({ headers }) => headers['drum-notice']))).to.deep.equal(new Set(['1-1']));
  });

  it('go out once from several nodes over one database', async function () {
    this.timeout(120_000);
    const url = await freshPostgresDatabase();
    const nodes: CatalogueRepository[] = [];
    for (let node = 0; node < 3; node += 1)
      nodes.push(await CatalogueRepository.open({ engine: 'postgresql', url }, 'BG'));
    try {
      const all = await Promise.all(
        nodes.map((node) => open({ mail: mailSetting(), webhooks: [hookSetting()] }, node)),
      );
      for (const notices of all) notices.start();
      const many = Array.from({ length: 20 }, (_, index) => waiting(String(index + 1)));
      await Promise.all(all.map(({ store }) => store.settle(['request_waiting'], many, EVERYWHERE)));
      const texts = (): string => mail.mails.map(({ text }) => text).join('\n');
      await until(
        'all',
        () => hook.received.length >= 20 && (texts().match(/^Notice \d+, since/gm) ?? []).length >= 20,
      );
      await delay(300);
      expect(hook.received.map(({ headers }) => headers['drum-notice']).sort()).to.deep.equal(
        Array.from({ length: 20 }, (_, index) => `${index + 1}-1`).sort(),
      );
      expect(texts().match(/^Notice \d+, since/gm)).to.have.length(20);
      await Promise.all(opened.splice(0).map((notices) => notices.stop()));
    } finally {
      await Promise.all(nodes.map((node) => node.close()));
    }
  });

  it('are taken over from a node that has ended in the middle of sending', async () => {
    const notices = await open({ webhooks: [hookSetting()] });
    await notices.store.raise(waiting(), EVERYWHERE);
    const claimed = clock.now().getTime() + 60_000;
    await repository.reader.updateTable('notice_delivery').set({ claimed_until: claimed, attempts: 1 }).execute();
    notices.start();
    await delay(200);
    expect(hook.received).to.have.length(0);
    clock.aheadMs = 61_000;
    await until('it is taken over', () => hook.received.length === 1);
  });

  it('are tried at once, with an outcome for each', async () => {
    const recipients = [{ address: 'all@example.bg' }, { address: 'refused@example.bg' }];
    const notices = await open({ mail: mailSetting({ recipients }), webhooks: [hookSetting()] });
    const outcomes = await notices.sendTest('mail');
    expect(outcomes[0]).to.deep.equal({ recipient: 'all@example.bg' });
    expect(outcomes[1]?.error).to.match(/refuses the sender or the recipient/);
    expect(mail.mails[0]?.headers).to.include('[Drum BG] Пробно известие');
    expect(await notices.sendTest('webhook')).to.deep.equal([{ recipient: 'duty' }]);
    const nobody = await open({});
    expect(await refusalOf(() => nobody.sendTest('mail'))).to.match(/^notice_channel_not_set/);
    const nowhere = await open({ webhooks: [hookSetting({ url: `https://127.0.0.1:${await freePort()}/` })] });
    expect((await nowhere.sendTest('webhook'))[0]?.error).to.equal(
      'notice_not_sent: Web hook duty: ECONNREFUSED: connection refused',
    );
  });

  for (const [what, setting, rule] of [
    ['an address that is none', () => ({ mail: mailSetting({ from: 'x' }) }), /mail\.from|"from"/],
    ['a password without TLS', () => ({ mail: mailSetting({ security: 'none' }) }), /not sent without TLS/],
    ['an unknown kind', () => ({ webhooks: [hookSetting({ kinds: ['nothing'] })] }), /kinds/],
    ['plain HTTP', () => ({ webhooks: [hookSetting({ url: 'http://x.example/' })] }), /https/],
    ['two web hooks of one name', () => ({ webhooks: [hookSetting(), hookSetting()] }), /twice/],
    ['nobody', () => ({ mail: mailSetting({ recipients: [] }) }), /recipients/],
  ] as const) {
    it(`are not sent to or by ${what}`, () => {
      const result = noticesSchema(NOTICE_KINDS, ROLES).safeParse(setting());
      expect(result.success).to.equal(false);
      expect(result.error?.message).to.match(rule);
    });
  }

  it('are not signed with what can be guessed', async () => {
    writeFileSync(join(home, 'short'), 'short\n');
    expect(await refusalOf(() => open({ webhooks: [hookSetting({ secretFile: 'short' })] }))).to.equal(
      'malformed_server_conf: notices.webhooks.duty.secretFile: the secret must have 32 characters',
    );
  });
});
