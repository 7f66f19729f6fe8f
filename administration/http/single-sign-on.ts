import { createHash } from 'node:crypto';
import { stringifySetCookie } from 'cookie';
import { urlencoded, type Request, type Response, type Router } from 'express';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { Identities } from '../single-sign-on/identities.ts';
import { PendingLogIns } from '../single-sign-on/pending-log-ins.ts';
import type { Departure } from '../single-sign-on/provider.ts';
import { newcomerOf, providersOf, type NamedProvider, type Newcomer } from '../single-sign-on/sign-on.ts';
import type { SingleSignOnSettings } from '../single-sign-on/settings.ts';
import type { Log } from '#config/log.ts';
import type { Caller } from './call.ts';
import { cookiesOf, type Accounts } from './credentials.ts';
import { setSessionCookies } from './log-in.ts';
import type { Told } from './parts.ts';

/** A SAML response with signatures and certificates. */
const FORM_BYTES_MAX = 400_000;
const BROWSER_COOKIE = 'DRUM-LOG-IN';
/** A provider answers by a form of its own page, to which browsers give only cookies that other sites may cause to be sent. */
const COOKIE = { path: '/login', secure: true, httpOnly: true, sameSite: 'none' } as const;
const BROWSER_COOKIE_SECONDS = 600;
const FORM_FIELDS_MAX = 20;

export interface SingleSignOnOptions {
  readonly settings: SingleSignOnSettings;
  readonly identities: Identities;
  readonly accounts: Accounts;
  readonly told: Told;
  readonly log: Log;
}

/**
 * `GET /login/PROVIDER` sends a browser to a provider, which sends it back to `/login/PROVIDER/callback` (GET or POST). Then it has a
 * session, or is told by the address of the first screen why it has not: `/?sign-on-refused=CODE`.
 */
export function addSingleSignOn(router: Router, options: SingleSignOnOptions): void {
  const providers = providersOf(options.settings);
  const pending = new PendingLogIns(options.accounts.database, options.accounts.clock);
  const named = (request: Request): NamedProvider => {
    const found = providers.get(String(request.params.provider));
    if (found === undefined) throw drumError('not_found', 'There is no such provider');
    return found;
  };
  router.get('/login/:provider', async (request, response) => {
    const provider = named(request);
    await orTold(request, response, options, provider, async () => {
      await leave(response, provider, pending);
    });
  });
  const arrive = async (request: Request, response: Response): Promise<void> => {
    const provider = named(request);
    await orTold(request, response, options, provider, async () => {
      await comeIn(request, response, provider, pending, options);
    });
  };
  router.get('/login/:provider/callback', arrive);
  router.post(
    '/login/:provider/callback',
    urlencoded({ extended: false, limit: FORM_BYTES_MAX, parameterLimit: FORM_FIELDS_MAX }),
    arrive,
  );
  router.get('/login/:provider/metadata', (request, response) => {
    const metadata = named(request).protocol.metadata?.();
    if (metadata === undefined) throw drumError('not_found', 'The provider needs no metadata of ours');
    response.type('application/samlmetadata+xml').send(metadata);
  });
}

async function leave(response: Response, provider: NamedProvider, pending: PendingLogIns): Promise<void> {
  const names = PendingLogIns.newNames();
  const { departure, memory } = await provider.protocol.begin(names.state);
  await pending.add(names, provider.settings.name, memory);
  response.setHeader(
    'set-cookie',
    stringifySetCookie({ name: BROWSER_COOKIE, value: names.browser, maxAge: BROWSER_COOKIE_SECONDS, ...COOKIE }),
  );
  depart(response, departure);
}

async function comeIn(
  request: Request,
  response: Response,
  provider: NamedProvider,
  pending: PendingLogIns,
  { identities, accounts, told, settings }: SingleSignOnOptions,
): Promise<void> {
  const { name } = provider.settings;
  const form = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const state = textOf(form.RelayState ?? request.query.state);
  const begun = await pending.take(state, cookiesOf(request)[BROWSER_COOKIE] ?? '', name);
  if (begun === undefined) {
    throw drumError('sign_on_refused', 'This browser has begun no such log-in here, or it was long ago or is over');
  }
  const url = new URL(request.originalUrl, settings.publicUrl);
  const assertion = await provider.protocol.finish({ url, form }, state, begun.memory);
  const newcomer = await newcomerOf(provider, assertion, identities);
  const caller = await callerOf(newcomer, accounts);
  const session = await accounts.sessions.begin(caller.name, begun.at, {
    provider: name,
    ...('roles' in newcomer ? { roles: newcomer.roles } : {}),
  });
  await told(request, { event: 'Log in user', outcome: 'success', data: { provider: name } }, caller);
  setSessionCookies(response, session);
  response.append('set-cookie', stringifySetCookie({ name: BROWSER_COOKIE, value: '', maxAge: 0, ...COOKIE }));
  response.redirect(SEE_OTHER, '/');
}

const SEE_OTHER = 303;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function callerOf(newcomer: Newcomer, { users }: Accounts): Promise<Caller> {
  const rest = { permissions: new Set<string>(), authentication: 'Session' } as const;
  if (!('user' in newcomer)) return { ...newcomer, ...rest };
  const user = await users.find(newcomer.user);
  if (user === undefined) throw drumError('sign_on_not_permitted', 'The user who is linked is there no more');
  if (user.isDisabled) throw drumError('sign_on_not_permitted', 'The user who is linked is disabled');
  return { name: user.name, roles: user.roles, ...rest };
}

/** A person's browser is led back to the screens, with the reason; the audit log has it too. */
async function orTold(
  request: Request,
  response: Response,
  { told, log }: SingleSignOnOptions,
  { settings }: NamedProvider,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = asDrumError(thrown);
    log.warn('A log-in by single sign-on was refused', { provider: settings.name, error });
    const data = { provider: settings.name };
    await told(request, { event: 'Log in user', outcome: 'failure', reason: error.code, data });
    response.redirect(SEE_OTHER, `/?sign-on-refused=${encodeURIComponent(error.code)}`);
  }
}

const SEND = 'document.forms[0].submit()';
const SEND_HASH = createHash('sha256').update(SEND).digest('base64');

function depart(response: Response, departure: Departure): void {
  if ('redirect' in departure) {
    response.redirect(SEE_OTHER, departure.redirect);
    return;
  }
  const { url, fields } = departure.post;
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('');
  response
    .set('content-security-policy', `default-src 'none'; script-src 'sha256-${SEND_HASH}'; frame-ancestors 'none'`)
    .type('html')
    .send(
      `<!doctype html><html lang="bg"><meta charset="utf-8"><title>Вход</title><form method="post" action="${escaped(url)}">` +
        `${inputs}<noscript><button>Продължаване · Continue</button></noscript></form><script>${SEND}</script></html>`,
    );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
