import type { ServiceId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { nameOf } from '#protocol/metadata/description.ts';
import type { ListedService as RestService } from '#protocol/metadata/services.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { DescriptionReader } from './describe-apart.ts';
import { serviceIdOf, type ListedService, type SubsystemAnswer } from './keeping.ts';
import { digestOf, Unanswered, type Network } from './network.ts';

interface Collecting {
  readonly network: Network;
  readonly descriptions: DescriptionReader;
  /** Of the descriptions that are known, by the services' ids. */
  readonly digests: ReadonlyMap<string, string>;
}

/** Of one subsystem's services, with their descriptions; the last ones may have to wait for the next round. */
const SUBSYSTEM_MS_MAX = 300_000;

/** Asks one subsystem for its services, and for what describes them. Throws `Unanswered` where our own security server does not answer. */
export async function collected(subsystem: SubsystemId, using: Collecting): Promise<SubsystemAnswer> {
  const until = performance.now() + SUBSYSTEM_MS_MAX;
  try {
    const rest = await using.network.restServices(subsystem);
    const soap = await using.network.soapServices(subsystem);
    const services: ListedService[] = [];
    for (const service of rest) services.push(await restService(subsystem, service, using, until));
    for (const id of soap) services.push(await soapService(subsystem, id, using, until));
    return { services };
  } catch (error) {
    if (error instanceof Unanswered && !error.isOurs) return { problem: error.problem };
    throw error;
  }
}

async function restService(
  subsystem: SubsystemId,
  { id, type, endpoints }: RestService,
  using: Collecting,
  until: number,
): Promise<ListedService> {
  const names = endpoints.map(({ method, path }) => nameOf(`${method} ${path}`)).filter((name) => name !== undefined);
  const listed = { serviceCode: id.serviceCode, type, operations: names.map((name) => ({ name })) };
  if (type === 'REST') return listed;
  const ask = () => using.network.openApi(subsystem, id.serviceCode);
  return { ...listed, description: await described(ask, serviceIdOf(keyOf(subsystem), listed), using, { until }) };
}

async function soapService(
  subsystem: SubsystemId,
  id: ServiceId,
  using: Collecting,
  until: number,
): Promise<ListedService> {
  const { serviceCode, serviceVersion } = id;
  const listed = {
    ...{ serviceCode, type: 'SOAP' as const, operations: [] },
    ...(serviceVersion === undefined ? {} : { serviceVersion }),
  };
  const ask = () => using.network.wsdl(subsystem, id);
  const serviceId = serviceIdOf(keyOf(subsystem), listed);
  return { ...listed, description: await described(ask, serviceId, using, { until, wsdlOf: serviceCode }) };
}

async function described(
  ask: () => Promise<Buffer>,
  serviceId: string,
  { descriptions, digests }: Collecting,
  { until, ...form }: { readonly until: number; readonly wsdlOf?: string },
): Promise<NonNullable<ListedService['description']>> {
  if (performance.now() > until) return { problem: 'timeout' };
  try {
    const bytes = await ask();
    const digest = digestOf(bytes);
    if (digests.get(serviceId) === digest) return { digest };
    const content = await descriptions.read({ bytes, ...form });
    return content === undefined ? { problem: 'malformed_description' } : { digest, content };
  } catch (error) {
    if (error instanceof Unanswered && !error.isOurs) return { problem: error.problem };
    throw error;
  }
}
