import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { keepAnswer } from '#central-server/service-catalogue/keeping.ts';
import { publicPages } from '#central-server/service-catalogue/public/pages.ts';
import { languageOf } from '#central-server/service-catalogue/public/words.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator } from '../admin-api/administered.ts';

const NASTY = `</style></title><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

describe('The public page of the catalogue', () => {
  const folders = temporaryFolders();
  let central: Administered;
  let officer: Operator;
  let made: ReturnType<typeof publicPages>;

  before(async () => {
    central = await Administered.start(folders());
    officer = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    const catalogue = central.repository.reader;
    made = publicPages({ catalogue, instanceOf: () => Promise.resolve('TEST') });
    const { client_key: key } = await catalogue
      .selectFrom('server_client')
      .select('client_key')
      .executeTakeFirstOrThrow();
    const content = {
      ...{ title: NASTY, text: NASTY, contact: NASTY, sample: NASTY },
      operations: [{ name: NASTY, summary: NASTY }],
    };
    const service = {
      serviceCode: NASTY,
      type: 'OPENAPI' as const,
      operations: [],
      description: { digest: 'd', content },
    };
    await catalogue
      .transaction()
      .execute((change) => keepAnswer(change, { key, name: '' }, { services: [service] }, systemClock.now()));
  });
  after(() => central.stop());

  const page = async (address: string, accepted?: string) =>
    made(new URL(address, 'http://x'), accepted === undefined ? {} : { 'accept-language': accepted });

  const publish = (isPublic: boolean) => officer.api('PUT', '/drum/catalogue/settings', { public: isPublic });

  it('is there only where the integrator allows it', async () => {
    expect(await page('/catalogue')).to.equal(undefined);
    expect(await page('/catalogue.json')).to.equal(undefined);
    await publish(true);
    expect((await page('/catalogue'))?.status).to.equal(200);
    expect((await page('/catalogue.json'))?.status).to.equal(200);
    expect(await page('/catalogue/')).to.equal(undefined);
    expect(await page('/internalconf')).to.equal(undefined);
  });

  it('writes what others have written as text, and lets no program run', async () => {
    const shown = await page(`/catalogue?q=${encodeURIComponent('<script>')}&class=${encodeURIComponent('"><b>')}`);
    const all = await page('/catalogue');
    for (const body of [shown?.body ?? '', all?.body ?? '']) expect(body).not.to.match(/<script|<img|<b>|onerror="/);
    expect(all?.body).to.contain('&#60;script&#62;alert(1)');
    expect(shown?.body).to.contain('value="&#60;script&#62;"');
    const policy = all?.headers['content-security-policy'];
    expect(policy).to.match(/^default-src 'none'; style-src 'sha256-[^' ]+'; form-action 'self'/);
    expect(policy).not.to.contain('unsafe');
    expect(all?.headers).to.deep.include({ 'x-content-type-options': 'nosniff', vary: 'accept-language' });
  });

  it('speaks the language that is asked for, or that the browser prefers', async () => {
    expect((await page('/catalogue', 'en-GB,bg;q=0.5'))?.body).to.contain('<html lang="en">');
    expect((await page('/catalogue', 'fr, bg'))?.body).to.contain('<html lang="bg">');
    expect((await page('/catalogue?lang=bg', 'en'))?.body).to.contain('Каталог на услугите');
    expect([languageOf(null, undefined), languageOf('xx', 'en;q=0'), languageOf(null, 'en;q=x,,;;=')]).to.deep.equal([
      'bg',
      'bg',
      'en',
    ]);
  });

  it('has the integrator’s words before the provider’s, and not the note', async () => {
    const { body } = await officer.api('GET', '/drum/catalogue?services_only=true');
    const [member] = (body as { items: { subsystems: { services: { id: string }[] }[] }[] }).items;
    const id = member?.subsystems[0]?.services[0]?.id ?? '';
    await officer.api('PUT', `/drum/catalogue/services/${id}`, { description_bg: 'Справка', note: 'само за нас' });
    const bg = (await page('/catalogue?lang=bg'))?.body ?? '';
    expect(bg).to.contain('>Справка</p>');
    const json = (await page('/catalogue.json'))?.body ?? '';
    expect(bg + json).not.to.contain('само за нас');
    const told = JSON.parse(json) as { instance: string; members: { subsystems: { services: object[] }[] }[] };
    expect(told.instance).to.equal('TEST');
    expect(told.members[0]?.subsystems[0]?.services[0]).to.deep.include({ title: NASTY, description_bg: 'Справка' });
  });

  it('takes any address, and any number of page', async () => {
    for (const address of ['?page=-1', '?page=1e9', '?page=99', '?q=%00%ff', `?q=${'x'.repeat(9_000)}`, '?q=%25_\\']) {
      expect((await page(`/catalogue${address}`))?.status).to.equal(200);
      expect((await page(`/catalogue.json${address}`))?.status).to.equal(200);
    }
  });

  it('is not made for too many at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => page('/catalogue')));
    expect(all.filter((each) => each?.status === 503).length).to.equal(8);
    expect((await page('/catalogue'))?.status).to.equal(200);
  });
});
