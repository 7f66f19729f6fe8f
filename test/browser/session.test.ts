import { expect } from 'chai';
import { FIRST_PASSWORD } from '../central-server/admin-api/administered.ts';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

describe('Signing in at the screens', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  before(async () => {
    country = await browsedCountry();
  });

  it('tells a refusal in four parts, keeps what was typed, and lets the right password in', async () => {
    await country.signedIn('petrova');
    const page = await country.open('/members?q=Габрово');
    await page.locator('input[autocomplete=username]').fill('petrova');
    await page.locator('input[type=password]').fill('wrong');
    await page.keyboard.press('Enter');
    const problem = page.locator('[data-problem=log_in_failed]');
    await problem.waitFor();
    expect(await problem.locator('dt').allInnerTexts()).to.deep.equal([
      ...['Къде е проблемът', 'Следваща стъпка', 'Код', 'Номер за проследяване'],
    ]);
    expect(await problem.locator('dd').last().innerText()).to.match(/^[0-9a-f-]{36}/);
    expect(await page.locator('input[autocomplete=username]').inputValue()).to.equal('petrova');
    await page.locator('input[type=password]').fill('four words nobody guesses');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Участници' }).waitFor();
    // Where one wanted to go is where one is.
    expect(decodeURIComponent(page.url())).to.equal(`${country.origin}/members?q=Габрово`);
    await page.context().close();
  });

  it('has the first password changed before anything else', async () => {
    await country.central.addUser('novak');
    const page = await country.open('/members');
    await page.locator('input[autocomplete=username]').fill('novak');
    await page.locator('input[type=password]').fill(FIRST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Смяна на първата парола' }).waitFor();
    await page.locator('input[autocomplete=current-password]').fill(FIRST_PASSWORD);
    const fresh = page.locator('input[autocomplete=new-password]');
    await fresh.first().fill('quiet rivers run deep');
    await fresh.last().fill('quiet rivers run dry');
    await page.locator('button[type=submit]').click();
    await page.getByText('Двете нови пароли се различават.').waitFor();
    await fresh.last().fill('quiet rivers run deep');
    await page.locator('button[type=submit]').click();
    await page.locator('h1', { hasText: 'Участници' }).waitFor();
    await page.context().close();
  });

  it('stands on top when the session is over, and what was typed is there afterwards', async () => {
    await country.signedIn('georgiev');
    const page = await country.open('/members/new', 'georgiev');
    await page.locator('input').first().fill('Регионална библиотека');
    await page.locator('select').selectOption('GOV');
    await page.locator('[data-kind=member]').fill('000320872');
    await page.context().clearCookies();
    await page.keyboard.press('Control+Enter');
    await page.locator('h1', { hasText: 'Вход' }).waitFor();
    await page.locator('input[type=password]').fill('four words nobody guesses');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Вход' }).waitFor({ state: 'detached' });
    expect(await page.locator('[data-kind=member]').inputValue()).to.equal('000320872');
    expect(await page.locator('input').first().inputValue()).to.equal('Регионална библиотека');
    await page.locator('main button[type=submit]').click();
    await page.locator('h1', { hasText: 'Регионална библиотека' }).waitFor();
    await page.context().close();
  });

  it('shows nobody a button that would be refused, and says which role a screen is for', async () => {
    await country.signedIn('admin', ['XROAD_SYSTEM_ADMINISTRATOR']);
    const page = await country.open('/members', 'admin');
    await page.locator('[data-empty=no-right]').waitFor();
    expect(await page.locator('[data-empty=no-right]').innerText()).to.contain('отговорник по регистрацията');
    expect(await page.locator('nav').first().innerText()).not.to.contain('Участници');
    await page.context().close();
    await country.signedIn('security', ['XROAD_SECURITY_OFFICER']);
    const classes = await country.open('/settings/classes', 'security');
    expect(await classes.locator('h1').innerText()).to.equal('Класове участници');
    expect(await classes.getByText('Добавяне на клас').count()).to.equal(1);
    await classes.context().close();
    await country.signedIn('registrar', ['XROAD_REGISTRATION_OFFICER']);
    const reading = await country.open('/settings/classes', 'registrar');
    expect(await reading.getByText('Добавяне на клас').count()).to.equal(0);
    expect(await reading.locator('main [aria-haspopup=menu]').count()).to.equal(0);
    await reading.context().close();
  });
});
