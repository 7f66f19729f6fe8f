import { systemClock } from '#config/clock.ts';
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerify } from 'node:crypto';
import { administrationTables } from '#administration/accounts/tables.ts';
import { auditEvents } from '#administration/audit-log.ts';
import { toPem } from '#certs/pem.ts';
import { drum } from '../../command-line/drum.ts';
import { issue } from '../../pki/certificates.ts';
import { freePort } from '../../free-port.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered } from '../admin-api/administered.ts';
import { Browser } from './browser.ts';
import { EAuth, type Otherwise } from './eauth.ts';

const PERSON = 'PNOBG-8001010008';
const IDENTITY_KEY = '0123456789abcdef0123456789abcdef';
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';

describe('a log-in by SAML 2.0, in the form of eAuthentication', () => {
  const newFolder = temporaryFolders();
  let central: Administered;
  let eAuth: EAuth;
  let origin: string;
  let ours: string;
  let browser: Browser;
  let home: string;

  before(async () => {
    const port = await freePort();
    origin = `https://127.0.0.1:${port}`;
    home = newFolder();
    const theirs = issue({ subject: 'eAuth', key: 'rsa' });
    const own = issue({ subject: 'drum', key: 'rsa' });
    ours = toPem('CERTIFICATE', own.certificate.der);
    eAuth = new EAuth('https://eauth.example.bg/SingleSignOnService', theirs.key);
    writeFileSync(join(home, 'eauth.pem'), toPem('CERTIFICATE', theirs.certificate.der));
    writeFileSync(join(home, 'own.pem'), ours);
    writeFileSync(join(home, 'own-key.pem'), own.key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(home, 'identity-key'), IDENTITY_KEY);
    const saml = (binding: string) => ({
      entityId: `${origin}/login/eauth/metadata`,
      provider: { entityId: eAuth.entityId, url: eAuth.url, certificates: ['eauth.pem'] },
      binding,
      key: { file: 'own-key.pem' },
      certificate: 'own.pem',
      eAuth: { service: '2.16.100.1.1.999.1.1.1', provider: '2.16.100.1.1.999.1.1' },
    });
    const title = { bg: 'еАвт', en: 'eAuth' };
    central = await Administered.start(home, {
      parameters: { 'admin-service.port': port },
      administration: {
        address: '127.0.0.1',
        singleSignOn: {
          ...{ publicUrl: origin, identityKey: { file: 'identity-key' } },
          providers: [
            { name: 'eauth', title, saml: saml('redirect') },
            { name: 'eauth-by-post', title, saml: saml('post') },
          ],
        },
      },
    });
    await central.operator('m.petrova');
    expect(await users('link', 'm.petrova', '--identity-file', identityFile(PERSON))).to.deep.include({
      code: 0,
      err: '',
    });
  });

  const users = (command: string, name: string, ...more: string[]) =>
    drum('users', command, name, '--provider', 'eauth', '--config', join(home, 'central.yaml'), ...more);

  function identityFile(identity: string): string {
    const path = join(home, 'identity');
    writeFileSync(path, `${identity}\n`);
    return path;
  }

  beforeEach(() => {
    browser = new Browser();
  });

  afterEach(() => browser.close());

  after(() => central.stop());

  const isEAuth = ({ href }: URL) => href.startsWith(eAuth.url);
  const depart = () => browser.open(`${origin}/login/eauth`, undefined, isEAuth);

  async function comeIn(person: string, otherwise: Otherwise = {}): Promise<URL> {
    const { url } = await depart();
    return comeBack(url, eAuth.answer(EAuth.requestIn(url), person, otherwise));
  }

  async function comeBack(departure: URL, SAMLResponse: string): Promise<URL> {
    const RelayState = departure.searchParams.get('RelayState') ?? '';
    return (await browser.open(`${origin}/login/eauth/callback`, { SAMLResponse, RelayState })).url;
  }

  it('asks for the service, the administration and the level of assurance, and signs it', async () => {
    const { url } = await depart();
    const request = EAuth.requestIn(url);
    expect(request).to.contain('urn:bg:egov:eauth:2.0:saml:ext');
    expect(request).to.match(/<egovbga:Service>2\.16\.100\.1\.1\.999\.1\.1\.1<\/egovbga:Service>/);
    expect(request).to.match(/<egovbga:Provider>2\.16\.100\.1\.1\.999\.1\.1<\/egovbga:Provider>/);
    expect(request).to.match(/<egovbga:LevelOfAssurance>SUBSTANTIAL<\/egovbga:LevelOfAssurance>/);
    const [signed = '', signature = ''] = url.search.slice(1).split('&Signature=');
    const verify = createVerify('RSA-SHA256').update(signed);
    expect(verify.verify(ours, decodeURIComponent(signature), 'base64')).to.equal(true);
  });

  it('can send that by a form, as some providers want it', async () => {
    const page = await browser.open(`${origin}/login/eauth-by-post`);
    const sent = /name="SAMLRequest" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const request = Buffer.from(sent, 'base64').toString('utf8');
    expect(request).to.contain('<egovbga:RequestedService').and.to.contain('SignatureValue');
    expect(page.body).to.contain(`action="${eAuth.url}"`);
    expect(String(page.headers['content-security-policy'])).to.contain("script-src 'sha256-");
  });

  it('comes in as the user who is linked to the person', async () => {
    expect((await comeIn(PERSON)).href).to.equal(`${origin}/`);
    const { body } = await central.stranger(browser.headers(origin)).api('GET', '/user');
    expect(body).to.deep.include({ username: 'm.petrova' });
  });

  it('leaves no number of a person in the database', async () => {
    await comeIn(PERSON);
    const tables = administrationTables(central.repository.reader);
    const links = await tables.selectFrom('admin_identity').selectAll().execute();
    const events = await Array.fromAsync(auditEvents(tables));
    expect(JSON.stringify([links, events])).to.not.contain('8001010008');
    expect(links).to.have.length(1);
  });

  it('is refused to a person who is linked to nobody', async () => {
    expect((await comeIn('PNOBG-7501020018')).search).to.equal('?sign-on-refused=sign_on_not_permitted');
    expect((await central.events()).at(-1)).to.deep.include({ outcome: 'failure', reason: 'sign_on_not_permitted' });
  });

  const wrong: Readonly<Record<string, () => Otherwise>> = {
    'without a signature': () => ({ signed: false }),
    'signed by somebody else': () => ({ key: issue({ subject: 'somebody else', key: 'rsa' }).key }),
    'signed by way of SHA-1': () => ({ algorithm: RSA_SHA1 }),
    'for another audience': () => ({ audience: 'https://other.example' }),
    'of another issuer': () => ({ issuer: 'https://other.example' }),
    'that is an answer to another request': () => ({ inResponseTo: '_another' }),
    'that is over': () => ({ notOnOrAfter: new Date(systemClock.now().getTime() - 3_600_000) }),
    'with a document type declaration': () => ({ doctype: '<!DOCTYPE x [<!ENTITY e "x">]>' }),
    'changed after it was signed': () => ({ change: (xml) => xml.replace('PNOBG-7501020018', PERSON) }),
    'with an unsigned assertion before the signed one': () => ({
      change: (xml) => {
        const signed = /<saml2:Assertion.*<\/saml2:Assertion>/s.exec(xml)?.[0] ?? '';
        const forged = signed.replace(/<Signature.*<\/Signature>/s, '').replace('PNOBG-7501020018', PERSON);
        return xml.replace('<saml2:Assertion', `${forged}<saml2:Assertion`);
      },
    }),
    'with the signed assertion inside a forged one': () => ({
      change: (xml) => {
        const signed = /<saml2:Assertion.*<\/saml2:Assertion>/s.exec(xml)?.[0] ?? '';
        const forged = signed
          .replace(/<Signature.*<\/Signature>/s, '')
          .replace('PNOBG-7501020018', PERSON)
          .replace(/ID="[^"]+"/, 'ID="_forged"')
          .replace('</saml2:Assertion>', `<saml2:Advice>${signed}</saml2:Advice></saml2:Assertion>`);
        return xml.replace(signed, forged);
      },
    }),
  };
  for (const [name, otherwise] of Object.entries(wrong)) {
    it(`is refused ${name}`, async () => {
      const url = await comeIn('PNOBG-7501020018', otherwise());
      expect(url.search).to.equal('?sign-on-refused=sign_on_refused');
      expect((await central.stranger(browser.headers(origin)).api('GET', '/user')).status).to.equal(401);
    });
  }

  it('is taken once', async () => {
    const { url } = await depart();
    const answer = eAuth.answer(EAuth.requestIn(url), PERSON);
    expect((await comeBack(url, answer)).href).to.equal(`${origin}/`);
    expect((await comeBack(url, answer)).search).to.equal('?sign-on-refused=sign_on_refused');
  });

  it('is refused in another browser than it began in, and where nobody asked', async () => {
    const { url } = await depart();
    browser.forget(origin);
    const answer = eAuth.answer(EAuth.requestIn(url), PERSON);
    expect((await comeBack(url, answer)).search).to.equal('?sign-on-refused=sign_on_refused');
  });

  it('cannot be linked to two users', async () => {
    await central.operator('i.ivanov');
    const said = await users('link', 'i.ivanov', '--identity-file', identityFile(PERSON));
    expect(said.code).to.not.equal(0);
    expect(said.err).to.contain('identity_taken');
  });

  it('is refused once the link is gone, and what began by it ends', async () => {
    await comeIn(PERSON);
    expect((await users('unlink', 'm.petrova')).code).to.equal(0);
    expect((await central.stranger(browser.headers(origin)).api('GET', '/user')).status).to.equal(401);
    expect((await comeIn(PERSON)).search).to.equal('?sign-on-refused=sign_on_not_permitted');
    expect((await users('unlink', 'm.petrova')).err).to.contain('user_not_found');
    const events = (await central.events()).map(({ event }) => event);
    expect(events).to.include.members(['Link user to identity', 'Unlink user from identity']);
  });

  it('tells the provider about this server by metadata', async () => {
    const { status, body } = await browser.open(`${origin}/login/eauth/metadata`);
    expect(status).to.equal(200);
    expect(body).to.contain(`${origin}/login/eauth/callback`).and.to.contain('WantAssertionsSigned="true"');
  });
});
