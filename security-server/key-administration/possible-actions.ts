import { drumError } from '#protocol/errors.ts';
import type { CertificateEntry, KeyUsage } from '../signer/key-configuration.ts';
import { SOFTWARE_TOKEN } from '../signer/software-token-id.ts';
import type { FoundCertificate, FoundKey, TokenState } from './finding.ts';

/** X-Road's names of what can be done with tokens, keys, certificates and requests. */
export type PossibleAction =
  | 'DELETE'
  | 'ACTIVATE'
  | 'DISABLE'
  | 'LOGIN'
  | 'LOGOUT'
  | 'REGISTER'
  | 'UNREGISTER'
  | 'GENERATE_KEY'
  | 'EDIT_FRIENDLY_NAME'
  | 'GENERATE_AUTH_CSR'
  | 'GENERATE_SIGN_CSR'
  | 'TOKEN_CHANGE_PIN'
  | 'TOKEN_DELETE';

export const isSoftware = ({ id }: TokenState): boolean => id === SOFTWARE_TOKEN;

/** Whether it is at hand. */
export const isAvailable = ({ device }: TokenState): boolean => device?.available !== false;

export const isReadOnly = ({ device }: TokenState): boolean => device?.readOnly === true;

const isActive = (token: TokenState): boolean => token.loggedIn && isAvailable(token);

/** The name is that of the server, so that it can always be changed. */
export function tokenActions(token: TokenState): PossibleAction[] {
  return [...stateActions(token), 'EDIT_FRIENDLY_NAME'];
}

function stateActions(token: TokenState): PossibleAction[] {
  if (isActive(token)) {
    return [
      ...(isReadOnly(token) ? [] : (['GENERATE_KEY'] as const)),
      'LOGOUT',
      // Devices have their PINs changed by their makers' programs.
      ...(isSoftware(token) ? (['TOKEN_CHANGE_PIN'] as const) : []),
    ];
  }
  if (isAvailable(token)) return token.initialised ? ['LOGIN'] : [];
  return ['TOKEN_DELETE'];
}

export function keyActions({ token, key }: FoundKey): PossibleAction[] {
  const mayRequest = isActive(token) && key.usable && key.certificates.length === 0;
  const mayBeFor = (usage: KeyUsage): boolean => mayRequest && (key.usage ?? usage) === usage;
  return [
    ...(isActive(token) && !isReadOnly(token) ? (['DELETE'] as const) : []),
    ...(isSoftware(token) && mayBeFor('AUTHENTICATION') ? (['GENERATE_AUTH_CSR'] as const) : []),
    ...(mayBeFor('SIGNING') ? (['GENERATE_SIGN_CSR'] as const) : []),
    'EDIT_FRIENDLY_NAME',
  ];
}

export function certificateActions({ key, entry }: Pick<FoundCertificate, 'key' | 'entry'>): PossibleAction[] {
  const isAuthentication = key.usage === 'AUTHENTICATION';
  const isRegistered = isAuthentication && mustBeUnregistered(entry);
  return [
    isRegistered ? 'UNREGISTER' : 'DELETE',
    ...(isAuthentication && entry.status === 'SAVED' ? (['REGISTER'] as const) : []),
    entry.active ? 'DISABLE' : 'ACTIVATE',
  ];
}

/** Of authentication certificates: whether the central server knows it, or is about to. */
export const mustBeUnregistered = ({ status }: CertificateEntry): boolean =>
  status === 'REGISTERED' || status === 'REGISTRATION_IN_PROGRESS';

export const REQUEST_ACTIONS: readonly PossibleAction[] = ['DELETE'];

/** Throws `action_not_possible`. */
export function requireAction(action: PossibleAction, possible: readonly PossibleAction[]): void {
  if (possible.includes(action)) return;
  throw drumError('action_not_possible', `${action} is not possible now; what is: ${possible.join(', ') || 'nothing'}`);
}
