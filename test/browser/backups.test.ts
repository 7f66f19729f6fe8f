import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { PASSWORD } from '../central-server/admin-api/administered.ts';
import { temporaryFolders } from '../temporary.ts';
import { BrowsedCountry } from './country.ts';

describe('Backups at the screens', function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  // Of its own: what is restored ends the sessions of all others.
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await BrowsedCountry.start(folders());
    page = await country.open('/settings/backups', 'officer');
  });
  after(() => country.stop());

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const row = () => page.locator('[data-row^=conf_backup_]');
  const act = async (name: string) => {
    await row().locator('[aria-haspopup=menu]').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };

  it('make one, hand it out, and take it back only over one of the same name where that is wanted', async () => {
    await page.locator('[data-empty=first]').waitFor();
    await button('Създаване на копие').click();
    await row().waitFor();
    expect(await row().locator('time').getAttribute('datetime')).to.match(/^\d{4}-/);
    await row()
      .getByText(/^\d+ КБ$/)
      .waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), button('Изтегляне').click()]);
    expect(await row().innerText()).to.contain(file.suggestedFilename());
    await button('Качване на копие').click();
    await page.getByLabel('Файл', { exact: true }).setInputFiles({
      ...{ name: file.suggestedFilename(), mimeType: 'application/octet-stream' },
      buffer: readFileSync(await file.path()),
    });
    await page.locator('[role=dialog] button[type=submit]').click();
    await page.locator('[data-problem=warnings_detected]').waitFor();
    await page.getByLabel('Замяна на файла със същото име').check();
    await page.locator('[role=dialog] button[type=submit]').click();
    await page.getByText('Копието е качено').waitFor();
  });

  it('restore one after its time is typed, and ask for a new sign-in', async () => {
    await country.addMember('GOV', '131134023', 'Агенция по вписванията');
    const name = (await row().getAttribute('data-row')) ?? '';
    await act('Възстановяване');
    const restore = page.locator('[role=dialog] button', { hasText: 'Възстановяване' });
    expect(await restore.isDisabled()).to.equal(true);
    await page.locator('[role=dialog] input').fill(/\d{8}-\d{6}/.exec(name)?.[0] ?? '');
    await restore.click();
    await page.locator('h1', { hasText: 'Вход' }).waitFor();
    await page.getByText('Възстановено. Влезте отново').waitFor();
    await page.locator('input[autocomplete=username]').fill('officer');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await row().waitFor();
    await country.officer.logIn('officer', PASSWORD);
    expect((await country.officer.api('GET', '/members/TEST:GOV:131134023')).status).to.equal(404);
  });

  it('delete one', async () => {
    await act('Изтриване');
    await button('Изтриване на копието').click();
    await page.locator('[data-empty=first]').waitFor();
  });
});
