import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, PIN, told, type Operator } from './administered.ts';
import { addKey } from './empty-server.ts';

interface Key {
  readonly id: string;
  readonly active: boolean;
  readonly source_type: string;
}

/* What is answered here is held against its definition as well. */
for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Tokens and signing keys by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let operator: Operator;

    before(async () => {
      const options = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), options);
      operator = await central.operator('officer');
    });
    after(() => central.stop());

    async function keys(source: string): Promise<Key[]> {
      const answer = await operator.api('GET', '/tokens');
      expect(answer.status).to.equal(200);
      const [token] = answer.body as { configuration_signing_keys: Key[] }[];
      return token?.configuration_signing_keys.filter(({ source_type: each }) => each === source) ?? [];
    }

    it('are added, activated and deleted, each change told to whoever publishes', async () => {
      const before = central.changes;
      const [first] = await keys('EXTERNAL');
      const added = await addKey(operator, 'EXTERNAL', 'за другите');
      expect([added.status, (added.body as Key).active]).to.deep.equal([200, false]);
      const { id } = added.body as Key;
      expect((await operator.api('PUT', `/signing-keys/${id}/activate`)).status).to.equal(204);
      expect((await keys('EXTERNAL')).filter(({ active }) => active).map((key) => key.id)).to.deep.equal([id]);
      expect((await operator.api('DELETE', `/signing-keys/${first?.id}`)).status).to.equal(204);
      expect((await keys('EXTERNAL')).map((key) => key.id)).to.deep.equal([id]);
      expect(central.changes).to.equal(before + 3);
    });

    for (const [body, code] of [
      [{ key_label: '', token_id: '0' }, 'validation_failure'],
      [{ key_label: 'a\u0007', token_id: '0' }, 'validation_failure'],
      [{ key_label: 'x'.repeat(256), token_id: '0' }, 'validation_failure'],
      [{ key_label: 'x' }, 'validation_failure'],
      [{ key_label: 'x', token_id: 1.5 }, 'validation_failure'],
      [{ key_label: 'x', token_id: null }, 'validation_failure'],
      [{ key_label: 'x', token_id: 7 }, 'token_not_found'],
    ] as const) {
      it(`are not added by ${JSON.stringify(body).slice(0, 60)}`, async () => {
        const answer = await operator.api('POST', '/configuration-sources/INTERNAL/signing-keys', body);
        expect(told(answer)).to.deep.equal([code === 'token_not_found' ? 404 : 400, code]);
      });
    }

    it('are no more than two of a source, also when several are asked for at once', async () => {
      const answers = await Promise.all(['a', 'b', 'c'].map((label) => addKey(operator, 'INTERNAL', label)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 400, 400]);
      expect(await keys('INTERNAL')).to.have.length(2);
    });

    it('answer as they are described', async () => {
      for (const [method, path, body] of [
        ['PUT', '/tokens/0/logout', undefined],
        ['PUT', '/tokens/0/login', { password: PIN }],
        ['PUT', '/configuration-sources/INTERNAL/anchor/re-create', undefined],
        ['GET', '/system/high-availability-cluster/status', undefined],
        ['GET', '/configuration-sources/INTERNAL/anchor', undefined],
        ['PUT', '/system/server-address', { central_server_address: '127.0.0.1:1' }],
      ] as const) {
        const answer = await operator.api(method, path, body);
        expect([path, answer.status]).to.deep.equal([path, 200]);
      }
    });

    it('are for some roles to see and for others to change', async () => {
      const administrator = await central.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
      expect((await administrator.api('GET', '/tokens')).status).to.equal(200);
      expect(told(await addKey(administrator, 'INTERNAL', 'x'))).to.deep.equal([403, 'permission_missing']);
      const registration = await central.operator('registration', ['XROAD_REGISTRATION_OFFICER']);
      expect(told(await registration.api('GET', '/tokens'))).to.deep.equal([403, 'permission_missing']);
    });
  });
}
