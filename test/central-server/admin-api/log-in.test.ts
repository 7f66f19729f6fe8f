import { expect } from 'chai';
import { Sessions } from '#administration/accounts/sessions.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, FIRST_PASSWORD, PASSWORD, type Operator, codeOf } from './administered.ts';

const NEW = { current_password: FIRST_PASSWORD, new_password: PASSWORD };
const MINUTE_MS = 60_000;

/** A clock that a test puts forward. */
class TestClock implements Clock {
  readonly kind = 'shifted';
  aheadMs = 0;
  now(): Date {
    return new Date(systemClock.now().getTime() + this.aheadMs);
  }
}

describe('Logging in to the admin API', () => {
  const folders = temporaryFolders();
  const clock = new TestClock();
  let central: Administered;

  before(async () => {
    central = await Administered.start(folders(), { clock, parameters: { 'admin-service.session-timeout': 600 } });
  });
  after(() => central.stop());

  const auditData = async (): Promise<string[]> => {
    const rows = await administrationTables(central.repository.reader)
      .selectFrom('audit_event')
      .select('data')
      .orderBy('id')
      .execute();
    return rows.map(({ data }) => data);
  };

  it('gives cookies that scripts for X-Road know, and that no other site gets', async () => {
    const operator = await central.operator('cookies');
    const answer = await operator.logIn('cookies', PASSWORD);
    expect(answer.status).to.equal(200);
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies[0])
      .to.match(/^JSESSIONID=[\w-]{43}; /)
      .and.include('HttpOnly');
    expect(cookies[1])
      .to.match(/^XSRF-TOKEN=[\w-]{43}; /)
      .and.not.include('HttpOnly');
    for (const cookie of cookies)
      expect(cookie).to.include('Secure').and.include('SameSite=Strict').and.include('Path=/');
    expect((await operator.api('GET', '/user')).status).to.equal(200);
  });

  it('demands another password first, where somebody else knows it', async () => {
    await central.addUser('first');
    const operator = central.stranger();
    await operator.logIn('first', FIRST_PASSWORD);
    const refused = await operator.api('GET', '/user');
    expect([refused.status, codeOf(refused)]).to.deep.equal([403, 'password_must_be_changed']);
    expect((await operator.api('PUT', '/drum/password', NEW)).status).to.equal(204);
    // All sessions are over by that.
    expect((await operator.api('GET', '/user')).status).to.equal(401);
    expect((await operator.logIn('first', FIRST_PASSWORD)).status).to.equal(401);
    expect((await operator.logIn('first', PASSWORD)).status).to.equal(200);
    expect((await operator.api('GET', '/user')).status).to.equal(200);
  });

  for (const [why, password, expected] of [
    ['short', 'eleven char', 'weak_password'],
    ['of few different characters', 'abababababababab', 'weak_password'],
    ['that holds the name', 'this is weakling!', 'weak_password'],
    ['that it was before', FIRST_PASSWORD, 'password_unchanged'],
  ] as const) {
    it(`takes no new password ${why}`, async () => {
      const name = 'weakling';
      if ((await central.events()).every(({ user_name: user }) => user !== name)) await central.addUser(name);
      const operator = central.stranger();
      await operator.logIn(name, FIRST_PASSWORD);
      const answer = await operator.api('PUT', '/drum/password', { ...NEW, new_password: password });
      expect([answer.status, codeOf(answer)]).to.deep.equal([400, expected]);
    });
  }

  it('is refused with the same words whatever is wrong, and locks a user after five wrong passwords for a while', async () => {
    await central.operator('locked');
    const stranger = central.stranger();
    const unknown = await stranger.logIn('nobody', PASSWORD);
    const wrong = [];
    for (let attempt = 0; attempt < 5; attempt += 1) wrong.push(await stranger.logIn('locked', 'wrong'));
    const right = await stranger.logIn('locked', PASSWORD);
    for (const answer of [unknown, ...wrong, right]) {
      expect(answer.status).to.equal(401);
      expect(answer.body).to.deep.equal(unknown.body);
      expect(answer.headers).not.to.have.property('set-cookie');
    }
    const reasons = (await central.events()).filter(({ outcome }) => outcome === 'failure').map(({ reason }) => reason);
    expect(reasons.slice(-7)).to.deep.equal([
      'user_unknown',
      ...Array<string>(5).fill('password_wrong'),
      'user_locked',
    ]);
    clock.aheadMs += 16 * MINUTE_MS;
    expect((await stranger.logIn('locked', PASSWORD)).status).to.equal(200);
  });

  it('counts wrong current passwords too, when a password is changed', async () => {
    const operator = await central.operator('guessed');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const answer = await operator.api('PUT', '/drum/password', {
        current_password: 'wrong',
        new_password: 'another good one',
      });
      expect([answer.status, codeOf(answer)]).to.deep.equal([400, 'wrong_password']);
    }
    expect((await central.stranger().logIn('guessed', PASSWORD)).status).to.equal(401);
    expect((await central.events()).at(-2)).to.deep.equal({
      ...{ event: 'Change password', outcome: 'failure', user_name: 'guessed', reason: 'wrong_password' },
    });
  });

  for (const site of ['cross-site', 'same-site']) {
    it(`is refused where a page of another site sends the form (${site})`, async () => {
      await central.operator(`of-${site}`);
      const form = new URLSearchParams({ username: `of-${site}`, password: PASSWORD }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site };
      const answer = await central.stranger().call('POST', '/login', form, headers);
      expect([answer.status, codeOf(answer)]).to.deep.equal([403, 'log_in_from_other_site']);
      expect(answer.headers).not.to.have.property('set-cookie');
      expect((await central.events()).at(-1)).to.deep.include({ outcome: 'failure', reason: 'log_in_from_other_site' });
      const own = { ...headers, 'sec-fetch-site': 'same-origin' };
      expect((await central.stranger().call('POST', '/login', form, own)).status).to.equal(200);
    });
  }

  it('tells of who tries only what a user may be called: no password in the wrong field, and no number of a person', async () => {
    const told = async (name: string): Promise<unknown> => {
      await central.stranger().logIn(name, 'x');
      return JSON.parse((await auditData()).at(-1) ?? '');
    };
    expect(await told('somebody')).to.deep.equal({ user: 'somebody' });
    for (const name of [PASSWORD, '7523169263', 'x'.repeat(200)]) expect(await told(name)).to.deep.equal({});
    const headers = { authorization: `Basic ${Buffer.from(`${PASSWORD}:x`).toString('base64')}` };
    await central.stranger(headers).api('GET', '/api-keys');
    expect(JSON.stringify(await auditData())).not.to.include(PASSWORD);
  });

  it('takes no session by a provider of single sign-on that is not declared any more', async () => {
    const sessions = new Sessions(administrationTables(central.repository.reader), clock, 600);
    await central.operator('linked');
    for (const roles of [undefined, ['XROAD_SECURITY_OFFICER']]) {
      const given = { provider: 'gone', ...(roles === undefined ? {} : { roles }) };
      const { token, xsrfToken } = await sessions.begin('linked', clock.now(), given);
      const cookie = `JSESSIONID=${token}; XSRF-TOKEN=${xsrfToken}`;
      const answer = await central.stranger({ cookie, 'x-xsrf-token': xsrfToken }).api('GET', '/user');
      expect([answer.status, codeOf(answer)]).to.deep.equal([401, 'not_authenticated']);
    }
  });

  it('takes no form from which something is missing, or that is none', async () => {
    for (const body of ['', 'username=x', 'username[]=x&password[]=y', 'x'.repeat(10_000)]) {
      const answer = await central.stranger().call('POST', '/login', body, {
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(answer.status).to.be.oneOf([401, 413]);
    }
  });

  describe('then', () => {
    let operator: Operator;
    before(async () => {
      operator = await central.operator('sessions');
    });
    beforeEach(async () => {
      await operator.logIn('sessions', PASSWORD);
    });

    for (const [what, headers] of [
      ['the header', { 'x-xsrf-token': '' }],
      ['the right token in the header', { 'x-xsrf-token': 'x'.repeat(43) }],
    ] as const) {
      it(`a session without ${what} changes nothing and reads nothing`, async () => {
        for (const [method, path, body] of [
          ['GET', '/member-classes', undefined],
          ['POST', '/member-classes', { code: 'XSRF', description: 'from another site' }],
        ] as const) {
          const answer = await operator.api(method, path, body, headers);
          expect([answer.status, codeOf(answer)]).to.deep.equal([403, 'xsrf_token_wrong']);
        }
      });
    }

    it('a session ends when it is not used for as long as it may be', async () => {
      clock.aheadMs += 9 * MINUTE_MS;
      expect((await operator.api('GET', '/user')).status).to.equal(200);
      clock.aheadMs += 9 * MINUTE_MS;
      expect((await operator.api('GET', '/user')).status).to.equal(200);
      clock.aheadMs += 11 * MINUTE_MS;
      expect((await operator.api('GET', '/user')).status).to.equal(401);
    });

    it('a session ends after twelve hours, however busy it is', async () => {
      for (let minutes = 0; minutes < 12 * 60; minutes += 9) {
        expect((await operator.api('GET', '/user')).status).to.equal(200);
        clock.aheadMs += 9 * MINUTE_MS;
      }
      expect((await operator.api('GET', '/user')).status).to.equal(401);
    });

    it('a session ends with the log-out, at the server too', async () => {
      const { headers } = operator;
      expect((await operator.call('POST', '/logout')).status).to.equal(200);
      expect((await central.stranger(headers).api('GET', '/user')).status).to.equal(401);
      expect((await central.events()).at(-1)).to.deep.include({ event: 'Log out user', user_name: 'sessions' });
    });

    it('another log-in gives another session, and ends the one before', async () => {
      const { headers } = operator;
      await operator.logIn('sessions', PASSWORD);
      expect(operator.headers.cookie).not.to.equal(headers.cookie);
      expect((await central.stranger(headers).api('GET', '/user')).status).to.equal(401);
    });
  });

  it('is slowed down: more attempts from one address in a minute than people make are refused', async () => {
    const other = await Administered.start(folders(), { parameters: { 'admin-service.log-ins-per-minute': 20 } });
    try {
      const statuses = [];
      for (let attempt = 0; attempt < 21; attempt += 1) statuses.push((await other.stranger().logIn('x', 'y')).status);
      expect(statuses).to.deep.equal([...Array<number>(20).fill(401), 429]);
    } finally {
      await other.stop();
    }
  });

  it('and calling are slowed down by the parameters of the central server', async () => {
    const other = await Administered.start(folders(), {
      parameters: { 'admin-service.rate-limit-requests-per-second': 3 },
    });
    try {
      const answers = await Promise.all(Array.from({ length: 4 }, () => other.stranger().call('GET', '/')));
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 200, 429]);
    } finally {
      await other.stop();
    }
  });
});
