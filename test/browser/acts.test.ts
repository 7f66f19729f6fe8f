import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

const SERVER = 'TEST:GOV:180680495:doomed';

describe('Acts at the screens', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/members/new', 'officer');
  });
  after(() => page.context().close());

  const code = () => page.locator('[data-kind=member]');
  const said = (text: string) => page.locator('[role=status]', { hasText: text }).waitFor();

  it('offer Latin for Cyrillic look-alikes, tell a wrong EIK after the field is left, and add a member', async () => {
    await page.locator('input').first().fill('Агенция по вписванията');
    await page.locator('select').selectOption('GOV');
    // Its second letter is Cyrillic.
    await code().fill('AС-1');
    expect(await page.getByText('На кирилица са').count()).to.equal(0);
    await code().blur();
    await page.getByRole('button', { name: 'Замяна с AC-1' }).click();
    expect(await code().inputValue()).to.equal('AC-1');
    await code().fill('131134024');
    await page.getByText('Контролната цифра не е на ЕИК').waitFor();
    await code().fill('131134023');
    await page.getByText('TEST:GOV:131134023').waitFor();
    expect(await page.getByText('Контролната цифра не е на ЕИК').count()).to.equal(0);
    await page.keyboard.press('Control+Enter');
    await page.locator('h1', { hasText: 'Агенция по вписванията' }).waitFor();
  });

  it('lead from the history of a thing to the whole event', async () => {
    const old = page.url();
    await page.goto(`${country.origin}/servers/TEST:GOV:831661388:grao-1/history`);
    await page.getByRole('link', { name: 'Одобряване на заявка за промяна' }).first().click();
    await page.locator('dd code', { hasText: 'TEST:GOV:831661388:grao-1' }).first().waitFor();
    await page.goto(old);
  });

  it('copy a whole identifier and say so', async () => {
    await page.getByRole('button', { name: 'Копиране: идентификатор' }).click();
    await said('Копирано: TEST:GOV:131134023');
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal('TEST:GOV:131134023');
  });

  it('show a call that does what the button does', async () => {
    await page.getByRole('button', { name: 'Добавяне на подсистема' }).first().click();
    await page.locator('[data-kind=subsystem]').fill("o'neil");
    await page.locator('#layers').getByRole('button', { name: 'API' }).click();
    const curl = await page.locator('[data-call=curl]').innerText();
    const [, method = '', address = ''] = /-X (\w+) '([^']+)'/.exec(curl) ?? [];
    const body = /-d '(.*)'$/s.exec(curl)?.[1]?.replaceAll("'\\''", "'") ?? '';
    expect(curl).to.contain('$API_KEY');
    const answer = await country.officer.call(method, address.slice(country.origin.length), JSON.parse(body));
    expect(answer.status).to.equal(201);
    // One of the two is a drawer: Escape closes what is on top and goes back to what opened it.
    await page.keyboard.press('Escape');
    await page.locator('#layers button:focus', { hasText: 'API' }).waitFor();
    await page.locator('[data-call]').first().waitFor({ state: 'detached' });
    // What the call has made is refused when it is asked for again: four parts, and what was typed stays.
    await page.locator('#layers button[type=submit]').click();
    await page.locator('[data-problem=subsystem_exists]').waitFor();
    expect(await page.locator('[data-kind=subsystem]').inputValue()).to.equal("o'neil");
    await page.keyboard.press('Escape');
    await page.locator('[role=dialog]').first().waitFor({ state: 'detached' });
  });

  it('approve a request after its fingerprint is compared, and tell who asks for one that is decided', async () => {
    const id = await country.ask('AUTH_CERT_REGISTRATION_REQUEST', SERVER, country.registration('doomed.example.bg'));
    await page.goto(`${country.origin}/requests/${id}`);
    const approve = page.getByRole('button', { name: 'Одобряване' });
    expect(await approve.isDisabled()).to.equal(true);
    const hint = page.locator(`[id="${await approve.getAttribute('aria-describedby')}"]`);
    expect(await hint.innerText()).to.equal('Преди одобряване: сравнете отпечатъка.');
    // What the server found is told in the language of the screen, and its own words are folded.
    await page.getByText('Въведена е през административния API').first().waitFor();
    await page.getByText('сървър за сигурност, въведена през административния API').waitFor();
    const failed = page.locator('[data-failed-checks]');
    expect(await failed.innerText())
      .to.contain('Верига на сертификата')
      .and.contain('Име на адреса');
    await page.getByText('Няма верига от сертификата до одобрен удостоверяващ орган.').waitFor();
    expect(await page.locator('details details[open]').count()).to.equal(0);
    await page.getByLabel('Сравних отпечатъка').check();
    expect(await approve.getAttribute('aria-describedby')).to.equal(null);
    await approve.click();
    await said('Заявката е одобрена');
    await page.locator('[data-state=ok]', { hasText: 'одобрена' }).waitFor();
    expect(await approve.count()).to.equal(0);
    const shown = (await country.officer.api('GET', `/management-requests/${id}`)).body;
    expect(shown).to.deep.include({ status: 'APPROVED' });
  });

  it('decline a request', async () => {
    const id = await country.ask('CLIENT_REGISTRATION_REQUEST', SERVER, { client_id: 'TEST:MUN:000100004' });
    await page.goto(`${country.origin}/requests/${id}`);
    await page.getByRole('button', { name: 'Отказване' }).click();
    const decline = page.getByRole('button', { name: `Отказване на заявка ${id}` });
    await page.getByLabel('Причина').fill('грешка');
    await decline.click();
    await page.locator('[aria-invalid=true]').waitFor();
    expect((await country.officer.api('GET', `/management-requests/${id}`)).body).to.include({ status: 'WAITING' });
    await page.getByLabel('Причина').fill('грешен клиент на сървъра');
    await decline.click();
    await said('Заявката е отказана');
    const decision = page.locator('[data-decision=DECLINED]');
    await decision.getByText('Причина: грешен клиент на сървъра').waitFor();
    expect(await decision.innerText()).to.contain('officer');
    expect((await country.officer.api('GET', `/management-requests/${id}`)).body).to.deep.include({
      status: 'DECLINED',
    });
  });

  it('create the member that asks where that is wanted', async () => {
    const server = 'TEST:MUN:000200002:new-member';
    const id = await country.ask('AUTH_CERT_REGISTRATION_REQUEST', server, country.registration('new.example.bg'));
    await page.goto(`${country.origin}/requests/${id}`);
    await page.locator('[data-changes]', { hasText: 'нов участник TEST:MUN:000200002' }).waitFor();
    await page.getByLabel('Сравних отпечатъка').check();
    const approve = page.getByRole('button', { name: 'Одобряване и създаване на участник' });
    await approve.click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByLabel('Име на новия участник').fill('Община Нова');
    await approve.click();
    await page.locator('[data-decision=APPROVED]').waitFor();
    const { body } = await country.officer.api('GET', '/members/TEST:MUN:000200002');
    expect(body).to.deep.include({ member_name: 'Община Нова' });
  });

  it('tell who has decided meanwhile', async () => {
    const id = await country.ask('CLIENT_REGISTRATION_REQUEST', 'TEST:GOV:831661388:grao-1', {
      client_id: 'TEST:MUN:000100011',
    });
    await page.goto(`${country.origin}/requests/${id}`);
    const approve = page.getByRole('button', { name: 'Одобряване' });
    await approve.waitFor();
    const other = await country.signedIn('other-officer', ['XROAD_REGISTRATION_OFFICER']);
    const path = `/drum/management-requests/${id}/decline`;
    expect((await other.api('POST', path, { reason: 'подадена е два пъти' })).status).to.equal(200);
    await approve.click();
    const decision = page.locator('[data-decision=DECLINED][role=alert]');
    await decision.waitFor();
    expect(await decision.innerText())
      .to.contain('докато преглеждахте')
      .and.contain('other-officer')
      .and.contain('подадена е два пъти');
    expect(await approve.count()).to.equal(0);
  });

  it('count what deleting a server loses, and want its code typed', async () => {
    const client = await country.ask('CLIENT_REGISTRATION_REQUEST', SERVER, { client_id: 'TEST:MUN:000100004' });
    await country.officer.api('POST', `/management-requests/${client}/approval`);
    const clients = (await country.officer.api('GET', `/security-servers/${SERVER}/clients`)).body as unknown[];
    await page.goto(`${country.origin}/servers/${SERVER}`);
    await page.getByRole('button', { name: 'Още' }).click();
    await page.getByRole('menuitem', { name: 'Изтриване' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-losses]').waitFor();
    const losses = await dialog.locator('[data-losses]').innerText();
    expect(losses).to.contain(`${clients.length} клиент`).and.to.contain('1 сертификат за автентикация');
    await dialog.locator('button:focus', { hasText: 'Отказ' }).waitFor();
    const act = dialog.getByRole('button', { name: 'Изтриване на сървър doomed' });
    await dialog.getByRole('textbox').fill('Doomed');
    expect(await act.isDisabled()).to.equal(true);
    await dialog.getByRole('textbox').fill('doomed');
    await act.click();
    await page.locator('h1', { hasText: 'Сървъри' }).waitFor();
    expect((await country.officer.api('GET', `/security-servers/${SERVER}`)).status).to.equal(404);
  });

  it('put members into a group and take them out', async () => {
    await page.goto(`${country.origin}/groups/municipalities/add?q=Велинград 30`);
    await page.getByLabel('Избор на TEST:MUN:000100029').check();
    await page.getByRole('button', { name: 'Добавяне на избраните (1)' }).click();
    await page.getByText('TEST:MUN:000100029').waitFor();
    const remove = page.getByRole('button', { name: 'Премахване: TEST:MUN:000100029' });
    await remove.click();
    await said('Премахнат от групата');
    await page.getByText('TEST:MUN:000100029').waitFor({ state: 'detached' });
    // It loses nothing that cannot come back, so that nobody was asked.
    await page.getByRole('button', { name: 'Връщане', exact: true }).click();
    await said('Върнат в групата');
    await remove.click();
    await page.getByText('TEST:MUN:000100029').waitFor({ state: 'detached' });
    const events = await country.central.repository.reader
      .selectFrom('audit_event')
      .select(['event', 'data'])
      .execute();
    expect(
      events
        .filter(({ data }) => data.includes('000100029'))
        .map(({ event }) => event.split(' ')[0])
        .slice(-4),
    ).to.deep.equal(['Add', 'Remove', 'Add', 'Remove']);
  });

  it('find by the palette, in Latin letters too', async () => {
    await page.keyboard.press('Control+k');
    await page.locator('#layers [role=combobox]').fill('zayavki');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Заявки' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('#layers [role=combobox]').fill('131134023');
    await page.keyboard.press('Enter');
    await page.getByText('Намерени: 1').waitFor();
  });

  it('wait where the server takes no more calls, and say what failed where the network is gone', async () => {
    let refused = 2;
    await page.route('**/api/v1/member-classes', async (route) => {
      refused -= 1;
      if (refused >= 0)
        await route.fulfill({ status: 429, json: { status: 429, error: { code: 'too_many_requests' } } });
      else await route.continue();
    });
    await page.goto(`${country.origin}/settings/classes`);
    await page.getByText('Сървърът приема ограничен брой заявки').waitFor();
    await page.getByText('GOV').first().waitFor();
    await page.unroute('**/api/v1/member-classes');
    await page.goto(`${country.origin}/`);
    await page.locator('h1', { hasText: 'Мрежата работи' }).waitFor();
    await page.context().setOffline(true);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.locator('[data-problem]').first().waitFor();
    await page.context().setOffline(false);
  });

  it('use letters of their own, from their own server alone', async () => {
    const origins = new Set<string>();
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.goto(`${country.origin}/`);
    await page.locator('h1', { hasText: 'Мрежата' }).waitFor();
    expect(await page.evaluate("document.fonts.check('15px \"Sofia Sans Variable\"', 'вгдж')")).to.equal(true);
    const width = (language: string) =>
      page.evaluate<number>(`(() => {
        const word = document.body.appendChild(document.createElement('span'));
        word.lang = '${language}';
        word.textContent = 'вгджптлк'.repeat(20);
        const { width } = word.getBoundingClientRect();
        word.remove();
        return width;
      })()`);
    expect(await width('bg')).not.to.equal(await width('ru'));
    expect([...origins]).to.deep.equal([country.origin]);
  });
});
