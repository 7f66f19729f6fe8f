import { isIP } from 'node:net';
import type { Request } from 'express';
import { parseCookie } from 'cookie';
import type { Kysely } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { ApiKeys } from '../accounts/api-keys.ts';
import { isSameSecret, type Sessions } from '../accounts/sessions.ts';
import type { AdministrationTables } from '../accounts/tables.ts';
import { isUserName, type Users } from '../accounts/users.ts';
import type { Caller } from './call.ts';

/** The names that scripts for X-Road know. */
export const SESSION_COOKIE = 'JSESSIONID';
export const XSRF_COOKIE = 'XSRF-TOKEN';
const XSRF_HEADER = 'x-xsrf-token';
const API_KEY = /^X-Road-ApiKey token=(\S{1,200})$/i;
const BASIC = /^Basic ([A-Za-z0-9+/=]{1,400})$/i;

export interface Accounts {
  readonly database: Kysely<AdministrationTables>;
  readonly clock: Clock;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  /** Of single sign-on, by name: sessions of one that is not declared any more are over. */
  readonly providers: ReadonlySet<string>;
  readonly permissionsOf: (roles: readonly string[]) => ReadonlySet<string>;
}

interface Allowed {
  /** Name and password in each call, and no API key: a key manages no other. */
  readonly basic: boolean;
  /** Also users whose password must be changed first. */
  readonly firstPassword: boolean;
}

export const cookiesOf = (request: Request): Readonly<Record<string, string | undefined>> =>
  parseCookie(request.headers.cookie ?? '');

/**
 * Who calls, by an API key, by a session's cookie, or, where API keys are managed and from this machine alone, by name and password. A
 * session's calls carry its XSRF token in a header too. Throws `not_authenticated`, `xsrf_token_wrong`, `password_must_be_changed`.
 */
export async function callerOf(request: Request, accounts: Accounts, allowed: Allowed): Promise<Caller> {
  const { authorization } = request.headers;
  const apiKey = API_KEY.exec(authorization ?? '')?.[1];
  if (apiKey !== undefined && !allowed.basic) return byApiKey(apiKey, accounts);
  const basic = BASIC.exec(authorization ?? '')?.[1];
  if (basic !== undefined && allowed.basic && isThisMachine(request)) return byPassword(basic, accounts);
  if (authorization !== undefined) throw notAuthenticated();
  return bySession(request, accounts, allowed);
}

async function byApiKey(key: string, { database, apiKeys, permissionsOf }: Accounts): Promise<Caller> {
  const found = await apiKeys.find(database, key);
  if (found === undefined) throw notAuthenticated();
  const { id, roles } = found;
  return { name: `api-key-${id}`, roles, permissions: permissionsOf(roles), authentication: 'ApiKey' };
}

/** Whether a request carries name and password. */
export const isBasic = ({ headers: { authorization } }: Request): boolean => BASIC.test(authorization ?? '');

/** What is told of who says to be called so. What no user may be called may be a password in the wrong field, or a person's number. */
export const toldName = (name: string): string | undefined => (isUserName(name) ? name : undefined);

/** Whom a request with name and password says that it comes from; undefined for any other. */
export function basicNameOf({ headers: { authorization } }: Request): string | undefined {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  return encoded === undefined ? undefined : toldName(namedIn(encoded).name);
}

function namedIn(encoded: string): { readonly name: string; readonly password: string } {
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return { name, password };
}

async function byPassword(encoded: string, { users, permissionsOf }: Accounts): Promise<Caller> {
  const { name, password } = namedIn(encoded);
  const attempt = await users.logIn(name, password);
  if (!('user' in attempt)) throw notAuthenticated();
  const { roles, mustChangePassword } = attempt.user;
  if (mustChangePassword) throw mustChange();
  return { name, roles, permissions: permissionsOf(roles), authentication: 'HttpBasic' };
}

async function bySession(
  request: Request,
  { sessions, users, permissionsOf, providers }: Accounts,
  { firstPassword }: Allowed,
): Promise<Caller> {
  const cookies = cookiesOf(request);
  const token = cookies[SESSION_COOKIE];
  const session = token === undefined ? undefined : await sessions.use(token);
  if (session === undefined) throw notAuthenticated();
  const said = request.get(XSRF_HEADER) ?? '';
  if (!isSameSecret(said, session.xsrfToken) || !isSameSecret(cookies[XSRF_COOKIE] ?? '', session.xsrfToken)) {
    throw drumError('xsrf_token_wrong', 'The header X-XSRF-TOKEN does not hold the token of the session');
  }
  const { provider, roles: given } = session;
  if (provider !== undefined && !providers.has(provider)) throw notAuthenticated();
  if (given !== undefined) {
    return { name: session.userName, roles: given, permissions: permissionsOf(given), authentication: 'Session' };
  }
  const user = await users.find(session.userName);
  // The name may have gone and come back, or the password or the user have been changed while this session began.
  if (user === undefined || user.isDisabled || session.createdAt < user.passwordChangedAt) throw notAuthenticated();
  // Whoever came by single sign-on has used no password.
  if (user.mustChangePassword && !firstPassword && provider === undefined) throw mustChange();
  const { name, roles } = user;
  return { name, roles, permissions: permissionsOf(roles), authentication: 'Session' };
}

const notAuthenticated = () => drumError('not_authenticated', 'Log in, or send an API key');
const mustChange = () =>
  drumError('password_must_be_changed', 'The first password must be changed before anything else');

function isThisMachine(request: Request): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
