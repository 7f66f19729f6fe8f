import { readOcspResponse } from '#certs/ocsp/response.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { memberOf, sameIdentifier, sameMember } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId, keyOf } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader } from '../../server-configuration/change.ts';
import { wantedNames, type WantedName } from '../../server-configuration/client-names.ts';
import type { LocalClient } from '../../server-configuration/clients.ts';
import type { KeyState } from '../../signer/messages.ts';
import { certificateOf } from '../../signer/selection.ts';
import type { ServerParts } from './parts.ts';

/** A client of this server, or only one of the network. */
export type AnyClient = Pick<LocalClient, 'id'> & Partial<LocalClient>;

/** What clients are shown with. */
export interface ClientFacts {
  readonly network: GlobalConfiguration | undefined;
  readonly isOwner: (id: ClientId) => boolean;
  readonly isManagementServicesProvider: (id: ClientId) => boolean;
  readonly hasSigningCertificate: (id: ClientId) => boolean;
  readonly wantedName: (id: ClientId) => WantedName | undefined;
}

export async function clientFacts(
  { control }: Pick<ServerParts, 'control'>,
  configuration: ConfigurationReader,
): Promise<ClientFacts> {
  const { context, signer, status } = control;
  const network = context.latestConfiguration();
  const owner = memberOf(context.serverId);
  const provider = network?.private?.managementService.providerId;
  const wanted = await wantedNames(configuration, (id) => network?.subsystemName(id));
  const { tokens } = await signer.client.keys();
  const members = tokens.flatMap(({ keys }) => keys).flatMap((key) => membersThatCanSign(key, status));
  return {
    network,
    isOwner: (id) => sameIdentifier(id, owner),
    isManagementServicesProvider: (id) => provider !== undefined && sameIdentifier(id, provider),
    hasSigningCertificate: (id) => members.some((member) => sameMember(member, id)),
    wantedName: (id) => wanted.get(keyOf(id)),
  };
}

/** Whose signing certificates of a key are registered and good. */
function membersThatCanSign(
  { usage, certificates }: KeyState,
  status: Pick<ServerParts['control']['status'], 'responseFor'>,
): Pick<ClientId, 'instance' | 'memberClass' | 'memberCode'>[] {
  if (usage !== 'SIGNING') return [];
  return certificates.flatMap((entry) => {
    const response = status.responseFor(certificateOf(entry));
    const isGood = response !== undefined && readOcspResponse(response).status.kind === 'good';
    return entry.member !== undefined && entry.status === 'REGISTERED' && isGood ? [entry.member] : [];
  });
}

/** `Client` of the definition. */
export function clientShape({ id, status, connectionType }: AnyClient, facts: ClientFacts) {
  const memberName = facts.network?.memberName(id);
  const subsystemName = facts.network?.subsystemName(id);
  const wanted = facts.wantedName(id);
  return {
    id: formatEncodedId(id),
    instance_id: id.instance,
    ...(memberName === undefined || memberName === '' ? {} : { member_name: memberName }),
    member_class: id.memberClass,
    member_code: id.memberCode,
    ...(id.type === 'SUBSYSTEM' ? { subsystem_code: id.subsystemCode } : {}),
    ...(subsystemName === undefined ? {} : { subsystem_name: subsystemName }),
    owner: facts.isOwner(id),
    has_valid_local_sign_cert: facts.hasSigningCertificate(id),
    ...(wanted === undefined ? {} : { rename_status: wanted.isSubmitted ? 'NAME_SUBMITTED' : 'NAME_SET' }),
    ...(connectionType === undefined ? {} : { connection_type: connectionType }),
    ...(status === undefined ? {} : { status }),
  };
}
