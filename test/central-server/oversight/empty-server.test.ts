import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { tlsIdentity } from '#certs/tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import type { Operator } from '../admin-api/administered.ts';
import { EmptyServer, initial } from '../admin-api/empty-server.ts';
import { temporaryFolders } from '../../temporary.ts';
import { SECRET, WebhookReceiver } from './webhook-receiver.ts';

describe('The oversight of a central server that starts empty', () => {
  const folders = temporaryFolders();
  let hook: WebhookReceiver;
  let central: EmptyServer;
  let operator: Operator;

  before(async () => {
    const home = folders();
    const identity = await tlsIdentity(home, {
      ...{ name: 'receiver', commonName: 'receiver', address: '127.0.0.1', clock: systemClock },
    });
    hook = await WebhookReceiver.start(identity);
    writeFileSync(join(home, 'secret'), SECRET);
    const url = `https://127.0.0.1:${hook.port}/`;
    const webhooks = [{ name: 'duty', url, secretFile: 'secret', ca: 'receiver-certificate.pem' }];
    central = await EmptyServer.write(home, { more: `notices: ${JSON.stringify({ webhooks })}` });
    await central.start();
    operator = await central.operator('integrator');
  });
  after(async () => {
    await central.end();
    await hook.stop();
  });

  const told = async (): Promise<unknown> => {
    const answer = await operator.api('POST', '/drum/notices/test-webhook');
    expect(answer.body).to.deep.equal({ results: [{ recipient: 'duty', sent: true }] });
    return JSON.parse(hook.received.at(-1)?.body ?? '');
  };
  const nameOfExport = async (): Promise<string> => {
    const { status, headers } = await operator.api('GET', '/drum/audit-events/export?format=CSV');
    expect(status).to.equal(200);
    return String(headers['content-disposition']);
  };

  it('finds nothing to tell, and has no instance to name', async () => {
    const { body } = await operator.api('GET', '/drum/notices');
    expect(body).to.deep.include({ items: [] });
    expect(await told())
      .to.include({ kind: 'test' })
      .and.not.to.have.property('instance');
    expect(await nameOfExport()).to.match(/=audit_log_UTC_[0-9-]{19}\.csv$/);
  });

  it('names the instance as soon as it is set', async () => {
    expect((await operator.api('POST', '/initialization', initial(central.address))).status).to.equal(200);
    expect(await told()).to.include({ instance: 'DEV' });
    expect(await nameOfExport()).to.match(/=audit_log_DEV_UTC_[0-9-]{19}\.csv$/);
  });
});
