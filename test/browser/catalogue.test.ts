import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('The catalogue at the screens', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    const basis = { act: 'Закон за гражданската регистрация', article: 'чл. 106', text: 'x', valid_from: '1999-07-31' };
    await country.officer.api('POST', '/drum/legal-bases', { id: 'browser-106', ...basis });
    page = await country.open('/catalogue?q=население', 'officer');
  });
  after(() => page.context().close());

  const said = (text: string) => page.locator('[role=status]', { hasText: text }).waitFor();

  it('is searched, and shows a service with its availability as bars and as a table', async () => {
    await page.getByText('Намерени: 1').waitFor();
    await page.getByRole('link', { name: 'Население', exact: true }).click();
    await page.locator('h1', { hasText: 'Население' }).waitFor();
    expect(await page.locator('svg[role=img] rect').count()).to.be.greaterThan(28);
    await page.getByText('Като таблица').click();
    expect(await page.locator('details tbody tr').count()).to.equal(30);
    await page.getByText('POST /person-data').waitFor();
  });

  it('takes the integrator’s words and legal bases', async () => {
    await page.getByRole('button', { name: 'Промяна на описанието' }).click();
    await page.locator('h1', { hasText: 'Промяна на описанието на „Население“' }).waitFor();
    await page.getByLabel('Описание на български').fill('Справка за лице');
    await page.getByLabel('Търсене на основание').fill('browser-1');
    await page.getByLabel('browser-106').check();
    const placeholder = await page.getByLabel('Описание на български').getAttribute('placeholder');
    expect(placeholder).to.have.length.greaterThan(0);
    await page.getByRole('button', { name: 'Запазване на описанието' }).click();
    await said('Описанието е запазено');
    await page.getByText('Справка за лице').waitFor();
    await page.getByText('Закон за гражданската регистрация, чл. 106').waitFor();
    await page.goto(`${country.origin}/catalogue?basis=browser-106`);
    await page.getByText('Намерени: 1').waitFor();
  });

  it('is shown to everybody after a question that says what they will see', async () => {
    await page.getByRole('button', { name: 'Публикуване на каталога' }).click();
    await page.getByText('без да влиза').waitFor();
    await page.locator('[role=dialog]').getByRole('button', { name: 'Публикуване на каталога' }).click();
    await said('Каталогът е публичен');
    expect((await country.officer.api('GET', '/drum/catalogue/settings')).body).to.deep.include({ public: true });
    await page.getByRole('button', { name: 'Скриване на каталога' }).click();
    await page.locator('[role=dialog]').getByRole('button', { name: 'Скриване на каталога' }).click();
    await said('Каталогът е скрит');
  });
});
