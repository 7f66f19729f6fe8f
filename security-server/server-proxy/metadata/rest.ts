import { createHash } from 'node:crypto';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { withoutServerAddresses } from '#protocol/metadata/open-api.ts';
import { serviceListJson } from '#protocol/metadata/services.ts';
import { restRequestHash } from '#protocol/rest/consistency.ts';
import type { RestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse } from '#protocol/rest/response.ts';
import { inMemory } from '../../exchange/body.ts';
import type { OfferedService, ServerConfigurationSnapshot } from '../../server-configuration/snapshot.ts';
import type { AnsweringServices, Provided, Target } from '../protocol.ts';
import { restProvided } from '../rest-answer.ts';
import { serviceDescription, type ServiceDescription } from './description.ts';

/** An answer of the server itself. */
interface Answer {
  readonly contentType: string;
  readonly text: string;
}

/**
 * X-Road's metadata services for REST (PR-MREST §4), which the provider's security server answers itself; undefined where
 * the request is for none of them. Everybody may call them.
 */
export function restMetadata(
  rest: RestRequest,
  rights: ServerConfigurationSnapshot,
  configuration: GlobalConfiguration,
): Target | undefined {
  if (rest.verb !== 'GET') return undefined;
  const provider = clientOfService(rest.serviceId);
  const answers: Readonly<Record<string, (side: AnsweringServices) => Answer | Promise<Answer>>> = {
    listMethods: () => listOf(rights.servicesOf(provider)),
    allowedMethods: () => listOf(rights.servicesOf(provider, { caller: rest.clientId, groups: configuration })),
    getOpenAPI: (side) => openApiOf(side, rights.servicesOf(provider), rest.query),
  };
  const { serviceCode } = rest.serviceId;
  const answer = Object.hasOwn(answers, serviceCode) ? answers[serviceCode] : undefined;
  if (answer === undefined) return undefined;
  return {
    answer: async (side) => provided(rest, await answer(side)),
  };
}

function provided(rest: RestRequest, { contentType, text }: Answer): Provided {
  const bytes = Buffer.from(text, 'utf8');
  const answer = { status: 200, reason: 'OK', headers: [['content-type', contentType]] as const };
  // A body of such a request is nobody's concern, and not in the hash, as in X-Road.
  const response = buildRestResponse(rest, restRequestHash(rest.bytes), answer);
  return restProvided(response, { ...inMemory(bytes), digest: createHash('sha512').update(bytes).digest() });
}

function listOf(services: readonly OfferedService[]): Answer {
  const listed = services.flatMap(({ id, service, endpoints }) =>
    service.type === 'WSDL'
      ? []
      : [{ id, type: service.type === 'OPENAPI3' ? ('OPENAPI' as const) : service.type, endpoints }],
  );
  return { contentType: 'application/json', text: serviceListJson(listed) };
}

async function openApiOf(
  side: AnsweringServices,
  services: readonly OfferedService[],
  query: string | undefined,
): Promise<Answer> {
  const wanted = [...new URLSearchParams(query)].findLast(([name]) => name.toLowerCase() === 'servicecode')?.[1];
  if (!wanted) throw drumError('invalid_request', 'Missing serviceCode in the query');
  const found = services.find(({ service }) => service.serviceCode === wanted);
  if (found === undefined) throw drumError('unknown_service', `Service not found: ${wanted}`);
  if (found.service.type !== 'OPENAPI3') {
    throw drumError('service_type', `Service ${wanted} has no OpenAPI description: its type is ${found.service.type}`);
  }
  const description = await serviceDescription(side, found.service, 'OpenAPI description');
  const text = withoutServerAddresses(description.bytes.toString('utf8'), formOf(description));
  return { contentType: description.contentType ?? 'text/plain', text };
}

/** By the content type, else by the name of the file, as X-Road decides. */
function formOf({ contentType = '', url }: ServiceDescription): 'json' | 'yaml' {
  if (contentType.includes('application/json')) return 'json';
  if (contentType === 'application/x-yaml') return 'yaml';
  return new URL(url).pathname.endsWith('.json') ? 'json' : 'yaml';
}
