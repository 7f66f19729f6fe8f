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

  it('leads from each figure to what it counts', async () => {
    await page.locator('[data-figure="/expiring"] a').click();
    await heading('Изтичащи сертификати');
    await page.getByText('Намерени').waitFor();
    await page.goBack();
    const unknown = page.locator('[data-figure="/servers?seen=unknown"]');
    const count = await unknown.locator('dd').innerText();
    await unknown.locator('a').click();
    await page.getByText(`Намерени ${count}`).waitFor();
    const rows = page.locator('tbody tr').filter({ has: page.locator('[data-state=unknown]') });
    expect(await rows.count()).to.equal(Number(count));
    await page.goBack();
    await page.locator('[data-figure="/members"] a').click();
    await heading('Участници');
  });
});

async function see(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(`(() => {
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  })()`);
}
