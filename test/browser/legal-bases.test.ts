import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('The screens of legal bases', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/legal-bases/new', 'officer');
  });
  after(() => page.context().close());

  it('add one, after its rules are told, give it an end and find it by the day', async () => {
    await page.locator('[data-kind=legal-basis]').fill('ЗЕУ 2');
    await page.locator('button[type=submit]').click();
    await page.getByText('От 1 до 64 малки латински букви').waitFor();
    await page.locator('[data-kind=legal-basis]').fill('zeu-2');
    await page.getByLabel('Нормативен акт').fill('Закон за електронното управление');
    await page.getByLabel('Разпоредба').fill('чл. 2');
    await page.getByLabel('Текст').fill('Административните органи не изискват повторно данни.');
    const first = page.getByRole('textbox', { name: 'Първи ден в сила' });
    await first.fill('31.06.2008');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Няма такава дата').waitFor();
    await first.fill('13.6.2008');
    await first.press('Tab');
    expect(await first.inputValue()).to.equal('13.06.2008');
    await page.keyboard.press('Control+Enter');
    await page.locator('h1', { hasText: 'Закон за електронното управление, чл. 2' }).waitFor();
    await page.getByRole('button', { name: 'Още' }).click();
    await page.getByRole('menuitem', { name: 'Определяне на край' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Последен ден в сила' }).fill('01.01.2020');
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('[data-state=stopped]', { hasText: 'отпаднало' }).waitFor();
    const shown = (await country.officer.api('GET', '/drum/legal-bases/zeu-2')).body;
    expect(shown).to.deep.include({ valid_from: '2008-06-13', valid_to: '2020-01-01' });
    await page.goto(`${country.origin}/legal-bases?q=zeu-2&on=2019-05-05`);
    await page.getByText('Намерени: 1').waitFor();
    await page.getByRole('textbox', { name: 'В сила на' }).fill('05.05.2021');
    await page.getByText('Намерени: 0').waitFor();
  });
});
