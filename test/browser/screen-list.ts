import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';
import { addLegalBasis, anchorFile, ownAuthority, rootFile, stamperFile } from './trust-services.ts';

/** A screen in one of its states, as it is looked at in both languages, widths and colours. */
export interface ShownScreen {
  readonly name: string;
  readonly path: string;
  /** Brings it into its state, by what does not depend on the language. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Nobody has signed in. */
  readonly isPublic?: boolean;
}

const SERVER = '/servers/TEST:GOV:831661388:grao-1';
const MEMBER = '/members/TEST:GOV:831661388';

const openApi = (page: Page): Promise<void> => page.locator('main button', { hasText: 'API' }).first().click();

/** Opens a row's menu and takes what stands there at this place; -1: the last. */
const rowAct =
  (row: string, at: number) =>
  async (page: Page): Promise<void> => {
    await page.locator(`[data-row="${row}"] [aria-haspopup=menu]`).click();
    await page.locator('[role=menuitem]').nth(at).click();
    await page.locator('[role=dialog]').waitFor();
  };

const primary = async (page: Page): Promise<void> => {
  await page.locator('main .MuiButton-contained').first().click();
  await page.locator('[role=dialog]').waitFor();
};

const restoration = async (page: Page): Promise<void> => {
  await page.locator('[data-row^=conf_backup] [aria-haspopup=menu]').click();
  await page.locator('[role=menuitem]').first().click();
  await page.locator('[role=dialog]').waitFor();
};

const certificateAct =
  (at: number) =>
  async (page: Page): Promise<void> => {
    await page.locator('main article [data-print=no] [aria-haspopup=menu]').click();
    await page.locator('[role=menuitem]').nth(at).click();
    await page.locator('[role=dialog]').waitFor();
  };

type Told = Readonly<Record<string, unknown>>;

/** As the server tells it, with other values: a country is not brought into each state for its looks. */
async function overviewOf(page: Page, told: Told): Promise<void> {
  const address = '**/api/v1/drum/overview';
  await page.route(address, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as Told), ...told } });
  });
  await page.goto(`${new URL(page.url()).origin}/`);
  await page.locator('h1[data-state]').waitFor();
  await page.unroute(address);
}

const NOBODY = { total: 0, seen_within_2_minutes: 0, seen_within_10_minutes: 0, seen_longer_ago: 0, unknown: 0 };
const NOTHING_EXPIRES = { expired: 0, within_7_days: 0, within_30_days: 0, within_90_days: 0, next: [] };
const NEW: Told = {
  ...{ state: 'OK', parts: [], members: 0, servers: NOBODY, expiring: NOTHING_EXPIRES },
  ...{ requests: { waiting: 0 }, set_up: { certification_services: 1, timestamping_services: 0 } },
  publication: { hold: { held: false }, nodes: [{ node: 'central', state: 'UNKNOWN' }] },
};
const WELL: Told = { state: 'OK', parts: [], expiring: NOTHING_EXPIRES, requests: { waiting: 0 } };
const SINCE = '2026-11-03T14:05:06.000Z';
const TROUBLED: Told = {
  state: 'STOPPED',
  parts: [
    { code: 'PUBLICATION_STOPPED', count: 1, since: SINCE, of: 'cs-1' },
    { code: 'PUBLICATION_FAILING', count: 1, since: SINCE, of: 'cs-2' },
    { code: 'PUBLICATION_HELD', count: 1, since: SINCE },
    { code: 'REQUESTS_WAITING', count: 2, since: SINCE },
    { code: 'CERTIFICATES_EXPIRED', count: 1 },
    { code: 'SERVERS_SILENT', count: 3 },
    { code: 'COLLECTOR_AWAY', count: 1, since: SINCE },
  ],
  collector: { target: 'siem.example.bg:6514', state: 'ATTENTION', waiting: 12, waiting_since: SINCE },
  publication: {
    hold: { held: true, by_hand: { since: SINCE, by: 'officer', reason: 'преместване на сървъра' } },
    nodes: [
      { node: 'cs-1', state: 'STOPPED', published_at: SINCE, valid_until: SINCE, problem: 'token_not_active' },
      { node: 'cs-2', state: 'ATTENTION', published_at: SINCE, valid_until: SINCE },
    ],
  },
};

/** Every screen; whoever adds one adds a line. */
export async function shownScreens(country: BrowsedCountry): Promise<readonly ShownScreen[]> {
  const waiting = await country.ask(
    'AUTH_CERT_REGISTRATION_REQUEST',
    'TEST:MUN:000100007:ss-vt',
    country.registration('ss.vt.example.bg'),
  );
  const client = await country.ask('CLIENT_REGISTRATION_REQUEST', 'TEST:GOV:831661388:grao-1', {
    client_id: 'TEST:GOV:831661388:grao-eservices',
  });
  const authority = `/trust/authorities/${await ownAuthority(country)}`;
  await addLegalBasis(country);
  await country.notice('7', '8');
  await country.signedIn('todorova', ['XROAD_REGISTRATION_OFFICER']);
  await country.central.addUser('new.colleague', ['XROAD_SECURITY_OFFICER']);
  const refused = country.central.stranger();
  for (let attempt = 0; attempt < 6; attempt += 1) await refused.logIn('todorova', 'wrong');
  await country.officer.api('POST', '/backups');
  const change = await country.eventOf('Edit member class description');
  const stranger = await country.ask(
    'AUTH_CERT_REGISTRATION_REQUEST',
    'TEST:MUN:000300003:stranger',
    country.registration('ss.stranger.example.bg'),
  );
  const declined = await country.ask('CLIENT_REGISTRATION_REQUEST', 'TEST:GOV:831661388:grao-1', {
    client_id: 'TEST:MUN:000100013',
  });
  await country.officer.api('POST', `/drum/management-requests/${declined}/decline`, {
    reason: 'Клиентът е поискан за друг сървър.',
  });
  let conflicts = 1;
  return [
    { name: 'sign-in-refused-by-provider', path: '/?sign-on-refused=sign_on_not_permitted', isPublic: true },
    { name: 'sign-in', path: '/', isPublic: true },
    {
      name: 'sign-in-refused',
      path: '/',
      isPublic: true,
      prepare: async (page) => {
        await page.locator('input[autocomplete=username]').fill('nobody');
        await page.locator('input[type=password]').fill('wrong');
        await page.locator('button[type=submit]').click();
        await page.locator('[data-problem]').waitFor();
      },
    },
    { name: 'home', path: '/' },
    { name: 'home-first', path: '/', prepare: (page) => overviewOf(page, NEW) },
    { name: 'home-well', path: '/', prepare: (page) => overviewOf(page, WELL) },
    { name: 'home-troubled', path: '/', prepare: (page) => overviewOf(page, TROUBLED) },
    { name: 'expiring', path: '/expiring' },
    { name: 'members', path: '/members' },
    { name: 'members-api', path: '/members', prepare: openApi },
    { name: 'members-nothing-found', path: '/members?q=nowhere' },
    { name: 'member-new', path: '/members/new' },
    {
      name: 'member-new-refused',
      path: '/members/new',
      prepare: async (page) => {
        await page.locator('[data-kind=member]').fill('АB 1');
        await page.locator('button[type=submit]').click();
      },
    },
    { name: 'member-subsystems', path: MEMBER },
    {
      name: 'member-conflict',
      path: '/members/TEST:MUN:000100023',
      prepare: async (page) => {
        await page.locator('main .MuiButton-root').first().click();
        await page.locator('[role=dialog] input').fill('Община с друго име');
        await country.officer.api('PATCH', '/members/TEST:MUN:000100023', {
          member_name: `Община, преименувана от друг ${conflicts}`,
        });
        conflicts += 1;
        await page.locator('[role=dialog] button[type=submit]').click();
        await page.locator('[data-problem=changed_meanwhile]').waitFor();
      },
    },
    { name: 'member-servers', path: `${MEMBER}/servers` },
    { name: 'member-history', path: `${MEMBER}/history` },
    { name: 'member-groups', path: `${MEMBER}/groups` },
    { name: 'member-empty', path: '/members/TEST:MUN:000100005' },
    { name: 'servers', path: '/servers' },
    { name: 'server', path: SERVER },
    { name: 'server-certificates', path: `${SERVER}/certificates` },
    { name: 'servers-unknown', path: '/servers?seen=unknown' },
    { name: 'server-history', path: `${SERVER}/history` },
    { name: 'server-clients', path: `${SERVER}/clients` },
    {
      name: 'server-deletion',
      path: SERVER,
      prepare: async (page) => {
        await page.locator('main [aria-haspopup=menu]').click();
        await page.locator('[role=menuitem]').last().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'server-unknown', path: '/servers/TEST:GOV:1:nowhere' },
    { name: 'requests', path: '/requests' },
    { name: 'request', path: `/requests/${waiting}` },
    { name: 'request-of-client', path: `/requests/${client}` },
    { name: 'set-up', path: '/setup' },
    { name: 'config-preview', path: '/config/preview' },
    {
      name: 'config-publish',
      path: '/config/preview',
      prepare: async (page) => {
        await page.locator('main .MuiButton-contained').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'config-publications', path: '/config/publications' },
    { name: 'config-publication', path: '/config/publications/1' },
    { name: 'config-comparison', path: '/config/publications/1..2' },
    { name: 'config-internal', path: '/config/internal' },
    { name: 'config-external', path: '/config/external' },
    {
      name: 'config-new-key',
      path: '/config/internal',
      prepare: async (page) => {
        await page.locator('[data-node] button:not([aria-label])').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'config-parts', path: '/config/parts' },
    { name: 'trust-authorities', path: '/trust/authorities' },
    { name: 'trust-authority-new', path: '/trust/authorities/new' },
    {
      name: 'trust-authority-new-use',
      path: '/trust/authorities/new',
      prepare: async (page) => {
        await page.locator('input[type=file]').setInputFiles(rootFile);
        await page.locator('button[type=submit]').click();
        await page.locator('[type=radio]').first().waitFor();
      },
    },
    {
      name: 'trust-authority-new-failed',
      path: '/trust/authorities/new',
      prepare: async (page) => {
        await page.locator('input[type=file]').setInputFiles(rootFile);
        await page.locator('button[type=submit]').click();
        await page.locator('[type=radio]').first().waitFor();
        await page.locator('button[type=submit]').click();
        await page.locator('main form input[type=text]').fill('http://127.0.0.1:1/');
        await page.locator('button[type=submit]').click();
        await page.locator('main form dl').waitFor();
        await page.locator('button[type=submit]').click();
        await page.locator('main form textarea').first().waitFor();
      },
    },
    { name: 'trust-authority', path: authority },
    { name: 'trust-authority-ocsp', path: `${authority}/ocsp` },
    {
      name: 'trust-authority-ocsp-new',
      path: `${authority}/ocsp`,
      prepare: async (page) => {
        await page.locator('main .MuiButton-startIcon').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'trust-authority-intermediate', path: `${authority}/intermediate` },
    { name: 'trust-authority-acme', path: `${authority}/acme` },
    {
      name: 'trust-authority-acme-edit',
      path: `${authority}/acme`,
      prepare: async (page) => {
        await page.locator('main section button').last().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    {
      name: 'trust-authority-edit',
      path: authority,
      prepare: async (page) => {
        await page.locator('main h1 ~ *, main button').first().waitFor();
        await page.locator('main [data-print=no] button').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    {
      name: 'trust-authority-deletion',
      path: authority,
      prepare: async (page) => {
        await page.locator('main [aria-haspopup=menu]').click();
        await page.locator('[role=menuitem]').last().click();
        await page.locator('[data-losses]').waitFor();
      },
    },
    { name: 'trust-time-stamping', path: '/trust/time-stamping' },
    {
      name: 'trust-time-stamping-new',
      path: '/trust/time-stamping/new',
      prepare: async (page) => {
        await page.locator('input[type=file]').setInputFiles(stamperFile);
        await page.locator('main form input[type=text]').fill('http://127.0.0.1:1/tsa');
        await page.locator('button[type=submit]').click();
        await page.locator('main form textarea').first().waitFor();
      },
    },
    {
      name: 'trust-time-stamping-edit',
      path: '/trust/time-stamping',
      prepare: async (page) => {
        await page.locator('main [aria-haspopup=menu]').first().click();
        await page.locator('[role=menuitem]').nth(1).click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'federation', path: '/config/federation' },
    {
      name: 'federation-upload',
      path: '/config/federation',
      prepare: async (page) => {
        await page.locator('main .MuiButton-contained').first().click();
        await page.locator('input[type=file]').setInputFiles(anchorFile);
        await page.locator('[data-preview]').waitFor();
      },
    },
    { name: 'legal-bases', path: '/legal-bases' },
    { name: 'legal-bases-nothing-found', path: '/legal-bases?on=1990-01-01' },
    { name: 'legal-basis', path: '/legal-bases/basis/zgr-106-1-2' },
    { name: 'legal-basis-edit', path: '/legal-bases/basis/zgr-106-1-2/edit' },
    {
      name: 'legal-basis-new',
      path: '/legal-bases/new',
      prepare: (page) => page.locator('button[type=submit]').click(),
    },
    { name: 'legal-bases-purposes', path: '/legal-bases/purposes' },
    { name: 'request-of-stranger', path: `/requests/${stranger}` },
    { name: 'request-declined', path: `/requests/${declined}` },
    {
      name: 'request-declining',
      path: `/requests/${client}`,
      prepare: async (page) => {
        await page.locator('main .MuiButton-colorError').click();
        await page.locator('[role=dialog] textarea').first().waitFor();
      },
    },
    { name: 'groups', path: '/groups' },
    { name: 'group', path: '/groups/municipalities' },
    { name: 'group-add-members', path: '/groups/municipalities/add' },
    { name: 'catalogue', path: '/catalogue' },
    { name: 'catalogue-members', path: '/catalogue?show=members' },
    { name: 'catalogue-nothing-found', path: '/catalogue?q=nowhere' },
    {
      name: 'catalogue-publish',
      path: '/catalogue',
      prepare: async (page) => {
        await page.locator('main .MuiPaper-root button').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'catalogue-service', path: `/catalogue/${country.service}` },
    {
      name: 'catalogue-service-edit',
      path: `/catalogue/${country.service}/edit`,
    },
    { name: 'classes', path: '/settings/classes' },
    {
      name: 'class-new',
      path: '/settings/classes',
      prepare: async (page) => {
        await page.locator('main .MuiButton-contained').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'audit', path: '/audit' },
    { name: 'audit-own-period', path: '/audit?outcome=failure&from=2026-01-01T08:00:00.000Z' },
    {
      name: 'audit-verified',
      path: '/audit?q=nowhere',
      prepare: async (page) => {
        await page.locator('main h1 ~ button').click();
        await page.locator('[data-verification]').waitFor();
      },
    },
    { name: 'audit-event', path: `/audit/${change}` },
    { name: 'audit-event-without-values', path: '/audit/1' },
    { name: 'users', path: '/settings/users' },
    { name: 'user-new', path: '/settings/users', prepare: primary },
    { name: 'user-roles', path: '/settings/users', prepare: rowAct('todorova', 0) },
    { name: 'user-removal', path: '/settings/users', prepare: rowAct('todorova', -1) },
    {
      name: 'user-menu',
      path: '/settings/users',
      prepare: async (page) => {
        await page.locator('[data-row="officer"] [aria-haspopup=menu]').click();
        await page.locator('[role=menuitem]').first().waitFor();
      },
    },
    { name: 'single-sign-on', path: '/settings/sso' },
    { name: 'api-keys', path: '/settings/api-keys' },
    {
      name: 'api-key-made',
      path: '/settings/api-keys',
      prepare: async (page) => {
        await primary(page);
        await page.locator('[role=dialog] input[type=checkbox]').last().check();
        await page.locator('[role=dialog] button[type=submit]').click();
        await page.locator('[data-secret]').waitFor();
      },
    },
    { name: 'api-key-revocation', path: '/settings/api-keys', prepare: rowAct('1', 1) },
    { name: 'management', path: '/settings/management' },
    {
      name: 'management-provider',
      path: '/settings/management',
      prepare: async (page) => {
        await page.locator('main section button:not([aria-label])').first().click();
        await page.locator('[role=dialog] [type=radio]').first().waitFor();
      },
    },
    { name: 'management-request', path: '/settings/management', prepare: certificateAct(0) },
    { name: 'management-upload', path: '/settings/management', prepare: certificateAct(1) },
    { name: 'management-new-key', path: '/settings/management', prepare: certificateAct(2) },
    { name: 'nodes', path: '/settings/nodes' },
    {
      name: 'node-address',
      path: '/settings/nodes',
      prepare: async (page) => {
        await page.locator('main h1 ~ button').click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'backups-none', path: '/settings/backups?q=nowhere' },
    { name: 'backups', path: '/settings/backups' },
    { name: 'backup-restoration', path: '/settings/backups', prepare: restoration },
    { name: 'notices', path: '/settings/notices' },
    { name: 'notices-none', path: '/settings/notices?state=RESOLVED' },
    {
      name: 'notices-tested',
      path: '/settings/notices',
      prepare: async (page) => {
        await page.locator('main section button').first().click();
        await page.locator('[data-results="2"]').waitFor();
      },
    },
    { name: 'notice', path: '/settings/notices/1' },
    {
      name: 'palette',
      path: '/',
      prepare: async (page) => {
        await page.keyboard.press('Control+k');
        await page.locator('[role=combobox]').fill('uch');
      },
    },
    {
      name: 'keys',
      path: '/',
      prepare: async (page) => {
        await page.keyboard.press('?');
        await page.locator('[role=dialog]').waitFor();
      },
    },
    { name: 'nowhere', path: '/nowhere' },
  ];
}
