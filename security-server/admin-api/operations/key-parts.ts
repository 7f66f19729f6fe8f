import type { AdminCall } from '#administration/http/call.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { CertificateRegistration } from '../../key-administration/certificate-registration.ts';
import { CertificateRequests } from '../../key-administration/certificate-requests.ts';
import { TokenPins } from '../../key-administration/token-pins.ts';
import type { SignerClient } from '../../signer/client.ts';
import type { KeyUsage } from '../../signer/key-configuration.ts';
import type { SignerState } from '../../signer/messages.ts';
import type { ShapeParts } from './key-shapes.ts';
import type { ServerParts } from './parts.ts';

/** What the operations on tokens, keys and certificates work with. */
export interface KeyParts {
  readonly context: ServerParts['control']['context'];
  readonly signer: SignerClient;
  readonly pins: TokenPins;
  readonly requests: CertificateRequests;
  readonly registration: CertificateRegistration;
  /** Throws `token_fetch_failed` while the signer does not answer. */
  readonly state: () => Promise<SignerState>;
  readonly shapes: (call: Pick<AdminCall, 'now'>) => ShapeParts;
}

export function keyPartsOf({ control, send }: Pick<ServerParts, 'control' | 'send'>): KeyParts {
  const { context, status } = control;
  const signer = control.signer.client;
  const { serverId, clock, log, parameters } = context;
  const enforcePolicy = parameters['signer.enforce-token-pin-policy'];
  const pins = new TokenPins({ signer, enforcePolicy, clock, log });
  return {
    ...{ context, signer, pins },
    requests: new CertificateRequests({ context, signer }),
    registration: new CertificateRegistration({ serverId, signer, send }),
    state: async () => {
      try {
        return await signer.keys();
      } catch (error) {
        throw drumError('token_fetch_failed', asDrumError(error).message, error);
      }
    },
    shapes: ({ now }) => ({
      pinStatus: (token) => pins.status(token),
      responseFor: (certificate) => status.responseFor(certificate),
      now,
    }),
  };
}

/** Throws `permission_missing`. */
export function requirePermission({ caller }: AdminCall, permission: string): void {
  if (caller.permissions.has(permission)) return;
  throw drumError('permission_missing', `This needs the permission ${permission}`);
}

/** What depends on what a key is for. */
export const byUsage = (usage: KeyUsage | undefined, authentication: string, signing: string): string =>
  usage === 'SIGNING' ? signing : authentication;
