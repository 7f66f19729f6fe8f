import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { Page } from 'playwright-core';
import { EmptyServer, PIN } from '../central-server/admin-api/empty-server.ts';
import type { Operator } from '../central-server/admin-api/administered.ts';
import { EJBCA, OWN_CA, pemOf, TSA } from '../central-server/trust/services.ts';
import { until } from '../country/poll.ts';
import { temporaryFolders } from '../temporary.ts';
import type { BrowsedCountry } from './country.ts';
import { judgeText, readyForAxe, violations } from './judged.ts';
import { browsedCountry } from './shared.ts';

const SERVER = 'BG:GOV:180680495:ss1';
const SERVER_ADDRESS = '127.0.0.7';

/** From an empty server to a key that was changed, by its screens. */
describe('The first run of a central server, and the change of its key', function () {
  this.timeout(90_000);
  const folders = temporaryFolders();
  let country: BrowsedCountry;
  let central: EmptyServer;
  let operator: Operator;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    central = await EmptyServer.write(folders(), { parameters: { 'center.configuration-generation-interval': 1 } });
    await central.start();
    operator = await central.operator('integrator');
    page = await country.openElsewhere('/members', { origin: central.origin, operator });
  });
  after(async () => {
    await page.context().close();
    await central.end();
  });

  const step = (name: string, place = 'done') => page.locator(`[data-step=${name}][data-place=${place}]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
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

  it('goes on with what others do elsewhere, and with the member that manages the network', async () => {
    const added = await operator.upload('POST', '/certification-services', {
      ...{ certificate: pemOf(OWN_CA), certificate_profile_info: EJBCA },
      ...{ tls_auth: 'false', default_csr_format: 'DER' },
    });
    expect(added.status).to.equal(201);
    const { id } = added.body as { id: number };
    const responder = { url: 'http://127.0.0.1:1/ocsp', cost_type: 'FREE', certificate: pemOf(OWN_CA) };
    await operator.upload('POST', `/certification-services/${id}/ocsp-responders`, responder);
    const stamping = { url: 'http://127.0.0.1:1/tsa', cost_type: 'FREE', certificate: pemOf(TSA) };
    await operator.upload('POST', '/timestamping-services', stamping);
    await page.reload();
    await step('authority').waitFor();
    await step('timestamping').waitFor();
    const form = step('member', 'next');
    await form.getByLabel('Име').fill('Министерство на електронното управление');
    await form.locator('[data-kind=member]').fill('180680495');
    await button('Добавяне на участника').click();
    await step('member').waitFor();
    const { body } = await operator.api('GET', '/management-services-configuration');
    expect(body).to.include({ service_provider_id: 'SUBSYSTEM:BG:GOV:180680495:management' });
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
    await registered();
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
    await page.getByText('Нов участник Столична община (BG:MUN:000696327)').waitFor();
    await page.getByText('Разлики в XML').click();
    await page.locator('ins', { hasText: '<memberCode>000696327</memberCode>' }).waitFor();
    await judged();
    await button('Освобождаване').click();
    await page.getByText('Нищо не се променя').waitFor();
    await goTo('/config/publications');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('link', { name: 'Сравняване на' }).click();
    await page.locator('[data-change=MEMBER_ADDED]').waitFor();
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

  /** Registers a security server of the member, by its own request. */
  async function registered(): Promise<void> {
    const { key } = (await operator.api('POST', '/api-keys', ['XROAD_MANAGEMENT_SERVICE'])).body as { key: string };
    const asked = await operator.api(
      'POST',
      '/management-requests',
      {
        ...{ type: 'AUTH_CERT_REGISTRATION_REQUEST', origin: 'SECURITY_SERVER', security_server_id: SERVER },
        ...country.registration(SERVER_ADDRESS),
      },
      { authorization: `X-Road-ApiKey token=${key}`, cookie: '' },
    );
    const { id } = asked.body as { id: number };
    expect((await operator.api('POST', `/management-requests/${id}/approval`)).status).to.equal(200);
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

interface Keys {
  readonly live_servers: number;
  readonly keys: readonly { readonly known_by_servers?: number }[];
}
