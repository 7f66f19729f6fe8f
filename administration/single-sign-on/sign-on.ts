import { drumError } from '#protocol/errors.ts';
import { isUserName } from '../accounts/users.ts';
import type { Identities } from './identities.ts';
import { OpenIdConnectProvider } from './open-id-connect.ts';
import type { Assertion, SignOnProvider } from './provider.ts';
import { SamlProvider } from './saml.ts';
import { signOnPath, type ProviderSettings, type SingleSignOnSettings } from './settings.ts';

/** As whom somebody comes in: as a user of ours, or by the roles that the provider's word gives, for this session alone. */
export type Newcomer = { readonly user: string } | { readonly name: string; readonly roles: readonly string[] };

export interface NamedProvider {
  readonly settings: ProviderSettings;
  readonly protocol: SignOnProvider;
}

/** The providers, by name. */
export function providersOf({ publicUrl, providers }: SingleSignOnSettings): ReadonlyMap<string, NamedProvider> {
  return new Map(
    providers.map((settings) => {
      const protocol = protocolOf(settings, `${publicUrl}${signOnPath(settings.name)}/callback`);
      return [settings.name, { settings, protocol }] as const;
    }),
  );
}

/** `callback`: where the provider sends browsers back to. */
function protocolOf({ name, openIdConnect, saml }: ProviderSettings, callback: string): SignOnProvider {
  if (openIdConnect !== undefined) return new OpenIdConnectProvider(openIdConnect, callback);
  if (saml !== undefined) return new SamlProvider(saml, callback);
  throw new TypeError(`The provider ${name} has no protocol`);
}

/** Who it is, to us. Throws `sign_on_not_permitted`. */
export async function newcomerOf(
  { settings }: NamedProvider,
  assertion: Assertion,
  identities: Identities,
): Promise<Newcomer> {
  const user = await identities.find(settings.name, assertion.subject);
  if (user !== undefined) return { user };
  const roles = assertion.groups.flatMap((group) =>
    Object.hasOwn(settings.roles, group) ? (settings.roles[group] ?? []) : [],
  );
  if (roles.length === 0) {
    throw drumError('sign_on_not_permitted', `${settings.name} knows the person, and no user or role here is theirs`);
  }
  const { name } = assertion;
  if (name === undefined || !isUserName(name)) {
    throw drumError(
      'sign_on_not_permitted',
      `${settings.name} does not say what the person may be called here: 1 to 64 Latin letters, digits and . _ @ -, no number of a person`,
    );
  }
  return { name: `${settings.name}:${name}`, roles: [...new Set(roles)].sort() };
}
