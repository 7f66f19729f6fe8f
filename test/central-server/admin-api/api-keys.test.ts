import { expect } from 'chai';
import { systemClock, type Clock } from '#config/clock.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, PASSWORD, type Operator, codeOf } from './administered.ts';

const OFFICER = 'XROAD_REGISTRATION_OFFICER';
const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

describe('API keys', () => {
  const folders = temporaryFolders();
  let central: Administered;
  let administrator: Operator;

  before(async () => {
    central = await Administered.start(folders());
    administrator = await central.operator('administrator');
  });
  after(() => central.stop());

  async function key(roles: readonly string[]): Promise<{ id: number; key: string }> {
    const answer = await administrator.api('POST', '/api-keys', roles);
    expect(answer.status).to.equal(200);
    return answer.body as { id: number; key: string };
  }

  const holder = (secret: string) => central.stranger({ authorization: `X-Road-ApiKey token=${secret}` });

  it('do what their roles may, without a session, and nothing else', async () => {
    const { id, key: secret } = await key([OFFICER]);
    const program = holder(secret);
    expect((await program.api('GET', '/user')).body).to.deep.include({
      ...{ username: `api-key-${id}`, roles: [`ROLE_${OFFICER}`] },
    });
    expect((await program.api('GET', '/clients')).status).to.equal(200);
    const refused = await program.api('GET', '/tokens');
    expect([refused.status, codeOf(refused)]).to.deep.equal([403, 'permission_missing']);
    expect((await central.events()).at(-1)).to.deep.equal({
      ...{ event: 'Access check', outcome: 'failure', user_name: `api-key-${id}`, reason: 'permission_missing' },
    });
  });

  it('are shown once: neither lists nor the database hold what their holders send', async () => {
    const { id, key: secret } = await key([OFFICER]);
    expect((await administrator.api('GET', `/api-keys/${id}`)).body).to.deep.equal({ id, roles: [OFFICER] });
    expect(JSON.stringify((await administrator.api('GET', '/api-keys')).body)).not.to.include(secret);
    const rows = await central.repository.reader.selectFrom('api_key').selectAll().execute();
    const events = await central.repository.reader.selectFrom('audit_event').selectAll().execute();
    expect(JSON.stringify([rows, events])).not.to.include(secret);
  });

  it('take other roles, and none when they are revoked', async () => {
    const { id, key: secret } = await key([OFFICER]);
    expect((await administrator.api('PUT', `/api-keys/${id}`, [ADMINISTRATOR])).body).to.deep.equal({
      ...{ id, roles: [ADMINISTRATOR] },
    });
    expect((await holder(secret).api('GET', '/clients')).status).to.equal(403);
    expect((await administrator.api('DELETE', `/api-keys/${id}`)).status).to.equal(200);
    expect((await holder(secret).api('GET', '/user')).status).to.equal(401);
    const gone = await administrator.api('GET', `/api-keys/${id}`);
    expect([gone.status, codeOf(gone)]).to.deep.equal([404, 'api_key_not_found']);
    expect((await key([OFFICER])).id).to.be.greaterThan(id);
  });

  for (const [what, authorization] of [
    ['an unknown key', 'X-Road-ApiKey token=3f8b2c2e-0000-4000-8000-000000000000'],
    ['an empty key', 'X-Road-ApiKey token='],
    ['another scheme', 'Bearer x'],
    ['name and password, but where keys are managed', basic('administrator', PASSWORD).authorization],
  ] as const) {
    it(`are not replaced by ${what}`, async () => {
      const answer = await central.stranger({ authorization }).api('GET', '/user');
      expect([answer.status, codeOf(answer)]).to.deep.equal([401, 'not_authenticated']);
      expect((await central.events()).at(-1)).to.deep.equal({
        ...{ event: 'API key authentication', outcome: 'failure', user_name: null, reason: 'not_authenticated' },
      });
    });
  }

  it('are managed by name and password too, from the same machine', async () => {
    const answer = await central.stranger(basic('administrator', PASSWORD)).api('POST', '/api-keys', [OFFICER]);
    expect(answer.status).to.equal(200);
    const wrong = await central.stranger(basic('administrator', 'wrong')).api('GET', '/api-keys');
    expect(wrong.status).to.equal(401);
  });

  it('do not manage keys', async () => {
    const { key: secret } = await key([ADMINISTRATOR]);
    expect((await holder(secret).api('GET', '/api-keys')).status).to.equal(401);
  });

  for (const roles of [[], ['XROAD_UNKNOWN'], [OFFICER, OFFICER], 'x', { roles: [] }]) {
    it(`cannot have the roles ${JSON.stringify(roles)}`, async () => {
      const body = typeof roles === 'string' ? JSON.stringify(roles) : roles;
      const answer = await administrator.api('POST', '/api-keys', body, { 'content-type': 'application/json' });
      expect(answer.status).to.equal(400);
      expect(codeOf(answer)).to.be.oneOf(['validation_failure', 'invalid_role']);
    });
  }

  it('have no more roles than those who make them, but for that of the management services', async () => {
    const other = await central.operator('other', [ADMINISTRATOR]);
    const refused = await other.api('POST', '/api-keys', [OFFICER]);
    expect([refused.status, codeOf(refused)]).to.deep.equal([403, 'permission_missing']);
    expect((await other.api('POST', '/api-keys', ['XROAD_MANAGEMENT_SERVICE'])).status).to.equal(200);
    // What a key has already may stay; more of it may not come.
    const { id } = await key([OFFICER]);
    expect((await other.api('PUT', `/api-keys/${id}`, [OFFICER, ADMINISTRATOR])).status).to.equal(200);
    const more = await other.api('PUT', `/api-keys/${id}`, [OFFICER, 'XROAD_SECURITY_OFFICER']);
    expect([more.status, codeOf(more)]).to.deep.equal([403, 'permission_missing']);
  });

  it('that nobody knows fill no audit log: those of an address are told together after the tenth in a minute', async () => {
    let aheadMs = 0;
    const clock: Clock = { kind: 'shifted', now: () => new Date(systemClock.now().getTime() + aheadMs) };
    const flooded = await Administered.start(folders(), { clock });
    try {
      const stranger = flooded.stranger({ authorization: 'X-Road-ApiKey token=guessed' });
      for (let attempt = 0; attempt < 30; attempt += 1) await stranger.api('GET', '/user');
      expect(await flooded.events()).to.have.lengthOf(10);
      aheadMs += 60_000;
      await stranger.api('GET', '/user');
      const rows = await flooded.repository.reader.selectFrom('audit_event').selectAll().orderBy('id').execute();
      const together = rows.filter(({ data }) => data !== '{}');
      expect([rows.length, together.length]).to.deep.equal([12, 1]);
      expect(together[0]).to.deep.include({
        event: 'API key authentication',
        outcome: 'failure',
        address: '127.0.0.1',
      });
      expect(JSON.parse(together[0]?.data ?? '{}')).to.deep.equal({ count: 20 });
    } finally {
      await flooded.stop();
    }
  });

  it('are not a way round the bound of log-ins, and name who was said to call', async () => {
    const slow = await Administered.start(folders(), { parameters: { 'admin-service.log-ins-per-minute': 5 } });
    try {
      const guess = slow.stranger(basic('administrator', 'guessed'));
      const statuses = [];
      for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await guess.api('GET', '/api-keys')).status);
      expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 429]);
      expect((await slow.stranger().logIn('administrator', 'guessed')).status).to.equal(429);
      const rows = await slow.repository.reader.selectFrom('audit_event').selectAll().orderBy('id').execute();
      expect(rows[0]).to.deep.include({ event: 'Key management API log in', outcome: 'failure' });
      expect(JSON.parse(rows[0]?.data ?? '{}')).to.deep.equal({ user: 'administrator' });
    } finally {
      await slow.stop();
    }
  });
});
