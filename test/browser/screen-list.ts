import type { Page } from 'playwright-core';
import type { BrowsedCountry } from './country.ts';

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
      path: `/catalogue/${country.service}`,
      prepare: async (page) => {
        await page.locator('main .MuiButton-outlined').first().click();
        await page.locator('[role=dialog]').waitFor();
      },
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
