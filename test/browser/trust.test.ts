import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';
import { rootFile } from './trust-services.ts';

describe('The screens of trust', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/trust/authorities', 'officer');
  });
  after(() => page.context().close());

  const send = () => page.locator('button[type=submit]').click();

  it('add an authority in steps, with a reason where a check fails, and its responder', async () => {
    await page.getByRole('link', { name: 'Добавяне на удостоверяващ орган' }).click();
    await page.locator('h1', { hasText: 'Нов удостоверяващ орган' }).waitFor();
    await send();
    await page.getByText('Изберете файл').waitFor();
    await page.locator('input[type=file]').setInputFiles(rootFile);
    await send();
    await page.getByLabel('само автентикация').check();
    await send();
    await page.getByLabel('Адрес на OCSP услугата').fill('http://127.0.0.1:1/ocsp');
    // Back keeps what was chosen.
    await page.goBack();
    expect(await page.getByLabel('само автентикация').isChecked()).to.equal(true);
    await send();
    await send();
    await page.getByText('http://127.0.0.1:1/ocsp').waitFor();
    await send();
    const reason = page.getByLabel('Защо се приема');
    await reason.waitFor();
    await send();
    await page.getByText('Полето е задължително').waitFor();
    await reason.fill('Услугата отваря в понеделник');
    await send();
    await page.locator('h1', { hasText: 'B-Trust Root Qualified CA' }).waitFor();
    const id = page.url().split('/').at(-1) ?? '';
    const service = (await country.officer.api('GET', `/certification-services/${id}`)).body;
    expect(service).to.deep.include({ tls_auth: true, default_csr_format: 'DER' });
    const responders = (await country.officer.api('GET', `/certification-services/${id}/ocsp-responders`)).body;
    expect((responders as { url: string }[]).map(({ url }) => url)).to.deep.equal(['http://127.0.0.1:1/ocsp']);
    const kept = await country.central.repository.reader.selectFrom('audit_event').select('data').execute();
    expect(kept.some(({ data }) => data.includes('Услугата отваря в понеделник'))).to.equal(true);
  });

  it('say what is lost with an authority, and delete it', async () => {
    await page.getByRole('button', { name: 'Още' }).click();
    await page.getByRole('menuitem', { name: 'Изтриване' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 OCSP услуга').waitFor();
    await dialog.getByRole('textbox').fill('B-Trust Root Qualified CA');
    await dialog.getByRole('button', { name: 'Изтриване на органа' }).click();
    await page.locator('h1', { hasText: 'Удостоверяващи органи' }).waitFor();
    expect(await page.getByText('B-Trust Root Qualified CA').count()).to.equal(0);
  });
});
