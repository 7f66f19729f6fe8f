import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addAuditEvent, checkAuditLog } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { drum } from '../../command-line/drum.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, ALL_ROLES, FIRST_PASSWORD, PASSWORD } from './administered.ts';

const AT = new Date('2026-11-29T08:00:00Z');

describe('The audit log', () => {
  const folders = temporaryFolders();
  let home: string;
  let central: Administered;

  beforeEach(async () => {
    home = folders();
    central = await Administered.start(home);
    for (const event of ['one', 'two', 'three']) {
      await central.repository.change((change) =>
        addAuditEvent(administrationTables(change), { at: AT, event, outcome: 'success', data: { after: event } }),
      );
    }
  });
  afterEach(() => central.stop());

  const check = () => checkAuditLog(administrationTables(central.repository.reader));

  it('holds as it was written', async () => {
    const { count, head, brokenAt } = await check();
    expect([count, brokenAt]).to.deep.equal([3, undefined]);
    expect(head).to.match(/^[0-9a-f]{64}$/);
  });

  it('has events of several writers at the same time in one order', async () => {
    const tables = administrationTables(central.repository.reader);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tables
          .transaction()
          .execute((change) => addAuditEvent(change, { at: AT, event: `writer ${index}`, outcome: 'success' })),
      ),
    );
    expect(await check())
      .to.include({ count: 23 })
      .and.not.have.property('brokenAt');
  });

  for (const [what, change, broken] of [
    [
      'an event was changed',
      (db) => db.updateTable('audit_event').set({ user_name: 'x' }).where('id', '=', 2).execute(),
      2,
    ],
    [
      'data of an event were changed',
      (db) => db.updateTable('audit_event').set({ data: '{}' }).where('id', '=', 1).execute(),
      1,
    ],
    ['an event was taken out', (db) => db.deleteFrom('audit_event').where('id', '=', 2).execute(), 2],
    ['the last event was taken out', (db) => db.deleteFrom('audit_event').where('id', '=', 3).execute(), 3],
  ] as readonly (readonly [string, (db: ReturnType<typeof administrationTables>) => Promise<unknown>, number])[]) {
    it(`shows that ${what}, and the command says so`, async () => {
      await change(administrationTables(central.repository.reader));
      expect((await check()).brokenAt).to.equal(broken);
      const { code, out } = await drum('audit-log', 'verify', '--config', join(home, 'central.yaml'));
      expect(code).to.equal(1);
      expect(out).to.include(`audit_log_broken: The audit log does not hold from event ${broken} on`);
    });
  }

  it('is written by whoever changes users at the command line, and exported with all events', async () => {
    const config = ['--config', join(home, 'central.yaml')];
    const password = join(home, 'password');
    writeFileSync(password, `${FIRST_PASSWORD}\n`);
    const users = async (...args: string[]) => drum('users', ...args, ...config);
    const none = await users('list');
    expect(none.out).to.include('There are no users yet');
    const weak = join(home, 'weak');
    writeFileSync(weak, 'short\n');
    const refused = await users('add', 'ivan', '--role', 'security-officer', '--password-file', weak);
    expect(refused.code).to.equal(2);
    expect(refused.err).to.include('weak_password: Password: it must have at least 12 characters');
    const roles = ALL_ROLES.flatMap((role) => ['--role', role.toLowerCase()]);
    expect((await users('add', 'ivan', ...roles, '--password-file', password)).code).to.equal(0);
    const again = await users('add', 'ivan', ...roles, '--password-file', password);
    expect(again.err).to.include('user_exists: ');
    const bringer = await users('add', 'key', '--role', 'management-service', '--password-file', password);
    expect(bringer.err).to.include('invalid_role: ').and.not.include('MANAGEMENT');
    expect((await users('list')).out).to.equal(`ivan  ${ALL_ROLES.join(', ')}  first password\n`);
    expect((await users('roles', 'ivan', '--role', 'registration_officer')).code).to.equal(0);
    const operator = central.stranger();
    expect((await operator.logIn('ivan', FIRST_PASSWORD)).status).to.equal(200);
    writeFileSync(password, PASSWORD);
    expect((await users('password', 'ivan', '--password-file', password)).code).to.equal(0);
    expect((await operator.api('GET', '/user')).status).to.equal(401);
    expect((await users('remove', 'ivan')).code).to.equal(0);
    expect((await users('remove', 'ivan')).err).to.include('user_not_found: ');
    expect((await central.events(3)).map(({ event }) => event)).to.deep.equal([
      'Add user',
      'Change roles of user',
      'Log in user',
      'Reset password',
      'Remove user',
    ]);
    const { code, out } = await drum('audit-log', 'export', ...config);
    expect(code).to.equal(0);
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; hash: string; at: string });
    expect(told).to.have.length(8);
    expect(told[0]).to.deep.include({ event: 'one', at: AT.toISOString(), data: { after: 'one' } });
    const verified = await drum('audit-log', 'verify', ...config);
    expect(verified.out).to.equal(`8 events hold. Hash of the last: ${told[7]?.hash}\n`);
    expect(out).not.to.include(PASSWORD).and.not.to.include(FIRST_PASSWORD);
  });
});
