import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, ALL_ROLES, FIRST_PASSWORD, PASSWORD, type Operator, told } from './administered.ts';

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';
const OFFICER = 'XROAD_REGISTRATION_OFFICER';

interface User {
  readonly name: string;
  readonly first_password?: string;
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Users by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let administrator: Operator;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), postgres);
      administrator = await central.operator('administrator', [ADMINISTRATOR]);
    });
    after(() => central.stop());

    const user = async (name: string): Promise<object> => {
      const { status, body } = await administrator.api('GET', `/drum/users/${name}`);
      expect(status).to.equal(200);
      return body as object;
    };
    const isIn = async (operator: Operator) => (await operator.api('GET', '/user')).status === 200;

    it('are added with a first password that is made or given, and must be changed', async () => {
      const made = await administrator.api('POST', '/drum/users', { name: 'ivan', roles: [OFFICER] });
      expect(made.status).to.equal(201);
      expect(made.body).to.deep.include({
        name: 'ivan',
        roles: [OFFICER],
        disabled: false,
        must_change_password: true,
      });
      const { first_password: password = '' } = made.body as User;
      expect(password).to.match(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
      const ivan = central.stranger();
      expect((await ivan.logIn('ivan', password)).status).to.equal(200);
      expect(told(await ivan.api('GET', '/user'))).to.deep.equal([403, 'password_must_be_changed']);
      const given = { name: 'eva', roles: [OFFICER, ADMINISTRATOR], password: FIRST_PASSWORD };
      const added = await administrator.api('POST', '/drum/users', given);
      expect(added.body).not.to.have.property('first_password');
      expect((await central.stranger().logIn('eva', FIRST_PASSWORD)).status).to.equal(200);
      const list = (await administrator.api('GET', '/drum/users')).body as User[];
      expect(list.map(({ name }) => name)).to.deep.equal(['administrator', 'eva', 'ivan']);
      const events = await central.repository.reader.selectFrom('audit_event').selectAll().execute();
      const about = events.filter(({ event }) => event === 'Add user');
      expect(about.map(({ user_name }) => user_name)).to.deep.equal(['administrator', 'administrator']);
      expect(JSON.stringify([list, events]))
        .not.to.include(password)
        .and.not.include(FIRST_PASSWORD);
      expect((await administrator.api('DELETE', '/drum/users/eva')).status).to.equal(204);
    });

    for (const [what, body, expected] of [
      ['whom there is already', { name: 'administrator', roles: [OFFICER] }, [409, 'user_exists']],
      ['without roles', { name: 'x1', roles: [] }, [400, 'validation_failure']],
      ['with a role twice', { name: 'x1', roles: [OFFICER, OFFICER] }, [400, 'validation_failure']],
      ['with a role for API keys', { name: 'x1', roles: ['XROAD_MANAGEMENT_SERVICE'] }, [400, 'validation_failure']],
      ['with another name', { name: 'иван', roles: [OFFICER] }, [400, 'invalid_user_name']],
      ["with a person's number as the name", { name: '7523169263', roles: [OFFICER] }, [400, 'invalid_user_name']],
      ['with a weak password', { name: 'x1', roles: [OFFICER], password: 'short' }, [400, 'weak_password']],
    ] as const) {
      it(`are not added ${what}`, async () => {
        expect(told(await administrator.api('POST', '/drum/users', body))).to.deep.equal(expected);
      });
    }

    it('are logged out when they get other roles, another password, or are disabled, until they are enabled', async () => {
      const maria = await central.operator('maria', [OFFICER]);
      const changed = await administrator.api('PATCH', '/drum/users/maria', { roles: [ADMINISTRATOR, OFFICER] });
      expect(changed.body).to.deep.include({ roles: [ADMINISTRATOR, OFFICER], must_change_password: false });
      expect(await isIn(maria)).to.equal(false);
      await maria.logIn('maria', PASSWORD);
      expect((await administrator.api('PATCH', '/drum/users/maria', { disabled: true })).body).to.deep.include({
        disabled: true,
      });
      expect(await isIn(maria)).to.equal(false);
      const refused = await central.stranger().logIn('maria', PASSWORD);
      expect(told(refused)).to.deep.equal([401, 'log_in_failed']);
      expect((await central.events()).at(-1)).to.deep.include({ event: 'Log in user', reason: 'user_disabled' });
      const basic = `Basic ${Buffer.from(`maria:${PASSWORD}`).toString('base64')}`;
      const keys = await central.stranger({ authorization: basic }).api('GET', '/api-keys');
      expect(told(keys)).to.deep.equal([401, 'not_authenticated']);
      expect((await administrator.api('PATCH', '/drum/users/maria', { disabled: false })).status).to.equal(200);
      await maria.logIn('maria', PASSWORD);
      expect(await isIn(maria)).to.equal(true);
      const reset = await administrator.api('POST', '/drum/users/maria/reset-password', {});
      expect(reset.body).to.deep.include({ must_change_password: true });
      expect(await isIn(maria)).to.equal(false);
      expect((await maria.logIn('maria', PASSWORD)).status).to.equal(401);
      expect((await maria.logIn('maria', (reset.body as User).first_password ?? '')).status).to.equal(200);
      expect((await administrator.api('DELETE', '/drum/users/maria')).status).to.equal(204);
      expect((await maria.logIn('maria', PASSWORD)).status).to.equal(401);
      const made = (await central.events()).filter(
        ({ event, outcome }) => outcome === 'success' && / user$|Reset/.test(event),
      );
      expect(
        made
          .map(({ event }) => event)
          .filter((event) => event !== 'Log in user')
          .slice(-5),
      ).to.deep.equal([...['Change roles of user', 'Disable user', 'Enable user', 'Reset password', 'Remove user']]);
    });

    it('are unlocked', async () => {
      await central.operator('petar', [OFFICER]);
      for (let attempt = 0; attempt < 5; attempt += 1) await central.stranger().logIn('petar', 'wrong');
      expect(await user('petar')).to.have.property('locked_until');
      expect((await central.stranger().logIn('petar', PASSWORD)).status).to.equal(401);
      expect((await administrator.api('POST', '/drum/users/petar/unlock')).status).to.equal(200);
      expect(await user('petar')).not.to.have.property('locked_until');
      expect((await central.stranger().logIn('petar', PASSWORD)).status).to.equal(200);
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/unlock'],
      ] as const) {
        expect(told(await administrator.api(method, `/drum/users/nobody${path}`))).to.deep.equal([
          404,
          'user_not_found',
        ]);
      }
    });

    it('who administer users are never all gone, also when two go at the same moment', async () => {
      const own = '/drum/users/administrator';
      for (const refused of [
        await administrator.api('DELETE', own),
        await administrator.api('PATCH', own, { roles: [OFFICER] }),
        await administrator.api('PATCH', own, { disabled: true }),
      ]) {
        expect(told(refused)).to.deep.equal([409, 'last_user_administrator']);
      }
      expect(await user('administrator')).to.deep.include({ roles: [ADMINISTRATOR], disabled: false });
      const second = await central.operator('second', [ADMINISTRATOR]);
      const answers = await Promise.all([administrator.api('DELETE', '/drum/users/second'), second.api('DELETE', own)]);
      // Whoever comes second is gone, or would be the last to go.
      expect(answers.filter(({ status }) => status === 204)).to.have.lengthOf(1);
      const left = await central.repository.reader.selectFrom('admin_user').selectAll().execute();
      expect(left.filter(({ name }) => name === 'second' || name === 'administrator')).to.have.lengthOf(1);
      if (left.every(({ name }) => name !== 'administrator')) administrator = second;
    });

    it('are administered by users who may, not by API keys, and by two not unawares', async () => {
      const other = await central.operator(
        'officer',
        ALL_ROLES.filter((role) => role !== ADMINISTRATOR),
      );
      expect(told(await other.api('GET', '/drum/users'))).to.deep.equal([403, 'permission_missing']);
      const { body } = await administrator.api('POST', '/api-keys', [ADMINISTRATOR]);
      const key = central.stranger({ authorization: `X-Road-ApiKey token=${(body as { key: string }).key}` });
      for (const answer of [
        await key.api('GET', '/drum/users'),
        await key.api('POST', '/drum/users', { name: 'made', roles: [ADMINISTRATOR] }),
        await key.api('POST', '/drum/users/officer/unlock'),
      ]) {
        expect(told(answer)).to.deep.equal([403, 'permission_missing']);
      }
      const { headers } = await administrator.api('GET', '/drum/users/officer');
      const seen = { 'if-match': String(headers.etag) };
      const path = '/drum/users/officer';
      expect((await administrator.api('PATCH', path, { roles: [OFFICER] }, seen)).status).to.equal(200);
      expect(told(await administrator.api('PATCH', path, { disabled: true }, seen))).to.deep.equal([
        ...[412, 'changed_meanwhile'],
      ]);
    });
  });
}
