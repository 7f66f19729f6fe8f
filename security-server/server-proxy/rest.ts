import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { restRequestHash } from '#protocol/rest/consistency.ts';
import { headerValue } from '#protocol/rest/header-part.ts';
import type { RestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse } from '#protocol/rest/response.ts';
import type { Body } from '../exchange/body.ts';
import { requireCarried } from '../exchange/headers.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { Service } from '../server-configuration/model.ts';
import type { ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';
import type { AnsweringServices, Head, Provided, Target, WholeRequest } from './protocol.ts';
import { providerBody } from './provider-body.ts';
import { restProvided, sizeWith } from './rest-answer.ts';
import { restMetadata } from './metadata/rest.ts';

/** A request in X-Road's message protocol for REST (PR-REST §4). */
export function restHead(rest: RestRequest): Head {
  const { clientId, serviceId, securityServerId, queryId, bytes } = rest;
  return {
    asked: {
      ...{ clientId, serviceId, securityServerId, queryId, bytes },
      // As with X-Road, in all but the hash that proves to the client what has arrived.
      ignoresEmptyBodies: true,
      describe: (record, bodies) => {
        describeRequest(record, rest, bodies);
      },
      checkWhole: (exchangeId) => {
        requireCarried(rest.headers);
        if (rest.requestId !== exchangeId) {
          throw drumError('invalid_message', 'The header x-road-request-id differs from that of the signed message');
        }
      },
    },
    describeService: (record, rights) => {
      record.serviceType = rights.service(serviceId)?.type ?? 'REST';
      const path = rights.endpointPath(serviceId, callOf(rest));
      if (path !== undefined) record.restPath = path;
    },
    target: (rights, configuration) => targetOf(rest, rights, configuration),
  };
}

const callOf = ({ verb, servicePath }: RestRequest) => ({ method: verb, rawPath: servicePath });

function targetOf(rest: RestRequest, rights: ServerConfigurationSnapshot, configuration: GlobalConfiguration): Target {
  const metadata = restMetadata(rest, rights, configuration);
  if (metadata !== undefined) return metadata;
  const authorization = rights.authorizeRest(rest.clientId, rest.serviceId, callOf(rest), configuration);
  const stated = (name: string): string | null => headerValue(rest.headers, name) ?? null;
  return {
    authorization,
    reason: {
      caseNumber: rest.issue ?? null,
      purpose: stated('x-drum-purpose'),
      legalBasis: stated('x-drum-legal-basis'),
    },
    answer: (side, request) => callService(side, authorization.service, rest, request),
  };
}

async function callService(
  side: AnsweringServices,
  service: Service,
  rest: RestRequest,
  { bodies: [requestBody], firstBodyDigest, keep, release, answerBegins }: WholeRequest,
): Promise<Provided> {
  const provided = await side.providers.call(service, {
    method: rest.verb,
    servicePath: rest.servicePath,
    query: rest.query,
    headers: rest.headers,
    body: requestBody,
  });
  answerBegins();
  const isReleased = release();
  isReleased.catch(() => undefined);
  // Read at once: an answer that waits while its sender closes the connection is taken for broken off.
  const body = await providerBody(side, provided, rest.serviceId);
  if (body !== undefined) keep(body);
  await isReleased;
  return restProvided(buildRestResponse(rest, restRequestHash(rest.bytes, firstBodyDigest), provided), body);
}

function describeRequest(record: OperationalRecord, rest: RestRequest, bodies: readonly Body[] = []): void {
  record.client = rest.clientId;
  record.service = rest.serviceId;
  record.restMethod = rest.verb;
  record.messageId = rest.queryId;
  record.messageProtocolVersion = '1';
  record.requestSize = sizeWith(rest.bytes, bodies);
  record.requestAttachmentCount = 0;
  if (rest.userId !== undefined) record.messageUserId = rest.userId;
  if (rest.issue !== undefined) record.messageIssue = rest.issue;
  if (rest.representedParty !== undefined) record.representedParty = rest.representedParty;
}
