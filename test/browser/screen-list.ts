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
  return [
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
    { name: 'member-servers', path: `${MEMBER}/servers` },
    { name: 'member-groups', path: `${MEMBER}/groups` },
    { name: 'member-empty', path: '/members/TEST:MUN:000100005' },
    { name: 'servers', path: '/servers' },
    { name: 'server', path: SERVER },
    { name: 'server-certificates', path: `${SERVER}/certificates` },
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
        await page.locator('[data-node] button').first().click();
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
    { name: 'groups', path: '/groups' },
    { name: 'group', path: '/groups/municipalities' },
    { name: 'group-add-members', path: '/groups/municipalities/add' },
    { name: 'classes', path: '/settings/classes' },
    {
      name: 'class-new',
      path: '/settings/classes',
      prepare: async (page) => {
        await page.locator('main .MuiButton-contained').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
    },
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
