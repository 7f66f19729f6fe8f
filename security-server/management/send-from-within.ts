import type { TlsIdentity } from '#certs/tls-identity.ts';
import { asDrumError, drumError, errorEntry } from '#protocol/errors.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import type { ControlPlane } from '../control-plane.ts';
import { clientProxyAddress } from './client-proxy-address.ts';
import { sendManagementRequest } from './send.ts';

/** Sends a management request of this server, and answers with the number that it has at the central server. */
export type SendFromWithin = (request: ManagementRequest) => Promise<number>;

/**
 * What sends management requests within a server that runs. `identity` is its internal one now. The sending throws
 * `global_conf_outdated`, and `management_request_sending_failed` for all else that stands in its way.
 */
export function sendFromWithin(
  { context, signer, identities }: Pick<ControlPlane, 'context' | 'signer' | 'identities'>,
  identity: () => TlsIdentity,
): SendFromWithin {
  const { serverId, parameters } = context;
  return async (request) => {
    try {
      const sender = {
        ...{ serverId, identities, signer: signer.client, configuration: context.globalConfiguration() },
        rsaSignMechanism: parameters['signer.soft-token-rsa-sign-mechanism'],
        clientProxy: { url: clientProxyAddress(context), identity: identity() },
      };
      return await sendManagementRequest(sender, request);
    } catch (error) {
      const { code, message } = asDrumError(error);
      if (errorEntry(code)?.code === 'global_conf_outdated') throw drumError('global_conf_outdated', message, error);
      throw drumError('management_request_sending_failed', `${code}: ${message}`, error);
    }
  };
}
