import { formatEncodedId } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader } from '../../server-configuration/change.ts';
import type { GivenRight } from '../../server-configuration/rights.ts';
import { describeServiceClients, type ServiceClient } from '../../server-configuration/service-clients.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { ServerParts } from './parts.ts';

/** `ServiceClient` of the definition. */
const serviceClientShape = ({ subject, name, localGroup }: ServiceClient, givenAt?: Date) => {
  const code = subject.type === 'SUBSYSTEM' ? subject.subsystemCode : undefined;
  const shown = name === undefined || name === '' ? code : name;
  return {
    id: localGroup === undefined ? formatEncodedId(subject) : String(localGroup.number),
    ...(shown === undefined ? {} : { name: shown }),
    ...(localGroup === undefined ? {} : { local_group_code: localGroup.code }),
    service_client_type: subject.type,
    ...(givenAt === undefined ? {} : { rights_given_at: givenAt.toISOString() }),
  };
};

export type ServiceClientShape = ReturnType<typeof serviceClientShape>;

/** By name; whoever has none, last. */
const byName = (one: ServiceClientShape, other: ServiceClientShape): number => {
  if ((one.name === undefined) !== (other.name === undefined)) return one.name === undefined ? 1 : -1;
  return (one.name ?? '').localeCompare(other.name ?? '', 'bg') || one.id.localeCompare(other.id, 'bg');
};

/** As the API lists them. */
export const serviceClientsShape = (candidates: readonly ServiceClient[]): ServiceClientShape[] =>
  candidates.map((each) => serviceClientShape(each)).sort(byName);

/** Whoever has the rights, as the API lists them; a member, which X-Road gives none, is left out. Throws `client_not_found`. */
export async function holdersShape(
  { control: { context } }: Pick<ServerParts, 'control'>,
  configuration: ConfigurationReader,
  client: ClientId,
  rights: readonly GivenRight[],
): Promise<ServiceClientShape[]> {
  const held = rights.filter(({ subject }) => subject.type !== 'MEMBER');
  const subjects = held.map(({ subject }) => subject);
  const known = await describeServiceClients(configuration, client, subjects, context.latestConfiguration());
  return known.map((each, index) => serviceClientShape(each, held[index]?.givenAt)).sort(byName);
}
