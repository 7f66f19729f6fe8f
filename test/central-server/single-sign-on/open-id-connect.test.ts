import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#config/clock.ts';
import { identitiesOf, usersOf } from '#central-server/admin-api/service.ts';
import { freePort } from '../../free-port.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, PASSWORD } from '../admin-api/administered.ts';
import { Browser } from './browser.ts';
import { CLIENT_ID, CLIENT_SECRET, OidcServer } from './oidc-server.ts';

const REGISTRAR = 'XROAD_REGISTRATION_OFFICER';

describe('a log-in by OpenID Connect, at node-oidc-provider', () => {
  const newFolder = temporaryFolders();
  let central: Administered;
  let provider: OidcServer;
  let origin: string;
  let browser: Browser;

  before(async () => {
    const port = await freePort();
    origin = `https://127.0.0.1:${port}`;
    provider = await OidcServer.start(`${origin}/login/ministry/callback`);
    const home = newFolder();
    writeFileSync(join(home, 'client-secret'), CLIENT_SECRET);
    writeFileSync(join(home, 'identity-key'), '0123456789abcdef0123456789abcdef');
    central = await Administered.start(home, {
      parameters: { 'admin-service.port': port },
      administration: {
        address: '127.0.0.1',
        singleSignOn: {
          publicUrl: origin,
          identityKey: { file: 'identity-key' },
          providers: [
            {
              name: 'ministry',
              title: { bg: 'Министерство', en: 'Ministry' },
              openIdConnect: {
                ...{ issuer: provider.issuer, clientId: CLIENT_ID },
                clientSecret: { file: 'client-secret' },
              },
              roles: { registrars: [REGISTRAR] },
            },
            {
              name: 'away',
              title: { bg: 'Няма го', en: 'Away' },
              openIdConnect: {
                ...{ issuer: 'http://127.0.0.1:1', clientId: CLIENT_ID },
                clientSecret: { file: 'client-secret' },
              },
            },
          ],
        },
      },
    });
  });

  beforeEach(() => {
    browser = new Browser();
  });

  afterEach(() => browser.close());

  after(async () => {
    await central.stop();
    await provider.stop();
  });

  const enter = async (name: string, stop?: (url: URL) => boolean) =>
    provider.logIn(browser, await browser.open(`${origin}/login/ministry`), name, stop);
  const isCallback = ({ pathname }: URL) => pathname === '/login/ministry/callback';
  const asked = () => central.stranger(browser.headers(origin));
  const lastEvent = async () => (await central.events()).at(-1);

  it('is told to whoever asks how to log in', async () => {
    const { status, body } = await central.stranger().api('GET', '/drum/sign-on-providers');
    expect([status, (body as object[])[0]]).to.deep.equal([
      200,
      { name: 'ministry', title: { bg: 'Министерство', en: 'Ministry' }, url: '/login/ministry' },
    ]);
  });

  it('gives a session with the roles of the groups that the provider tells', async () => {
    const page = await enter('maria');
    expect(page.url.href).to.equal(`${origin}/`);
    const { body } = await asked().api('GET', '/user');
    expect(body).to.deep.include({ username: 'ministry:m.petrova', roles: [`ROLE_${REGISTRAR}`] });
    expect((await asked().api('POST', '/member-classes', { code: 'X', description: 'x' })).status).to.equal(403);
    expect((await asked().api('GET', '/member-classes')).status).to.equal(200);
  });

  it('is in the audit log, with the provider', async () => {
    await enter('maria');
    expect(await lastEvent()).to.deep.equal({
      ...{ event: 'Log in user', outcome: 'success', user_name: 'ministry:m.petrova', reason: null },
    });
  });

  it('ends with the log-out', async () => {
    await enter('maria');
    const before = browser.headers(origin);
    expect((await central.stranger(before).call('POST', '/logout')).status).to.equal(200);
    expect((await central.stranger(before).api('GET', '/user')).status).to.equal(401);
  });

  const refused = (code: string) => `${origin}/?sign-on-refused=${code}`;

  it('is refused to somebody whose groups have no role here', async () => {
    expect((await enter('ivan')).url.href).to.equal(refused('sign_on_not_permitted'));
    expect(await lastEvent()).to.deep.include({ outcome: 'failure', reason: 'sign_on_not_permitted' });
    expect((await asked().api('GET', '/user')).status).to.equal(401);
  });

  it("is refused under a name that may be a person's number", async () => {
    expect((await enter('number')).url.href).to.equal(refused('sign_on_not_permitted'));
  });

  it('comes in as the user of ours who is linked, with whatever roles that one has', async () => {
    const operator = await central.operator('d.demov');
    const identities = identitiesOf(central.repository, {
      ...{ publicUrl: origin, providers: [], identityKey: Buffer.from('0123456789abcdef0123456789abcdef') },
    });
    await identities.link('d.demov', 'ministry', 'linked');
    await enter('linked');
    expect((await asked().api('GET', '/user')).body).to.deep.include({ username: 'd.demov' });
    await identities.unlink('d.demov', 'ministry');
    expect((await asked().api('GET', '/user')).status).to.equal(401);
    expect((await operator.api('GET', '/user')).status).to.equal(200);
  });

  it('is refused to a user who is linked and disabled', async () => {
    await central.operator('e.enev');
    const identities = identitiesOf(central.repository, {
      ...{ publicUrl: origin, providers: [], identityKey: Buffer.from('0123456789abcdef0123456789abcdef') },
    });
    await identities.link('e.enev', 'ministry', 'linked');
    const users = usersOf(central.repository, systemClock);
    await users.setDisabled('e.enev', true);
    expect((await enter('linked')).url.href).to.equal(refused('sign_on_not_permitted'));
    expect(await lastEvent()).to.deep.include({ outcome: 'failure', reason: 'sign_on_not_permitted' });
    await users.setDisabled('e.enev', false);
    // Nothing has begun that could go on now.
    expect((await asked().api('GET', '/user')).status).to.equal(401);
    await identities.unlink('e.enev', 'ministry');
  });

  it('is refused in another browser than it began in', async () => {
    const page = await enter('maria', isCallback);
    const other = new Browser();
    expect((await other.open(page.url.href)).url.href).to.equal(refused('sign_on_refused'));
    expect((await central.stranger(other.headers(origin)).api('GET', '/user')).status).to.equal(401);
    await other.close();
  });

  it('is taken once', async () => {
    const page = await enter('maria', isCallback);
    const kept = browser.cookie(origin, 'DRUM-LOG-IN') ?? '';
    expect((await browser.open(page.url.href)).url.href).to.equal(`${origin}/`);
    expect((await browser.open(page.url.href)).url.href).to.equal(refused('sign_on_refused'));
    expect(kept).to.not.equal('');
  });

  it('is refused with another code than the one that was given', async () => {
    const page = await enter('maria', isCallback);
    page.url.searchParams.set('code', 'another');
    expect((await browser.open(page.url.href)).url.href).to.equal(refused('sign_on_refused'));
  });

  it('is refused from another issuer (RFC 9207)', async () => {
    const page = await enter('maria', isCallback);
    page.url.searchParams.set('iss', 'https://other.example');
    expect((await browser.open(page.url.href)).url.href).to.equal(refused('sign_on_refused'));
  });

  it('says when the provider refuses', async () => {
    const page = await browser.open(`${origin}/login/ministry`);
    const away = await browser.open(`${page.url.href}/abort`, undefined, isCallback);
    expect(away.url.searchParams.get('error')).to.equal('access_denied');
    expect((await browser.open(away.url.href)).url.href).to.equal(refused('sign_on_refused'));
  });

  it('says when the provider is away', async () => {
    expect((await browser.open(`${origin}/login/away`)).url.href).to.equal(refused('sign_on_provider_failed'));
    expect(await lastEvent()).to.deep.include({ outcome: 'failure', reason: 'sign_on_provider_failed' });
  });

  it('has no way by a provider that is not declared', async () => {
    expect((await browser.open(`${origin}/login/nobody`)).status).to.equal(404);
  });

  it('leaves local users as they are', async () => {
    const operator = await central.operator('local.user');
    expect((await operator.logIn('local.user', PASSWORD)).status).to.equal(200);
  });
});
