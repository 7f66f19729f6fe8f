import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { fingerprintOf } from '#central-server/backup/signing.ts';
import { PASSWORD, type Operator } from '../central-server/admin-api/administered.ts';
import { addKey, EmptyServer, initial, PIN } from '../central-server/admin-api/empty-server.ts';
import { until } from '../country/poll.ts';
import { temporaryFolders } from '../temporary.ts';
import { NARROW_PX, settled, type BrowsedCountry } from './country.ts';
import { judgeText, readyForAxe, violations } from './judged.ts';
import { browsedCountry } from './shared.ts';

const NAME = 'Агенция по вписванията';

/** A machine is gone; a new one stands in its place, with a backup of it. */
describe('A backup on an empty server, by its screens', function () {
  this.timeout(90_000);
  const folders = temporaryFolders();
  let country: BrowsedCountry;
  let machine: EmptyServer;
  let operator: Operator;
  let page: Page;
  /** Of the server that is gone. */
  let address: string;
  let anchor: string;
  let backup: Buffer;
  let signer: string;
  before(async () => {
    country = await browsedCountry();
    const gone = await EmptyServer.write(folders());
    await gone.start();
    await lived(gone);
    await gone.end();
    machine = await EmptyServer.write(folders(), { port: gone.port });
    await machine.start();
    operator = await machine.operator('first');
    page = await country.openElsewhere('/', { origin: machine.origin, operator });
  });
  after(async () => {
    await page.context().close();
    await machine.end();
  });

  const choose = (content: Buffer, on = page) =>
    on
      .locator('input[type=file]')
      .setInputFiles({ name: 'conf_backup.drum', mimeType: 'application/octet-stream', buffer: content });
  const restore = () => page.getByRole('button', { name: 'Възстановяване', exact: true });
  const judged = async (on = page, language: 'bg' | 'en' = 'bg'): Promise<void> => {
    const found: string[] = [];
    await readyForAxe(on);
    found.push(...(await violations(on)));
    await judgeText(on, language, (what) => void found.push(what));
    expect(found).to.deep.equal([]);
  };

  it('is offered beside the creation of a network, and is reached by keyboard', async () => {
    await page.locator('h1', { hasText: 'Първи стъпки' }).waitFor();
    await judged();
    await page.getByRole('link', { name: 'Възстановяване от резервно копие' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Възстановяване от резервно копие' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/setup/restore');
    await restore().click();
    await page.getByText('Изберете файл').first().waitFor();
    await judged();
  });

  it('says what is wrong with a file', async () => {
    const damaged = Buffer.from(backup);
    damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 1, damaged.length >> 1);
    await choose(damaged);
    await page.locator('[data-problem=backup_not_trusted]').waitFor();
    await choose(Buffer.alloc(10_000_001));
    await page.getByRole('alert').getByText('drum backup restore').waitFor();
    await page.locator('[data-problem]').waitFor({ state: 'detached' });
  });

  it('is told before anything is done, in both languages and narrow too', async () => {
    await choose(backup);
    const shown = page.locator(`[data-fingerprint='${signer.toUpperCase()}']`);
    await shown.waitFor();
    await page.getByText('веригата е цяла').waitFor();
    await judged();
    for (const [language, words] of [
      ['bg', 'веригата е цяла'],
      ['en', 'the chain holds'],
    ] as const) {
      const narrow = await country.openElsewhere('/setup/restore', {
        ...{ origin: machine.origin, operator, language, width: NARROW_PX },
      });
      await choose(backup, narrow);
      await narrow.getByText(words).waitFor();
      await judged(narrow, language);
      await narrow.context().close();
    }
  });

  it('is restored once its fingerprint is compared, under the right PIN alone', async () => {
    await page.getByLabel('ПИН на стария токен').fill('Wrong1234');
    await restore().click();
    await page.getByText('Първо сравнете отпечатъка.').waitFor();
    await page.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await restore().click();
    await page.locator('[data-problem=pin_incorrect]').waitFor();
    await judged();
    await page.getByRole('button', { name: 'API', exact: true }).click();
    const called = await page.getByRole('dialog').innerText();
    expect(called).to.include('/drum/restoration').and.include(signer).and.include('$PIN').and.not.include('Wrong1234');
    await page.keyboard.press('Escape');
    await page.getByLabel('ПИН на стария токен').fill(PIN);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Вход' }).waitFor();
    await page.getByText('Възстановено. Влезте отново').waitFor();
  });

  it('makes the server the old one: its users sign in, its members are there, and the old anchor holds', async () => {
    await page.locator('input[autocomplete=username]').fill('integrator');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('nav').first().waitFor();
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto(`${machine.origin}/members`);
    await settled(page);
    await page.getByText(NAME).first().waitFor();
    await until('it is published', async () => (await fetch(`http://${address}/internalconf?version=6`)).ok);
    expect((await machine.configuration(anchor, folders())).instance).to.equal('DEV');
    await page.goto(`${machine.origin}/setup/restore`);
    await page.waitForURL((url) => url.pathname === '/');
  });

  /** What the server that is gone had, and left. */
  async function lived(gone: EmptyServer): Promise<void> {
    ({ address } = gone);
    const integrator = await gone.operator('integrator');
    await integrator.api('POST', '/initialization', initial(address));
    for (const source of ['INTERNAL', 'EXTERNAL']) await addKey(integrator, source, 'first');
    await integrator.api('POST', '/member-classes', { code: 'GOV', description: 'Държавни органи' });
    await integrator.api('POST', '/members', {
      ...{ member_id: { member_class: 'GOV', member_code: '131134023' }, member_name: NAME },
    });
    await until('it is published', async () => (await gone.published()) === 200);
    anchor = String((await integrator.api('GET', '/configuration-sources/INTERNAL/anchor/download')).body);
    const { filename } = (await integrator.api('POST', '/backups')).body as { filename: string };
    backup = (await integrator.raw(`/api/v1/backups/${filename}/download`)).bytes;
    signer = fingerprintOf(createPublicKey(readFileSync(join(gone.home, 'data', 'backup-signing-key.pem'))));
  }
});
