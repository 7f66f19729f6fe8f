import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { NARROW_PX, settled, type BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('The screens on a phone', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/members', 'officer', { width: NARROW_PX });
  });
  after(() => page.context().close());

  const goTo = async (path: string): Promise<void> => {
    await page.goto(country.origin + path);
    await settled(page);
  };
  const button = (name: string) => page.getByRole('button', { name });

  it('name the network beside the server', async () => {
    expect(await page.locator('header').getByText('мрежа TEST').isVisible()).to.equal(true);
  });

  it('order a list by a choice, and no head of a table is there to be focused', async () => {
    await page.getByLabel('Подреждане').selectOption({ label: 'Код, низходящо' });
    await page.waitForURL(/sort=-client_id.member_code/);
    await settled(page);
    expect(await page.locator('thead').isVisible()).to.equal(false);
    const places = await page
      .locator('[data-row-link]')
      .evaluateAll((links) =>
        (links as { getBoundingClientRect(): { top: number } }[]).map((link) => link.getBoundingClientRect().top),
      );
    expect(places).not.to.have.length(0);
  });

  it('name nothing of a card that is not there', async () => {
    await goTo('/audit?event=Log+in+user');
    const card = page.locator('tbody tr').first();
    expect(await card.locator('td[data-label="Кой"]').isVisible()).to.equal(true);
    expect(await card.locator('td[data-label="Върху какво"]').isVisible()).to.equal(false);
  });

  it('fold the filters, and say how many are set', async () => {
    await goTo('/catalogue');
    const filter = page.getByLabel('Достъпност').or(page.getByLabel('Клас')).first();
    expect(await filter.isVisible()).to.equal(false);
    await button('Филтри').click();
    await filter.waitFor({ state: 'visible' });
    await goTo('/members?class=MUN');
    await button('Филтри (1)').waitFor();
    await button('Филтри (1)').click();
    expect(await page.getByLabel('Клас').inputValue()).to.equal('MUN');
  });

  it('keep tabs in one row, which shows the chosen one', async () => {
    await goTo('/members/TEST:GOV:831661388/history');
    const box = await page.locator('main nav').boundingBox();
    expect(box?.height).to.be.lessThan(60);
    const chosen = await page.locator('main nav [aria-current=page]').boundingBox();
    expect(chosen).not.to.equal(null);
    expect((chosen?.x ?? 0) + (chosen?.width ?? 0)).to.be.at.most(NARROW_PX);
  });

  it('order the buttons of forms and questions alike: the act, the way out, the call', async () => {
    const namesOf = async () => page.getByRole('dialog').locator('[data-acts] button').allInnerTexts();
    await goTo('/groups');
    await page.locator('main .MuiButton-contained').click();
    expect((await namesOf()).slice(1)).to.deep.equal(['Отказ', 'API']);
    await page.keyboard.press('Escape');
    await goTo('/settings/users');
    await page.locator('[data-row=officer] [aria-haspopup=menu]').click();
    expect(await page.locator('[role=menu] > li').first().innerText()).to.equal('officer');
    await page.getByRole('menuitem', { name: 'Нова първа парола' }).click();
    expect((await namesOf()).slice(1)).to.deep.equal(['Отказ', 'API']);
    await page.keyboard.press('Escape');
  });

  it('offer each act of an empty list once', async () => {
    await goTo('/config/federation');
    await page.locator('[data-empty=first]').waitFor();
    expect(await page.locator('main .MuiButton-contained').count()).to.equal(1);
    await goTo('/members?q=nowhere');
    expect(await button('Изчистване на филтрите').count()).to.equal(1);
  });
});
