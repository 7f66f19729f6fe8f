import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { clientOfService, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ServerId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { drumError } from '#protocol/errors.ts';

/**
 * Addresses of the security servers that may answer for a service (PR-MESSTRANSP §5; maintenance mode since 7.7): all that
 * have the provider as a client, or the one that was asked for; those in maintenance are left out.
 * Throws `unknown_member`, `invalid_security_server`, `maintenance_mode`.
 */
export function providerAddresses(
  configuration: GlobalConfiguration,
  service: ServiceId,
  wanted: ServerId | undefined,
): string[] {
  const serving = configuration
    .serversOf(clientOfService(service))
    .filter((server): server is typeof server & { address: string } => Boolean(server.address));
  if (serving.length === 0) {
    throw drumError('unknown_member', `Could not find addresses for service provider "${keyOf(service)}"`);
  }
  const chosen = wanted === undefined ? serving : serving.filter(({ id }) => sameIdentifier(id, wanted));
  if (wanted !== undefined && chosen.length === 0) {
    const known = configuration.server(wanted) === undefined ? 'Could not find' : 'Invalid';
    throw drumError('invalid_security_server', `${known} security server "${keyOf(wanted)}"`);
  }
  const open = chosen.filter(({ maintenance }) => maintenance === undefined);
  const [closed] = chosen;
  if (open.length === 0 && closed !== undefined) {
    const message = closed.maintenance?.message;
    throw drumError(
      'maintenance_mode',
      `Security server "${keyOf(closed.id)}" is in maintenance mode${message ? `. Its administrator says: ${message}` : ''}`,
    );
  }
  return [...new Set(open.map(({ address }) => address))];
}
