import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { settled, type BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('Lists of the screens', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/members', 'officer');
  });
  after(() => page.context().close());

  const rows = async (): Promise<string[]> => page.locator('tbody tr td:first-child').allInnerTexts();
  const parameters = (): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);

  it('are in one place of the rail, also those that stand within another', async () => {
    const current = async (path: string): Promise<string[]> => {
      await page.goto(country.origin + path);
      await page.locator('h1').first().waitFor();
      return page.locator('nav [aria-current=page]').allInnerTexts();
    };
    expect(await current('/config/federation')).to.deep.equal(['Федерация']);
    expect(await current('/config/parts'))
      .to.include('Конфигурация')
      .and.not.include('Федерация');
    expect(await current('/expiring')).to.deep.equal(['Начало']);
    await page.goto(`${country.origin}/members`);
    await page.locator('h1').first().waitFor();
  });

  it('keep search, filter, order and page in the address, which finds the same rows again', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('община');
    await page.waitForURL((url) => url.searchParams.get('q') === 'община');
    await page.getByLabel('Клас').selectOption('MUN');
    await page.getByRole('button', { name: 'Код' }).click();
    await page.getByRole('button', { name: 'Код' }).click();
    await page.getByLabel('Страница 2').click();
    await page.getByText('Община Айтос 1', { exact: true }).waitFor();
    expect(parameters()).to.deep.equal({ q: 'община', class: 'MUN', sort: '-client_id.member_code', page: '2' });
    const before = await rows();
    expect(before).not.to.have.length(0);
    await page.reload();
    await settled(page);
    await page.getByText('Община Айтос 1', { exact: true }).waitFor();
    expect(await rows()).to.deep.equal(before);
  });

  it('find the row that was opened when one goes back', async () => {
    await page.getByText('Община Айтос 1', { exact: true }).click();
    await page.locator('h1', { hasText: 'Община Айтос 1' }).waitFor();
    await page.goBack();
    await page.locator('h1', { hasText: 'Участници' }).waitFor();
    await page.locator('[data-row-link]:focus').waitFor();
    expect(await page.locator('[data-row-link]:focus').innerText()).to.equal('Община Айтос 1');
  });

  it('are what one comes back to from what is not there; asking for it again is not offered', async () => {
    await page.goto(`${country.origin}/servers/TEST:GOV:831661388:nowhere/certificates`);
    const problem = page.locator('[data-problem]');
    await problem.waitFor();
    expect(await problem.getByRole('button', { name: 'Повторен опит' }).count()).to.equal(0);
    await problem.getByRole('link', { name: 'Към списъка' }).click();
    await page.locator('h1', { hasText: 'Сървъри' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/servers');
    await page.goto(`${country.origin}/members`);
    await page.locator('h1', { hasText: 'Участници' }).waitFor();
  });

  it('are walked by j and k, and left by g and a letter', async () => {
    await page.goto(`${country.origin}/groups`);
    await page.getByText('municipalities').waitFor();
    await page.keyboard.press('j');
    expect(await page.locator('[data-row-link]:focus').innerText()).to.equal('Всички общини');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Всички общини' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.locator('h1', { hasText: 'Сървъри' }).waitFor();
  });

  it('teach what they hold where they are empty, and offer clearing where they are filtered', async () => {
    await page.goto(`${country.origin}/members/TEST:MUN:000100009`);
    const first = page.locator('[data-empty=first]');
    await first.waitFor();
    await first.getByRole('button').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${country.origin}/members?q=nowhere`);
    await page.locator('[data-empty=filtered]').getByRole('button').click();
    await page.locator('[data-row-link]').first().waitFor();
    expect(parameters()).to.deep.equal({});
  });

  it('are saved as CSV, all that is found', async () => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const lines = (await (await (await saved).createReadStream()).toArray()).join('').split('\r\n');
    const found = (await country.officer.api('GET', '/clients?client_type=MEMBER')).body;
    const { paging_metadata: paging } = found as { paging_metadata: { total_items: number } };
    expect(lines).to.have.length(paging.total_items + 1);
    expect(lines[0]).to.equal('\ufeff"Име","Клас","Код","Подсистеми","Сървъри"');
  });

  it('stand on one page without meddling with each other', async () => {
    await page.goto(`${country.origin}/members/TEST:GOV:831661388/servers`);
    const [own, used] = [page.locator('section').first(), page.locator('section').last()];
    await own.getByRole('button', { name: 'Код' }).click();
    await own.locator('[aria-sort=descending]').waitFor();
    expect(parameters()).to.deep.equal({ 'owned-sort': '-code' });
    expect(await used.locator('[aria-sort=ascending]').count()).to.equal(1);
  });

  it('write times absolutely, with UTC beside them', async () => {
    await page.goto(`${country.origin}/servers/TEST:GOV:831661388:grao-1`);
    const times = page.locator('time');
    await times.first().waitFor();
    for (const time of await times.all()) {
      expect(await time.innerText()).to.match(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d/);
      expect(await time.getAttribute('datetime')).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
      expect(await time.getAttribute('title')).to.match(/ UTC$/);
    }
  });
});
