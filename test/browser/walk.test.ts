import { expect } from 'chai';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { Page } from 'playwright-core';
import type { RunningAuthority } from '#certs/authority/program.ts';
import type { Certificate } from '#certs/certificate.ts';
import { certificateRequest } from '#certs/csr.ts';
import { toPem } from '#certs/pem.ts';
import { systemClock } from '#config/clock.ts';
import { PASSWORD, type Operator } from '../central-server/admin-api/administered.ts';
import { EmptyServer, PIN } from '../central-server/admin-api/empty-server.ts';
import { until } from '../country/poll.ts';
import { startTestAuthority } from '../running-authority.ts';
import { signingKey } from '#certs/signing-key.ts';
import { temporaryFolders } from '../temporary.ts';
import type { BrowsedCountry } from './country.ts';
import { judgeText, readyForAxe, violations } from './judged.ts';
import { browsedCountry } from './shared.ts';

const SERVER = 'BG:GOV:180680495:ss1';
const SERVER_ADDRESS = '127.0.0.7';
const OWNER = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '180680495' } as const;

const PARAMETERS = { 'center.configuration-generation-interval': 1 };

/** One walk by the screens: from an empty server to the same one on another machine. */
describe('The life of a central server, by its screens', function () {
  this.timeout(90_000);
  let country: BrowsedCountry;
  let authority: RunningAuthority;
  let central: EmptyServer;
  let operator: Operator;
  let page: Page;
  /** What the integrator has taken along: the backup, and the fingerprint of what signs backups. */
  let backup: Buffer;
  let signer: string;
  let anchor: string;
  before(async () => {
    country = await browsedCountry();
    authority = await startTestAuthority(folders(), { clock: systemClock, intermediate: false });
    central = await EmptyServer.write(folders(), { parameters: PARAMETERS });
    await central.start();
    operator = await central.operator('integrator');
    page = await country.openElsewhere('/members', { origin: central.origin, operator });
  });
  after(async () => {
    await page.context().close();
    await central.end();
    await authority.stop();
  });
  // After what stops those that write in them.
  const folders = temporaryFolders();

  const step = (name: string, place = 'done') => page.locator(`[data-step=${name}][data-place=${place}]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const submit = () => page.locator('main button[type=submit]').click();
  const said = (text: string) => page.locator('[role=status]', { hasText: text }).waitFor();
  const judged = async (): Promise<void> => {
    const found: string[] = [];
    await readyForAxe(page);
    found.push(...(await violations(page)));
    await judgeText(page, 'bg', (what) => void found.push(what));
    expect(found).to.deep.equal([]);
  };
  const goTo = async (path: string): Promise<void> => {
    await page.goto(central.origin + path);
  };

  it('leads every screen to its set-up while nothing is set up, and refuses two PINs that differ', async () => {
    await page.locator('h1', { hasText: 'Първи стъпки' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/setup');
    await page.locator('[data-kind=instance]').fill('BG');
    expect(await page.getByLabel('Адрес на сървъра').inputValue()).to.equal('127.0.0.1');
    await page.getByLabel('Адрес на сървъра').fill(central.address);
    await page.getByLabel('ПИН на токена').fill(PIN);
    await page.getByLabel('ПИН още веднъж').fill('other');
    await button('Създаване на мрежата').click();
    await page.getByText('Двата ПИН кода се различават').waitFor();
    await judged();
  });

  it('is set up with three answers: classes and both keys are made by themselves', async () => {
    await page.getByLabel('ПИН още веднъж').fill(PIN);
    await button('Създаване на мрежата').click();
    await step('prepared').waitFor();
    await step('authority', 'next').waitFor();
    await step('publication').waitFor();
    const classes = (await operator.api('GET', '/member-classes')).body as { code: string }[];
    expect(classes.map(({ code }) => code)).to.have.members(['GOV', 'MUN', 'COM']);
    expect(await central.published()).to.equal(200);
    await judged();
  });

  it('goes on with the member that manages the network', async () => {
    const form = step('member', 'later');
    await form.getByLabel('Име').fill('Министерство на електронното управление');
    await form.locator('[data-kind=member]').fill('180680495');
    await button('Добавяне на участника').click();
    await step('member').waitFor();
    const { body } = await operator.api('GET', '/management-services-configuration');
    expect(body).to.include({ service_provider_id: 'SUBSYSTEM:BG:GOV:180680495:management' });
  });

  it('with an authority whose OCSP service answers as it should', async () => {
    await step('authority', 'next').getByRole('link').click();
    await page.getByRole('link', { name: 'Добавяне на удостоверяващ орган' }).first().click();
    await page.locator('input[type=file]').setInputFiles(fileOf('ca.pem', authority.authority.root.certificate));
    await submit();
    await page.getByLabel('подпис и автентикация').check();
    await submit();
    await page.getByLabel('Адрес на OCSP услугата').fill(authority.urls.ocsp);
    await page
      .locator('input[type=file]')
      .setInputFiles(fileOf('ocsp.pem', authority.authority.root.responder.certificate));
    await submit();
    // The first sending checks; nothing has failed, so that nobody must say why it is accepted.
    await submit();
    await page.getByText('Отговор на услугата').waitFor();
    expect(await page.getByLabel('Защо се приема').count()).to.equal(0);
    await judged();
    await submit();
    await said('Удостоверяващият орган е добавен');
    await page.locator('h1', { hasText: 'Test' }).waitFor();
  });

  it('and with a time-stamping service, which is tried', async () => {
    await goTo('/setup');
    await step('authority').waitFor();
    await step('timestamping', 'next').getByRole('link').click();
    await page.getByRole('link', { name: 'Добавяне на услуга за времеви печат' }).first().click();
    await page.getByLabel('Адрес на услугата').fill(authority.urls.tsa);
    await page.locator('input[type=file]').setInputFiles(fileOf('tsa.pem', authority.authority.tsa.certificate));
    await submit();
    await page.getByText('Отговор на услугата').waitFor();
    expect(await page.getByLabel('Защо се приема').count()).to.equal(0);
    await submit();
    await said('Услугата за времеви печат е добавена');
    await goTo('/setup');
    await step('timestamping').waitFor();
  });

  it('takes a security server in, whose certificate the authority has issued', async () => {
    const id = await asked();
    await goTo('/');
    await page.getByRole('link', { name: /заявк/i }).first().click();
    await page.locator('h1', { hasText: 'Заявки' }).waitFor();
    await page.locator(`[data-row='${id}'] a`).first().click();
    await page.getByLabel('Сравних отпечатъка').check();
    await judged();
    await button('Одобряване').click();
    await said('Заявката е одобрена');
    await page.locator('[data-state=ok]', { hasText: 'одобрена' }).waitFor();
    await goTo('/servers');
    await page.getByText('ss1').first().waitFor();
    await goTo('/setup');
  });

  it('shows the fingerprint of the very anchor that is downloaded', async () => {
    const shown = await step('anchor', 'next').locator('[data-fingerprint]').getAttribute('data-fingerprint');
    const [saved] = await Promise.all([page.waitForEvent('download'), button('Изтегляне на котвата').click()]);
    const file = readFileSync(await saved.path());
    expect(createHash('sha224').update(file).digest('hex').toUpperCase()).to.equal(shown);
    await step('anchor').waitFor();
  });

  it('tells on which node a token is locked, and when a PIN was wrong', async () => {
    await operator.api('PUT', '/tokens/0/logout');
    await goTo('/config/preview');
    await page.getByRole('alert').getByText('е заключен').waitFor();
    await button('Отключване').first().click();
    for (let wrong = 1; wrong <= 4; wrong += 1) {
      await page.getByRole('dialog').getByLabel('ПИН').fill(`wrong ${wrong}`);
      const answered = page.waitForResponse((response) => response.url().endsWith('/tokens/0/login'));
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await answered;
    }
    await page.locator('[data-warning="tokens:pin_final_try"]').waitFor();
    await page.getByRole('dialog').getByLabel('ПИН').fill(PIN);
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await said('Токенът е отключен');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('changes the internal key only when every live server knows the new one', async () => {
    await seen();
    await goTo('/config/internal');
    await page.getByText('1 от 1 жив сървър').waitFor();
    await button('Нов ключ').click();
    await page.getByLabel('Име').fill('втори');
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await said('Ключът е създаден');
    await page.getByText('0 от 1 жив сървър').waitFor();
    expect(await button('Активиране').isDisabled()).to.equal(true);
    await seen();
    await page.locator('[data-rotation=activate][aria-current=step]').waitFor();
    await button('Активиране').click();
    await page.locator('[data-rotation=remove][aria-current=step]').waitFor();
    await judged();
    await button('Премахване на стария').click();
    await button('Премахване на internal-1').click();
    await said('Ключът е премахнат');
    await page.locator('[data-rotation=new][aria-current=step]').waitFor();
    expect(await page.locator('[data-key]').count()).to.equal(1);
  });

  it('holds publication by hand, shows in words what waits, and publishes it when released', async () => {
    await goTo('/config/preview');
    await page.getByText('Нищо не се променя').waitFor();
    await button('Задържане').click();
    await page.getByLabel('Причина').fill('Приемат се нови участници');
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('[data-held]', { hasText: 'Приемат се нови участници' }).waitFor();
    await operator.api('POST', '/members', {
      ...{ member_id: { member_class: 'MUN', member_code: '000696327' }, member_name: 'Столична община' },
    });
    await page.getByText('Нов участник Столична община BG:MUN:000696327').waitFor();
    await page.getByText('Разлики в XML').click();
    await page.locator('ins', { hasText: '<memberCode>000696327</memberCode>' }).waitFor();
    await judged();
    await button('Освобождаване').click();
    await page.getByText('Нищо не се променя').waitFor();
    await goTo('/config/publications');
    const inForce = page.getByRole('row').filter({ hasText: 'в сила' });
    await inForce.first().waitFor();
    expect(await inForce.count()).to.equal(1);
    await page.getByRole('checkbox').first().check();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('link', { name: 'Сравняване на' }).click();
    await page.locator('[data-change=MEMBER_ADDED]').waitFor();
    await page.getByRole('link', { name: 'В обратна посока' }).click();
    await page.locator('[data-change=MEMBER_REMOVED]').waitFor();
    await goTo('/config/publications');
    await page.locator('[data-row-link]').first().click();
    await page.getByRole('link', { name: 'Добавяне на участник: Столична община' }).click();
    await page.locator('h1', { hasText: 'Добавяне на участник' }).waitFor();
  });

  it('publishes an older content again when that is confirmed, until it is released', async () => {
    const { items } = (await operator.api('GET', '/drum/configuration/publications')).body as {
      items: { number: number }[];
    };
    await goTo(`/config/publications/${(items[0]?.number ?? 0) - 1}`);
    await button('Възстановяване').click();
    await page.getByRole('dialog').locator('[data-losses]').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Възстановяване на' }).click();
    await page.locator('[data-held]', { hasText: 'по-старото съдържание' }).waitFor();
    await button('Освобождаване').click();
    await page.locator('[data-held]').waitFor({ state: 'detached' });
  });

  it('offers the parts of both configurations, and uploads an optional one', async () => {
    await goTo('/config/parts');
    const part = page.locator('[data-part=MONITORING]').first();
    await part.getByRole('button', { name: 'Качване' }).click();
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'monitoring-params.xml', mimeType: 'application/xml', buffer: Buffer.from('<damaged') },
    });
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('[data-problem=configuration_part_validation_failed]').waitFor();
    await judged();
  });

  it('is backed up, and the key that signs backups is noted', async () => {
    await goTo('/config/internal');
    const [saved] = await Promise.all([page.waitForEvent('download'), button('Изтегляне на котвата').first().click()]);
    anchor = readFileSync(await saved.path(), 'utf8');
    await goTo('/settings/backups');
    await page.locator('[data-empty=first]').waitFor();
    signer = (await page.locator('[data-fingerprint]').getAttribute('data-fingerprint')) ?? '';
    await button('Създаване на копие').click();
    await page.locator('[data-row^=conf_backup_]').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), button('Изтегляне').click()]);
    backup = readFileSync(await file.path());
    await judged();
    await goTo('/setup');
    await step('backup').waitFor();
  });

  it('is restored on an empty machine, under the fingerprint that was noted', async () => {
    await page.context().close();
    await central.end();
    const gone = central;
    central = await EmptyServer.write(folders(), { parameters: PARAMETERS, port: gone.port });
    await central.start();
    operator = await central.operator('first');
    page = await country.openElsewhere('/', { origin: central.origin, operator });
    await page.getByRole('link', { name: 'Възстановяване от резервно копие' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'conf_backup.drum', mimeType: 'application/octet-stream', buffer: backup });
    await page.locator(`[data-fingerprint='${signer}']`).waitFor();
    await page.getByRole('checkbox').check();
    await page.getByLabel('ПИН на стария токен').fill(PIN);
    await page.keyboard.press('Enter');
    await page.getByText('Възстановено. Влезте отново').waitFor();
  });

  it('is the old server there: its users, its server, its keys', async () => {
    await page.locator('input[autocomplete=username]').fill('integrator');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    await page.locator('nav').first().waitFor();
    await goTo('/servers');
    await page.getByText('ss1').first().waitFor();
    await goTo('/config/internal');
    await page.locator('[data-key]').getByText('втори').waitFor();
    // Security servers go on with the anchor that they have.
    const configuration = await until('it is published by the old key', () =>
      central.configuration(anchor, folders()).catch(() => undefined),
    );
    expect(configuration.serversOf(OWNER).map(({ id }) => id.serverCode)).to.deep.equal(['ss1']);
  });

  /** A security server of the member asks to be registered. */
  async function asked(): Promise<number> {
    const { key } = (await operator.api('POST', '/api-keys', ['XROAD_MANAGEMENT_SERVICE'])).body as { key: string };
    const request = await certificateRequest({
      subject: [{ type: 'CN', value: 'ss1.example.bg' }],
      key: signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
      usage: 'auth',
    });
    const certificate = await authority.authority.issueFor(request, { profile: 'auth' });
    const wanted = {
      ...{ type: 'AUTH_CERT_REGISTRATION_REQUEST', origin: 'SECURITY_SERVER', security_server_id: SERVER },
      ...{ server_address: SERVER_ADDRESS, authentication_certificate: certificate.der.toString('base64') },
    };
    const sent = { authorization: `X-Road-ApiKey token=${key}`, cookie: '' };
    const { body } = await operator.api('POST', '/management-requests', wanted, sent);
    return (body as { id: number }).id;
  }

  /** The server takes configuration of the present state, from its own address. */
  async function seen(): Promise<void> {
    await until('the server knows every key', async () => {
      await new Promise((resolve, reject) => {
        const asked = get(`http://${central.address}/internalconf?version=6`, { localAddress: SERVER_ADDRESS });
        asked.once('error', reject).once('response', (answer) => answer.resume().once('end', resolve));
      });
      const { live_servers: live, keys } = (await operator.api('GET', '/drum/signing-keys')).body as Keys;
      return live > 0 && keys.every(({ known_by_servers: known = live }) => known === live);
    });
  }
});

const fileOf = (name: string, { der }: Certificate) => ({
  ...{ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(toPem('CERTIFICATE', der)) },
});

interface Keys {
  readonly live_servers: number;
  readonly keys: readonly { readonly known_by_servers?: number }[];
}
