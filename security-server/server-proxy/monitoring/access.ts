import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { memberOf, sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ClientId, MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import type { Parameters } from '#config/parameters.ts';
import type { SoapEnvelope } from '#protocol/soap/envelope.ts';
import type { SoapHeader } from '#protocol/soap/header.ts';

/** A request for one of the monitoring services of this server. */
export interface AskedMonitoring {
  readonly soap: SoapHeader;
  readonly bytes: Uint8Array;
  readonly envelope: SoapEnvelope;
  readonly serverId: ServerId;
  readonly parameters: Parameters;
}

/** Who owns the server, and provides its monitoring services. */
export const ownerOf = (serverId: ServerId): MemberId => memberOf(serverId);

export const isOwner = (serverId: ServerId, client: ClientId): boolean => sameIdentifier(client, ownerOf(serverId));

/** The one member or subsystem of the network that may ask every server (part MONITORING of global configuration). */
export function isMonitoringClient({ monitoringClient }: GlobalConfiguration, client: ClientId): boolean {
  return monitoringClient !== undefined && sameIdentifier(monitoringClient, client);
}

/**
 * Whose data alone the asker may see; undefined: everybody's. The owner has to name the server (PR-OPMON §2): by that he is told
 * from a member that asks any of the servers which it shares with others.
 */
export function visibleTo(
  { soap, serverId }: AskedMonitoring,
  configuration: GlobalConfiguration,
): ClientId | undefined {
  const { clientId, securityServerId } = soap;
  const asksAsOwner = securityServerId !== undefined && isOwner(serverId, clientId);
  return asksAsOwner || isMonitoringClient(configuration, clientId) ? undefined : clientId;
}
