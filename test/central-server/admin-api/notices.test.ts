import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EVERYWHERE } from '#administration/notices/store.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import { drum } from '../../command-line/drum.ts';
import { temporaryFolders } from '../../temporary.ts';
import { MAIL_PASSWORD, MAIL_USER, MailSink } from '../oversight/mail-sink.ts';
import { SECRET, WebhookReceiver } from '../oversight/webhook-receiver.ts';
import { Administered, told, type Operator } from './administered.ts';

const REQUEST = { request: 7, kind: 'clientReg', server: 'TEST:GOV:1:ss1', since: '2026-11-28T08:00:00.000Z' };
const waiting = (id: number) => ({
  kind: 'request_waiting',
  subject: String(id),
  step: 1,
  data: { ...REQUEST, request: id },
});

describe('Notices by API and at the command line', () => {
  const folders = temporaryFolders();
  let home: string;
  let central: Administered;
  let officer: Operator;
  let administrator: Operator;
  let mail: MailSink;
  let hook: WebhookReceiver;

  before(async () => {
    home = folders();
    const identity = await tlsIdentity(home, {
      ...{ name: 'receiver', commonName: 'receiver', address: '127.0.0.1', clock: systemClock },
    });
    mail = await MailSink.start({ identity });
    hook = await WebhookReceiver.start(identity);
    writeFileSync(join(home, 'password'), MAIL_PASSWORD);
    writeFileSync(join(home, 'secret'), SECRET);
    const ca = 'receiver-certificate.pem';
    const notices = {
      mail: {
        ...{ host: '127.0.0.1', port: mail.port, ca, from: 'drum@example.bg' },
        auth: { user: MAIL_USER, passwordFile: 'password' },
        recipients: [{ address: 'all@example.bg' }, { address: 'refused@example.bg' }],
      },
      webhooks: [{ name: 'duty', url: `https://127.0.0.1:${hook.port}/`, secretFile: 'secret', ca }],
    };
    central = await Administered.start(home, { more: `notices: ${JSON.stringify(notices)}\n` });
    officer = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    administrator = await central.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
    await central.oversight.notices.store.settle(['request_waiting'], [waiting(7), waiting(8), waiting(9)], EVERYWHERE);
    await central.oversight.notices.store.settle(['request_waiting'], [waiting(7), waiting(8)], EVERYWHERE);
  });
  after(async () => {
    await central.stop();
    await Promise.all([mail.stop(), hook.stop()]);
  });

  const subjects = async (query = ''): Promise<string[]> => {
    const { status, body } = await officer.api('GET', `/drum/notices?${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body as { items: { subject: string }[] }).items.map(({ subject }) => subject);
  };

  it('are listed by their state and kind, the newest first', async () => {
    expect(await subjects()).to.deep.equal(['8', '7']);
    expect(await subjects('state=RESOLVED')).to.deep.equal(['9']);
    expect(await subjects('state=ALL&limit=2&offset=1')).to.deep.equal(['7']);
    expect(await subjects('kind=backup_failed')).to.deep.equal([]);
    expect(await subjects('sort=raised_at&desc=false')).to.deep.equal(['7', '8']);
    expect(told(await officer.api('GET', '/drum/notices?sort=data'))).to.deep.equal([400, 'invalid_sort_properties']);
    expect(told(await officer.api('GET', '/drum/notices?state=x'))).to.deep.equal([400, 'validation_failure']);
  });

  it('are shown with their words, and how they have fared', async () => {
    const { body } = await officer.api('GET', '/drum/notices/1');
    expect(body).to.deep.include({
      ...{ id: 1, kind: 'request_waiting', subject: '7', severity: 'WARNING', state: 'OPEN', step: 1 },
      title: { en: 'A management request waits for a decision', bg: 'Заявка за промяна чака решение' },
      deliveries: ['mail:all@example.bg', 'mail:refused@example.bg', 'webhook:duty'].map((channel) => ({
        ...{ step: 1, channel, state: 'WAITING', attempts: 0 },
      })),
    });
    expect(told(await officer.api('GET', '/drum/notices/99'))).to.deep.equal([404, 'notice_not_found']);
  });

  it('are acknowledged by whoever takes them over, which is audited', async () => {
    const before = (await central.events()).length;
    const { status, body } = await officer.api('PUT', '/drum/notices/2/acknowledgement');
    expect(status).to.equal(200);
    expect(body).to.include({ state: 'ACKNOWLEDGED', acknowledged_by: 'officer' });
    expect(await subjects('state=OPEN')).to.deep.equal(['7']);
    expect(await subjects('state=ACKNOWLEDGED')).to.deep.equal(['8']);
    expect(told(await officer.api('PUT', '/drum/notices/3/acknowledgement'))).to.deep.equal([409, 'notice_resolved']);
    expect(told(await officer.api('PUT', '/drum/notices/99/acknowledgement'))).to.deep.equal([404, 'notice_not_found']);
    expect((await central.events(before)).map(({ event, outcome, reason }) => [event, outcome, reason])).to.deep.equal([
      ['Acknowledge notice', 'success', null],
      ['Acknowledge notice', 'failure', 'notice_resolved'],
      ['Acknowledge notice', 'failure', 'notice_not_found'],
    ]);
  });

  it('are tried by whoever may', async () => {
    const byMail = await administrator.api('POST', '/drum/notices/test-mail');
    expect(byMail.status).to.equal(200);
    const { results } = byMail.body as { results: { recipient: string; sent: boolean; error?: string }[] };
    expect(results.map(({ recipient, sent }) => [recipient, sent])).to.deep.equal([
      ['all@example.bg', true],
      ['refused@example.bg', false],
    ]);
    expect(results[1]?.error).to.match(/^notice_not_sent/);
    expect(mail.mails).to.have.length(1);
    const byHook = await administrator.api('POST', '/drum/notices/test-webhook');
    expect(byHook.body).to.deep.equal({ results: [{ recipient: 'duty', sent: true }] });
    expect(JSON.parse(hook.received[0]?.body ?? '')).to.include({ kind: 'test', instance: 'TEST' });
    expect(told(await officer.api('POST', '/drum/notices/test-mail'))).to.deep.equal([403, 'permission_missing']);
  });

  it('are tried in vain where the file names nobody', async () => {
    const other = await Administered.start(folders());
    try {
      const operator = await other.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
      for (const way of ['mail', 'webhook']) {
        const answer = await operator.api('POST', `/drum/notices/test-${way}`);
        expect(told(answer)).to.deep.equal([409, 'notice_channel_not_set']);
      }
    } finally {
      await other.stop();
    }
  });

  it('are listed and tried at the command line', async () => {
    const config = ['--config', join(home, 'central.yaml')];
    const list = await drum('notices', 'list', ...config);
    expect(list.out.trim().split('\n')).to.have.length(2);
    expect(list.out).to.include(
      'WARNING  Request 8 (registration of a client) of security server TEST:GOV:1:ss1 has been waiting since',
    );
    expect(list.out).to.include('acknowledged by officer');
    const test = await drum('notices', 'test', ...config);
    expect(test.code).to.equal(1);
    expect(test.out).to.include('mail all@example.bg: sent\n').and.include('webhook duty: sent\n');
    expect(test.out).to.match(/mail refused@example\.bg: notice_not_sent: Mail server/);
  });
});
