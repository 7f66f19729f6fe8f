import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Operator } from '../central-server/admin-api/administered.ts';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('Two who edit the same thing', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  let other: Operator;
  before(async () => {
    country = await browsedCountry();
    other = await country.signedIn('second-editor');
    page = await country.open('/members/TEST:MUN:000100021', 'officer');
  });
  after(() => page.context().close());

  const conflict = () => page.locator('[data-problem=changed_meanwhile]');

  it('see both versions, lose nothing, and save theirs all the same or let it be', async () => {
    const [path, name] = ['/members/TEST:MUN:000100021', () => page.getByRole('dialog').getByRole('textbox')];
    await page.getByRole('button', { name: 'Преименуване' }).click();
    await name().fill('Моето име');
    expect((await other.api('PATCH', path, { member_name: 'Чуждото име' })).status).to.equal(200);
    await page.getByRole('button', { name: 'Запазване' }).click();
    await conflict().waitFor();
    expect([await conflict().locator('del').innerText(), await conflict().locator('ins').innerText()]).to.deep.equal([
      ...['Чуждото име', 'Моето име'],
    ]);
    expect(await name().inputValue()).to.equal('Моето име');
    const now = async () => ((await other.api('GET', path)).body as { member_name: string }).member_name;
    expect(await now()).to.equal('Чуждото име');
    // A third change in between is a conflict again.
    await other.api('PATCH', path, { member_name: 'Пак чуждо' });
    await page.getByRole('button', { name: 'Запазване въпреки това' }).click();
    await conflict().locator('del', { hasText: 'Пак чуждо' }).waitFor();
    await page.getByRole('button', { name: 'Запазване въпреки това' }).click();
    await page.locator('h1', { hasText: 'Моето име' }).waitFor();
    expect(await now()).to.equal('Моето име');
  });

  it('are told where only a list shows it, too', async () => {
    const path = '/subsystems/TEST:GOV:831661388:grao-eservices';
    await page.goto(`${country.origin}/members/TEST:GOV:831661388`);
    const row = page.locator('[data-row$=grao-eservices]');
    await row.locator('[aria-haspopup=menu]').click();
    await page.getByRole('menuitem', { name: 'Преименуване' }).click();
    const name = page.getByRole('dialog').getByRole('textbox');
    await name.fill('Услуги по интернет');
    expect((await other.api('PATCH', path, { subsystem_name: 'Електронни услуги на ГРАО' })).status).to.equal(200);
    await page.getByRole('button', { name: 'Запазване' }).click();
    await conflict().locator('del', { hasText: 'Електронни услуги на ГРАО' }).waitFor();
    await page.getByRole('button', { name: 'Отказ', exact: true }).click();
    await conflict().waitFor({ state: 'detached' });
    const { body } = await other.api('GET', `/drum${path}`);
    expect(body).to.deep.include({ subsystem_name: 'Електронни услуги на ГРАО' });
  });

  it('may save over what the other has made of a legal basis', async () => {
    const basis = {
      act: 'Закон за адвокатурата',
      article: 'чл. 1',
      text: 'Адвокатурата е свободна.',
      valid_from: '2004-06-25',
    };
    const path = '/drum/legal-bases/zadv-1';
    expect((await other.api('POST', '/drum/legal-bases', { id: 'zadv-1', ...basis })).status).to.equal(201);
    await page.goto(`${country.origin}/legal-bases/basis/zadv-1/edit`);
    await page.getByLabel('Разпоредба').fill('чл. 2');
    expect((await other.api('PUT', path, { ...basis, article: 'чл. 3' })).status).to.equal(200);
    await page.getByRole('button', { name: 'Запазване' }).click();
    await conflict().locator('dt', { hasText: 'Разпоредба' }).waitFor();
    expect([await conflict().count(), await conflict().locator('del').innerText()]).to.deep.equal([1, 'чл. 3']);
    await page.getByRole('button', { name: 'Запазване въпреки това' }).click();
    await page.locator('h1', { hasText: 'Закон за адвокатурата, чл. 2' }).waitFor();
  });
});
