import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { codeOf, PASSWORD } from '../central-server/admin-api/administered.ts';
import { certificatePem } from '../central-server/in-folder.ts';
import type { BrowsedCountry } from './country.ts';
import { browsedCountry } from './shared.ts';

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';

interface ToldUser {
  readonly name: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
}

describe('Settings at the screens', function () {
  this.timeout(60_000);
  let country: BrowsedCountry;
  let page: Page;
  before(async () => {
    country = await browsedCountry();
    page = await country.open('/settings', 'officer');
  });
  after(() => page.context().close());

  const said = (text: string) => page.locator('[role=status]', { hasText: text }).waitFor();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const act = async (row: string, name: string) => {
    await page.locator(`[data-row="${row}"] [aria-haspopup=menu]`).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  const goTo = (path: string) => page.goto(country.origin + path);
  /** Of the password or key that is shown once. */
  const secret = async (): Promise<string> => {
    const shown = await page.locator('[data-secret] code').innerText();
    await button('Копирах го').click();
    await page.locator('[data-secret]').waitFor({ state: 'detached' });
    return shown;
  };

  /** What „API“ of the open dialog says, for curl. */
  const shownCall = async (): Promise<string> => {
    await page.locator('[role=dialog]').getByRole('button', { name: 'API', exact: true }).click();
    const shown = await page.locator('[data-call=curl]').innerText();
    await page.keyboard.press('Escape');
    await page.locator('[data-call]').first().waitFor({ state: 'detached' });
    return shown;
  };

  it('begin with the first that one may see', async () => {
    await page.locator('h1', { hasText: 'Потребители' }).waitFor();
    await country.signedIn('security', ['XROAD_SECURITY_OFFICER']);
    const other = await country.open('/settings', 'security');
    await other.locator('h1', { hasText: 'Класове участници' }).waitFor();
    expect(await other.getByRole('link', { name: 'Потребители' }).count()).to.equal(0);
    await other.context().close();
  });

  it('add a user with a first password that is shown once, and that lets in to change it', async () => {
    await button('Добавяне на потребител').click();
    await page.locator('[role=dialog] input[type=text]').fill('ivanova');
    await page.locator('[role=dialog] button[type=submit]').click();
    await page.getByText('Изберете поне една роля').waitFor();
    await page.getByLabel('отговорник по регистрацията').check();
    await page.locator('[role=dialog] button[type=submit]').click();
    const first = await secret();
    expect(await page.content()).not.to.contain(first);
    const own = country.central.stranger();
    expect((await own.logIn('ivanova', first)).status).to.equal(200);
    expect(codeOf(await own.api('GET', '/user'))).to.equal('password_must_be_changed');
    await page.locator('[data-row=ivanova]', { hasText: 'трябва да смени паролата' }).waitFor();
  });

  it('give a user other roles, stop the user, let in again, and remove after the name is typed', async () => {
    const user = async () => (await country.officer.api('GET', '/drum/users/ivanova')).body;
    await act('ivanova', 'Промяна на ролите');
    await page.getByLabel('отговорник по сигурността').check();
    expect(await shownCall())
      .to.contain('-X PATCH')
      .and.contain('/drum/users/ivanova')
      .and.contain('-b "JSESSIONID=$SESSION; XSRF-TOKEN=$XSRF_TOKEN"');
    await button('Запазване').click();
    await said('Ролите са променени');
    expect(await user())
      .to.have.property('roles')
      .with.length(2);
    await act('ivanova', 'Спиране');
    await button('Спиране на ivanova').click();
    await page.locator('[data-row=ivanova]', { hasText: 'спрян' }).waitFor();
    await act('ivanova', 'Пускане');
    await said('Потребителят отново може да влиза');
    expect(await user()).to.include({ disabled: false });
    await act('ivanova', 'Премахване');
    const remove = button('Премахване на ivanova');
    expect(await remove.isDisabled()).to.equal(true);
    await page.locator('[role=dialog] input').fill('ivanova');
    await remove.click();
    await page.locator('[data-row=ivanova]').waitFor({ state: 'detached' });
  });

  it('say why the last administrator is neither stopped nor removed', async () => {
    const { body } = await country.officer.api('GET', '/drum/users');
    const others = (body as readonly ToldUser[]).filter(
      ({ name, roles, disabled }) => name !== 'officer' && !disabled && roles.includes(ADMINISTRATOR),
    );
    const disable = async (disabled: boolean) => {
      for (const { name } of others) await country.officer.api('PATCH', `/drum/users/${name}`, { disabled });
    };
    await disable(true);
    await goTo('/settings/users');
    await page.locator('[data-row=officer] [aria-haspopup=menu]').click();
    const menu = page.locator('[role=menuitem][aria-disabled=true]');
    await menu.first().waitFor();
    expect(await menu.allInnerTexts()).to.deep.equal([
      'Спиране\nединственият системен администратор',
      'Премахване\nединственият системен администратор',
    ]);
    await page.keyboard.press('Escape');
    await act('officer', 'Промяна на ролите');
    expect(await page.getByLabel('системен администратор').isDisabled()).to.equal(true);
    await page.keyboard.press('Escape');
    await disable(false);
  });

  it('make an API key that is shown once and works until it is revoked', async () => {
    await goTo('/settings/api-keys');
    await button('Създаване на ключ').first().click();
    await page.getByLabel('отговорник по регистрацията').check();
    const called = await shownCall();
    expect(called).to.contain('-u "$USER_NAME:$PASSWORD"').and.not.contain('API_KEY');
    const basic = Buffer.from(`officer:${PASSWORD}`).toString('base64');
    const answer = await country.central
      .stranger({ authorization: `Basic ${basic}` })
      .call('POST', '/api/v1/api-keys', JSON.parse(/-d '(.*)'$/s.exec(called)?.[1] ?? ''));
    expect(answer.status).to.equal(200);
    await page.locator('[role=dialog] button[type=submit]').click();
    const program = country.central.stranger({ authorization: `X-Road-ApiKey token=${await secret()}` });
    const { body } = await program.api('GET', '/user');
    const { username: name } = body as { readonly username: string };
    const id = name.replace('api-key-', '');
    await act(id, 'Отнемане');
    await button(`Отнемане на api-key-${id}`).click();
    await page.locator(`[data-row="${id}"]`).waitFor({ state: 'detached' });
    expect((await program.api('GET', '/user')).status).to.equal(401);
  });

  it('find a provider of the management services among the subsystems, and register it at a server', async () => {
    await country.addSubsystem('180680495', 'management', 'Управление на мрежата');
    await goTo('/settings/management');
    expect(await button('Регистриране на доставчика').isDisabled()).to.equal(true);
    await button('Избор на доставчик').click();
    await page.locator('[role=dialog] input[type=text]').fill('nowhere');
    await page.getByText('Няма такава подсистема').waitFor();
    await page.locator('[role=dialog] input[type=text]').fill('180680495');
    await page.getByLabel('TEST:GOV:180680495:management').check();
    await button('Запазване').click();
    await said('Доставчикът е променен');
    await button('Регистриране на доставчика').click();
    await page.locator('[role=dialog] select').selectOption('TEST:GOV:831661388:grao-1');
    await button('Регистриране').click();
    await said('Доставчикът е регистриран');
    await page.getByText('доставчикът вече е на сървър').waitFor();
    expect((await country.officer.api('GET', '/management-services-configuration')).body).to.include({
      service_provider_id: 'SUBSYSTEM:TEST:GOV:180680495:management',
      security_server_id: 'SERVER:TEST:GOV:831661388:grao-1',
    });
  });

  it('ask for a TLS certificate, refuse one that is not of the key, and make a new key', async () => {
    const act = async (name: string): Promise<void> => {
      await page.locator('main article').getByRole('button', { name: 'Още' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await act('Заявка за сертификат');
    await page.getByLabel('Отличително име').fill('C=BG, CN=cs.example.bg');
    const [request] = await Promise.all([page.waitForEvent('download'), button('Изтегляне на заявката').click()]);
    expect(request.suggestedFilename()).to.match(/^management_service_tls_cert_request_\d{8}\.p10$/);
    await act('Качване на сертификат');
    const pem = Buffer.from(await certificatePem('another'));
    await page
      .getByLabel('Файл със сертификата', { exact: true })
      .setInputFiles({ name: 'own.pem', mimeType: 'text/plain', buffer: pem });
    await button('Качване').click();
    await page.locator('[role=dialog] [data-problem]').waitFor();
    await page.getByText('own.pem').waitFor();
    await page.keyboard.press('Escape');
    const hash = async () =>
      ((await country.officer.api('GET', '/management-services-configuration/certificate')).body as { hash: string })
        .hash;
    const before = await hash();
    await act('Нов ключ и сертификат');
    await button('Създаване на нов ключ').click();
    await said('Новият ключ е в сила');
    expect(await hash()).not.to.equal(before);
  });

  it('say that an address which the file declares is changed there, and keep what was typed', async () => {
    await goTo('/settings/nodes');
    await button('Промяна на адрес').click();
    await page.locator('[role=dialog] input').fill('cs.example.bg');
    await button('Запазване').click();
    await page.locator('[data-problem=declared_in_file]').waitFor();
    expect(await page.locator('[role=dialog] input').inputValue()).to.equal('cs.example.bg');
  });

  it('count notices in the header, take one over, and say whom a test did not reach', async () => {
    await country.notice('101', '102');
    await goTo('/settings/notices');
    await page.locator('[data-open-notices="2"]').waitFor();
    await page
      .getByRole('button', { name: /^Поемане: / })
      .first()
      .click();
    await page.locator('[data-open-notices="1"]').waitFor();
    await page.getByText('Поето от officer').waitFor();
    await page.locator('[data-state=attention]', { hasText: 'поето' }).waitFor();
    // What it names leads there, and so does its button.
    const told = page.locator('tbody tr', { hasText: 'чака поемане' });
    expect(await told.innerText()).to.contain('(регистрация на клиент)');
    await told.locator('time').first().waitFor();
    expect(await told.getByRole('link', { name: 'TEST:GOV:831661388:grao-1' }).count()).to.equal(1);
    await told.getByRole('link', { name: 'Заявка за промяна чака решение' }).click();
    const review = page.getByRole('link', { name: 'Преглед' });
    expect(await review.getAttribute('href')).to.match(/^\/requests\/4[01]$/);
    await page.getByText('Поща до operators@example.bg').waitFor();
    await page.goBack();
    await button('Проба по поща').click();
    await page.locator('[data-results="2"]', { hasText: 'operators@example.bg: не е изпратено' }).waitFor();
    await button('Проба към уеб адрес').click();
    await page.locator('[data-problem=notice_channel_not_set]').waitFor();
    await country.notice();
  });

  it('offer a sign-on provider, and tell in four parts why one comes back without a session', async () => {
    const stranger = await country.open('/groups');
    await stranger.getByRole('link', { name: /^Вход чрез Министерство/ }).click();
    const problem = stranger.locator('[data-problem=sign_on_provider_failed]');
    await problem.waitFor();
    expect((await problem.locator('dt').allInnerTexts()).slice(0, 3)).to.deep.equal([
      ...['Къде е проблемът', 'Следваща стъпка', 'Код'],
    ]);
    expect(stranger.url()).to.equal(`${country.origin}/`);
    await stranger.locator('input[autocomplete=username]').fill('officer');
    await stranger.locator('input[type=password]').fill(PASSWORD);
    await stranger.keyboard.press('Enter');
    await stranger.locator('h1', { hasText: 'Мрежата работи' }).waitFor();
    await stranger.context().close();
  });

  it('find in the audit log what was done, show it before and after, check the chain, and hand it out', async () => {
    await country.officer.api('PATCH', '/member-classes/MUN', { description: 'Община, район' });
    await country.officer.api('PATCH', '/member-classes/MUN', { description: 'Община' });
    await goTo('/audit');
    await page.getByRole('combobox', { name: 'Действие' }).selectOption('Edit member class description');
    await page.getByRole('textbox', { name: 'Потребител' }).fill('officer');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Период' }).selectOption('1h');
    await page.waitForURL(/from=now-1h/);
    const address = page.url();
    expect(new URL(address).searchParams.get('user')).to.equal('officer');
    await page.getByRole('link', { name: 'Промяна на описанието на клас участници' }).first().click();
    await page.locator('del', { hasText: 'Община, район' }).waitFor();
    expect(await page.locator('ins').innerText()).to.equal('Община');
    expect(await page.locator('dt:has(+ dd del)').innerText()).to.match(/Описание$/);
    await page.locator('dd', { hasText: 'MUN' }).first().waitFor();
    await page.goBack();
    expect(page.url()).to.equal(address);
    const [file] = await Promise.all([page.waitForEvent('download'), button('JSON').click()]);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    for (const line of lines) expect(JSON.parse(line)).to.include({ event: 'Edit member class description' });
    await button('Проверка на веригата').click();
    await page.locator('[data-verification=true]', { hasText: 'Веригата е цяла' }).waitFor();
  });
});
