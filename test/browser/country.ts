import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERYWHERE } from '#administration/notices/store.ts';
import { systemClock } from '#config/clock.ts';
import { tellNode } from '#central-server/publication/node-state.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildScreens, isBuilt } from '../../web/building/screens.ts';
import { Administered, PASSWORD, type Operator } from '../central-server/admin-api/administered.ts';
import { authentication } from '../management.ts';
import { catalogued } from './catalogued.ts';
import { openChromium } from './chromium.ts';

export type Language = 'bg' | 'en';

interface Look {
  readonly language?: Language;
  readonly colours?: 'light' | 'dark';
  readonly width?: number;
}

const HEIGHT_PX = 900;
export const WIDE_PX = 1_280;
export const NARROW_PX = 390;

const TOWNS = ['Айтос', 'Балчик', 'Велинград', 'Габрово', 'Димитровград', 'Елена', 'Жеравна', 'Златоград', 'Ихтиман'];
/** Nobody publishes here again while the screens are looked at. */
const PARAMETERS = {
  'center.configuration-generation-interval': 86_400,
  'center.configuration-expire-interval': 86_400,
};
const NODE = 'node_0';
/** More than one page. */
const TOWNS_COUNT = 55;

/** Of those who could say who somebody is, and of those who are told of notices, none is there. */
const NOWHERE_PORT = 1;
const SINGLE_SIGN_ON = {
  publicUrl: 'https://127.0.0.1:4000',
  identityKey: { file: 'identity-key' },
  providers: [
    {
      name: 'ministry',
      title: { bg: 'Министерство на електронното управление', en: 'Ministry of e-Governance' },
      openIdConnect: {
        ...{ issuer: `http://127.0.0.1:${NOWHERE_PORT}`, clientId: 'drum', clientSecret: { file: 'client-secret' } },
      },
    },
  ],
};
const NOTICES = {
  mail: {
    ...{ host: '127.0.0.1', port: NOWHERE_PORT, from: 'drum@example.bg' },
    recipients: [{ address: 'operators@example.bg' }, { address: 'registration@example.bg' }],
  },
};

function startCentral(home: string): Promise<Administered> {
  writeFileSync(join(home, 'client-secret'), 'nobody has to know this');
  writeFileSync(join(home, 'identity-key'), '0123456789abcdef0123456789abcdef');
  return Administered.start(home, {
    parameters: PARAMETERS,
    administration: { singleSignOn: SINGLE_SIGN_ON },
    without: ['managementServiceProvider'],
    more: `notices: ${JSON.stringify(NOTICES)}\n`,
  });
}

/** A central server with a small country, and a browser that looks at it. */
export class BrowsedCountry {
  readonly central: Administered;
  readonly browser: Browser;
  /** Who has all roles. */
  readonly officer: Operator;
  /** Id of a service in the catalogue. */
  service = '';
  private readonly operators = new Map<string, Operator>();

  private constructor(central: Administered, browser: Browser, officer: Operator) {
    this.central = central;
    this.browser = browser;
    this.officer = officer;
    this.operators.set('officer', officer);
  }

  static async start(home: string): Promise<BrowsedCountry> {
    if (!isBuilt()) await buildScreens();
    const [central, browser] = await Promise.all([startCentral(home), openChromium()]);
    const officer = await central.operator('officer');
    const country = new BrowsedCountry(central, browser, officer);
    await country.fill();
    return country;
  }

  get origin(): string {
    return `https://127.0.0.1:${this.central.api.port}`;
  }

  /** Adds what screens show. */
  private async fill(): Promise<void> {
    const { officer } = this;
    await this.done(officer.api('POST', '/member-classes', { code: 'MUN', description: 'Община' }));
    await this.done(officer.api('PATCH', '/member-classes/MUN', { description: 'Община или район' }));
    await this.addMember('GOV', '180680495', 'Министерство на електронното управление');
    await this.addMember('GOV', '831661388', 'ГД „Гражданска регистрация и административно обслужване“');
    for (let at = 0; at < TOWNS_COUNT; at += 1) {
      await this.addMember(
        'MUN',
        `0001${String(at).padStart(5, '0')}`,
        `Община ${TOWNS[at % TOWNS.length] ?? ''} ${at + 1}`,
      );
    }
    await this.addSubsystem('831661388', 'grao-nbd', 'Национална база данни „Население“');
    await this.addSubsystem('831661388', 'grao-eservices', 'Електронни услуги');
    await this.central.publish();
    await this.done(officer.api('POST', '/global-groups', { code: 'municipalities', description: 'Всички общини' }));
    await this.done(
      officer.api('POST', '/global-groups/municipalities/members/add', {
        items: ['TEST:GOV:831661388:grao-nbd', 'TEST:MUN:000100003'],
      }),
    );
    await this.central.publish();
    const server = 'TEST:GOV:831661388:grao-1';
    const id = await this.ask('AUTH_CERT_REGISTRATION_REQUEST', server, this.registration('ss.grao.example.bg', 400));
    await this.done(officer.api('POST', `/management-requests/${id}/approval`));
    const client = await this.ask('CLIENT_REGISTRATION_REQUEST', server, { client_id: 'TEST:GOV:831661388:grao-nbd' });
    await this.done(officer.api('POST', `/management-requests/${client}/approval`));
    this.service = await catalogued(this.central.repository);
    await this.publishAndBeSeen('grao-1');
  }

  /** What a node tells when it has published, and keeps when a server has downloaded that. */
  private async publishAndBeSeen(serverCode: string): Promise<void> {
    const { reader } = this.central.repository;
    const { key } = await reader
      .selectFrom('security_server')
      .select('key')
      .where('server_code', '=', serverCode)
      .executeTakeFirstOrThrow();
    const at = systemClock.now();
    await tellNode(reader, { node: NODE, at, publication: undefined });
    await reader
      .insertInto('server_seen')
      .values({
        ...{ server_key: key, node: NODE, at: at.getTime(), version: 6, address: '127.0.0.4' },
        ...{ known_by: 'ADDRESS', publication: null },
      })
      .execute();
  }

  /** The number of the newest event of this name in the audit log. */
  async eventOf(name: string): Promise<number> {
    const found = await this.done(this.officer.api('GET', `/drum/audit-events?event=${encodeURIComponent(name)}`));
    return (found as { items: readonly { id: number }[] }).items[0]?.id ?? 0;
  }

  /** Has it noticed what expires and waits; notices of these kinds that are not named again have ended. */
  async notice(...subjects: readonly string[]): Promise<void> {
    const { store } = this.central.oversight.notices;
    const since = systemClock.now().toISOString();
    const server = 'TEST:GOV:831661388:grao-1';
    await store.settle(
      ['request_waiting'],
      subjects.map((subject, at) => ({
        ...{ kind: 'request_waiting', subject, step: 1 },
        data: { request: 40 + at, kind: 'clientReg', server, since },
      })),
      EVERYWHERE,
    );
  }

  /** What a server asks with that has this address, and a certificate for so many days. */
  registration(address: string, days = 20): { server_address: string; authentication_certificate: string } {
    const notBefore = dayFromNow(-30);
    const { certificate } = authentication(address, { notBefore, notAfter: dayFromNow(days) });
    return { server_address: address, authentication_certificate: certificate.der.toString('base64') };
  }

  async addMember(memberClass: string, code: string, name: string): Promise<void> {
    const id = { member_class: memberClass, member_code: code };
    await this.done(this.officer.api('POST', '/members', { member_id: id, member_name: name }));
  }

  async addSubsystem(member: string, code: string, name: string): Promise<void> {
    const id = { member_class: 'GOV', member_code: member, subsystem_code: code };
    await this.done(this.officer.api('POST', '/subsystems', { subsystem_id: id, subsystem_name: name }));
  }

  /** Brings a request of a security server; resolves to its number. */
  async ask(type: string, server: string, more: object): Promise<number> {
    const body = { type, origin: 'SECURITY_SERVER', security_server_id: server, ...more };
    const answer = await this.done((await this.bringer()).api('POST', '/management-requests', body));
    return (answer as { id: number }).id;
  }

  private bringerOfRequests: Operator | undefined;

  private async bringer(): Promise<Operator> {
    if (this.bringerOfRequests === undefined) {
      const { key } = (await this.done(this.officer.api('POST', '/api-keys', ['XROAD_MANAGEMENT_SERVICE']))) as {
        key: string;
      };
      this.bringerOfRequests = this.central.stranger({ authorization: `X-Road-ApiKey token=${key}` });
    }
    return this.bringerOfRequests;
  }

  private async done(called: ReturnType<Operator['api']>): Promise<unknown> {
    const answer = await called;
    if (answer.status >= 300) throw new Error(JSON.stringify(answer));
    return answer.body;
  }

  /** A window of somebody who has signed in; of a stranger without a name. Whoever opens it closes it (`page.context().close()`). */
  async open(path: string, name?: string, look: Look = {}): Promise<Page> {
    const context = await this.context(look);
    if (name !== undefined) await context.addCookies(await this.cookiesOf(name));
    const page = await context.newPage();
    await page.goto(this.origin + path);
    await settled(page);
    return page;
  }

  private async context({ language = 'bg', colours = 'light', width = WIDE_PX }: Look): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width, height: HEIGHT_PX },
      colorScheme: colours,
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Sofia',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(
      `localStorage.getItem('drum.language') ?? localStorage.setItem('drum.language', '${language}')`,
    );
    return context;
  }

  /** Signs somebody in without the form; `roles` where this name is new. */
  async signedIn(name: string, roles?: readonly string[]): Promise<Operator> {
    const operator = this.operators.get(name) ?? (await this.central.operator(name, roles));
    this.operators.set(name, operator);
    return operator;
  }

  private async cookiesOf(name: string) {
    // A session of the window's own: one that signs out ends no other's.
    await this.signedIn(name);
    const own = this.central.stranger();
    await own.logIn(name, PASSWORD);
    return cookiesFrom(own, this.origin);
  }

  /** A window at another server than the country's, of somebody who has signed in there. */
  async openElsewhere(
    path: string,
    { origin, operator, ...look }: Look & { origin: string; operator: Operator },
  ): Promise<Page> {
    const context = await this.context(look);
    await context.addCookies(cookiesFrom(operator, origin));
    const page = await context.newPage();
    await page.goto(origin + path);
    await settled(page);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.central.stop();
  }
}

function cookiesFrom({ headers }: Operator, url: string) {
  return (headers.cookie ?? '').split('; ').map((cookie) => {
    const [key = '', value = ''] = cookie.split('=');
    return { name: key, value, url, secure: true, httpOnly: key === 'JSESSIONID' };
  });
}

const DAY_MS = 86_400_000;

const dayFromNow = (days: number): string =>
  new Date(systemClock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** Nothing is loaded any more, and what is shown is no skeleton. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, [data-empty], [data-problem]').first().waitFor({ state: 'attached' });
  await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
