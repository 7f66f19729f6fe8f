import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

const INTERVAL_MS = 15_000;

describe('Home', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  let calls: string[] = [];
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/groups', 'officer');
    await page.clock.install();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/') && !pathname.endsWith('/user')) calls.push(pathname);
    });
    await page.locator('h1').waitFor();
  });
  after(() => page.context().close());

  const heading = (words: string) => page.locator('h1', { hasText: words }).waitFor();
  const overview = () => page.waitForResponse('**/api/v1/drum/overview');

  it('tells in its heading whether the network works, and what needs somebody, each with its button', async () => {
    const id = await country.ask('CLIENT_REGISTRATION_REQUEST', 'TEST:GOV:831661388:grao-1', {
      client_id: 'TEST:MUN:000100041',
    });
    await page.goto(`${country.origin}/`);
    await heading('Мрежата работи.');
    const row = page.getByText('чака решение').or(page.getByText('чакат решение')).first();
    await row.waitFor();
    await page.getByRole('link', { name: 'Преглед' }).first().click();
    await page.locator('h1', { hasText: 'Заявки' }).waitFor();
    await country.officer.api('DELETE', `/management-requests/${id}`);
  });

  it('makes one call each 15 seconds, and none in a tab that nobody sees', async () => {
    await page.goto(`${country.origin}/groups`);
    await heading('Групи');
    await page.keyboard.press('g');
    calls = [];
    const first = overview();
    await page.keyboard.press('h');
    await first;
    await heading('Мрежата работи.');
    const second = overview();
    await page.clock.fastForward(INTERVAL_MS);
    await second;
    const shells = [
      '/api/v1/system/status',
      '/api/v1/drum/about',
      '/api/v1/tokens',
      '/api/v1/drum/notices',
      '/api/v1/initialization/status',
    ];
    const own = () => calls.filter((path) => !shells.includes(path));
    expect(own()).to.deep.equal(['/api/v1/drum/overview', '/api/v1/drum/overview']);
    await see(page, 'hidden');
    await page.clock.fastForward(4 * INTERVAL_MS);
    const seen = overview();
    await see(page, 'visible');
    await seen;
    expect(own()).to.have.length(3);
  });

  it('keeps what it knew where the network is cut, as of when, and never as good news', async () => {
    const asOf = page.locator('main time').first();
    await page.waitForLoadState('networkidle');
    const before = await asOf.innerText();
    await page.route('**/api/v1/drum/overview', (route) => route.abort());
    await page.clock.fastForward(INTERVAL_MS);
    await page.locator('h1[data-state=unknown]', { hasText: 'Състоянието не е известно.' }).waitFor();
    await page.locator('[data-problem=server_unreachable]').waitFor();
    expect(await asOf.innerText()).to.equal(before);
    expect(before).to.match(/^\d\d:\d\d:\d\d$/);
    expect(await page.locator('[data-figure="/members"] dd').innerText()).to.match(/^\d+$/);
    const publication = page.locator('section', { hasText: 'Публикуване' }).last();
    expect(await publication.locator('[data-state=ok]').count()).to.equal(0);
    await page.unroute('**/api/v1/drum/overview');
    await page.getByRole('button', { name: 'Повторен опит' }).click();
    await heading('Мрежата работи.');
  });

  it('tells the worst first, what a code means, and what is over as over', async () => {
    const at = '2026-11-03T14:05:06.000Z';
    await told(page, {
      state: 'STOPPED',
      parts: [
        { code: 'SERVERS_UNKNOWN', count: 2 },
        { code: 'NOTICES_OPEN', count: 1 },
        { code: 'PUBLICATION_STOPPED', count: 1, since: at, of: 'cs-1' },
      ],
      publication: {
        hold: { held: false },
        nodes: [{ node: 'cs-1', state: 'STOPPED', published_at: at, valid_until: at, problem: 'token_not_active' }],
      },
    });
    await heading('3 неща искат внимание.');
    const needs = page.getByRole('region', { name: 'Какво иска внимание' });
    expect(await needs.innerText()).to.match(
      /cs-1 не дава валидна конфигурация, последно публикуване [^]*1 непоето известие[^]*За 2 сървъра не се знае/,
    );
    expect(await needs.getByRole('link').last().getAttribute('href')).to.equal('/servers?seen=unknown');
    const publication = page.locator('section', { hasText: 'Публикуващи възли: 0 от 1' }).last();
    expect(await publication.innerText())
      .to.contain('Токенът е заключен')
      .and.contain('token_not_active')
      .and.contain('важеше до');
  });

  it('has the first steps of the set-up, until the first security server has joined', async () => {
    const servers = { total: 0, seen_within_2_minutes: 0, seen_within_10_minutes: 0, seen_longer_ago: 0, unknown: 0 };
    await told(page, { servers });
    const steps = page.locator('section', { has: page.locator('[data-first-steps]') });
    expect(await steps.innerText()).to.match(/Готови стъпки: \d от 8\. Следва: /);
    await steps.getByRole('link', { name: 'Към стъпките' }).click();
    await heading('Първи стъпки');
    await page.goto(`${country.origin}/`);
    await heading('Мрежата работи.');
    expect(await page.locator('[data-first-steps]').count()).to.equal(0);
  });

  it('leads from each figure to what it counts', async () => {
    await page.locator('[data-figure="/expiring"] a').click();
    await heading('Изтичащи сертификати');
    await page.getByText('Намерени').waitFor();
    await page.goBack();
    const unknown = page.locator('[data-figure="/servers?seen=unknown"]');
    const count = await unknown.locator('dd').innerText();
    await unknown.locator('a').click();
    await page.getByText(`Намерени: ${count}`).waitFor();
    const rows = page.locator('tbody tr').filter({ has: page.locator('[data-state=unknown]') });
    expect(await rows.count()).to.equal(Number(count));
    await page.goBack();
    await page.locator('[data-figure="/members"] a').click();
    await heading('Участници');
  });
});

/** Home as the server would tell it with these values. */
async function told(page: Page, values: Readonly<Record<string, unknown>>): Promise<void> {
  const address = '**/api/v1/drum/overview';
  await page.route(address, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), ...values } });
  });
  await page.goto(`${new URL(page.url()).origin}/`);
  await page.locator('h1[data-state]').waitFor();
  await page.unroute(address);
}

async function see(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(`(() => {
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  })()`);
}
