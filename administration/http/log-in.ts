import { stringifySetCookie } from 'cookie';
import { urlencoded, type Request, type Response, type Router } from 'express';
import { drumError } from '#protocol/errors.ts';
import { callerOf, cookiesOf, SESSION_COOKIE, toldName, XSRF_COOKIE, type Accounts } from './credentials.ts';
import type { Told } from './parts.ts';

const FORM_BYTES_MAX = 4_096;
const COOKIE = { path: '/', secure: true, sameSite: 'strict' } as const;

interface LogInOptions {
  readonly accounts: Accounts;
  /** Writes an event into the audit log. */
  readonly told: Told;
}

/** `POST /login` (a form with `username` and `password`) and `POST /logout`, as X-Road's scripts use them. */
export function addLogIn(router: Router, options: LogInOptions): void {
  router.post(
    '/login',
    urlencoded({ extended: false, limit: FORM_BYTES_MAX, parameterLimit: 10 }),
    async (request, response) => {
      await logIn(request, response, options);
    },
  );
  router.post('/logout', async (request, response) => {
    const { accounts, told } = options;
    const caller = await callerOf(request, accounts, { basic: false, firstPassword: true });
    if (caller.authentication === 'Session') await accounts.sessions.end(cookiesOf(request)[SESSION_COOKIE] ?? '');
    await told(request, { event: 'Log out user', outcome: 'success' }, caller);
    setSessionCookies(response, undefined);
    response.status(200).end();
  });
}

async function logIn(request: Request, response: Response, { accounts, told }: LogInOptions): Promise<void> {
  if (OTHER_SITES.has(request.get('sec-fetch-site') ?? '')) {
    await told(request, { event: 'Log in user', outcome: 'failure', reason: 'log_in_from_other_site' });
    throw drumError('log_in_from_other_site', 'A page of another site sent this log-in');
  }
  const { username, password } = (request.body ?? {}) as Record<string, unknown>;
  const [name, secret] = [textOf(username), textOf(password)];
  const judgedAt = accounts.clock.now();
  const attempt = await accounts.users.logIn(name, secret);
  if (!('user' in attempt)) {
    const user = toldName(name);
    const data = { ...(user === undefined ? {} : { user }), ...(attempt.locks === true ? { locked: true } : {}) };
    await told(request, { event: 'Log in user', outcome: 'failure', reason: attempt.refused, data });
    throw drumError('log_in_failed', 'The user name or the password is wrong, or the user is locked for a while');
  }
  const before = cookiesOf(request)[SESSION_COOKIE];
  if (before !== undefined) await accounts.sessions.end(before);
  const { user } = attempt;
  const session = await accounts.sessions.begin(user.name, judgedAt);
  const caller = {
    name: user.name,
    roles: user.roles,
    permissions: new Set<string>(),
    authentication: 'Session',
  } as const;
  await told(request, { event: 'Log in user', outcome: 'success' }, caller);
  setSessionCookies(response, session);
  response.status(200).type('application/json').send('OK\n');
}

/** What browsers say of a form from elsewhere (Fetch Metadata): it would log somebody in as whom that site likes. */
const OTHER_SITES = new Set(['cross-site', 'same-site']);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The cookies of a session; without one, their end. */
export function setSessionCookies(
  response: Response,
  session: { readonly token: string; readonly xsrfToken: string } | undefined,
): void {
  const over = session === undefined ? { maxAge: 0 } : {};
  const cookies = [
    stringifySetCookie({ name: SESSION_COOKIE, value: session?.token ?? '', ...COOKIE, ...over, httpOnly: true }),
    // Screens and scripts read it, to say it again in a header.
    stringifySetCookie({ name: XSRF_COOKIE, value: session?.xsrfToken ?? '', ...COOKIE, ...over }),
  ];
  response.setHeader('set-cookie', cookies);
}
