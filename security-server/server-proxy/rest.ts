import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { restRequestHash } from '#protocol/rest/consistency.ts';
import { headerValue } from '#protocol/rest/header-part.ts';
import type { RestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse, type RestResponse } from '#protocol/rest/response.ts';
import type { Body } from '../exchange/body.ts';
import { requireCarried } from '../exchange/headers.ts';
import type { PartBody } from '../exchange/parts.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { Service } from '../server-configuration/model.ts';
import type { ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';
import type { Asked, AnsweringServices, Provided, Target, WholeRequest } from './protocol.ts';
import { providerBody } from './provider-body.ts';

/** From here on a status says that the application failed. */
const ERROR_STATUS_MIN = 400;

/** A request in X-Road's message protocol for REST (PR-REST §4). */
export function askedInRest(rest: RestRequest): Asked {
  const { clientId, serviceId, securityServerId, queryId, bytes } = rest;
  return {
    ...{ clientId, serviceId, securityServerId, queryId, bytes },
    // As with X-Road, in all but the hash that proves to the client what has arrived.
    ignoresEmptyBodies: true,
    describe: (record, bodies) => {
      describeRequest(record, rest, bodies);
    },
    target: (rights, configuration) => targetOf(rest, rights, configuration),
    checkWhole: (exchangeId) => {
      requireCarried(rest.headers);
      if (rest.requestId !== exchangeId) {
        throw drumError('invalid_message', 'The header x-road-request-id differs from that of the signed message');
      }
    },
  };
}

function targetOf(rest: RestRequest, rights: ServerConfigurationSnapshot, configuration: GlobalConfiguration): Target {
  const call = { method: rest.verb, rawPath: rest.servicePath };
  const authorization = rights.authorizeRest(rest.clientId, rest.serviceId, call, configuration);
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
  { bodies: [requestBody], firstBodyDigest, keep, release }: WholeRequest,
): Promise<Provided> {
  const provided = await side.providers.call(service, {
    method: rest.verb,
    servicePath: rest.servicePath,
    query: rest.query,
    headers: rest.headers,
    body: requestBody,
  });
  const isReleased = release();
  isReleased.catch(() => undefined);
  // Read at once: an answer that waits while its sender closes the connection is taken for broken off.
  const body = await providerBody(side, provided, rest.serviceId);
  if (body !== undefined) keep(body);
  await isReleased;
  return restProvided(buildRestResponse(rest, restRequestHash(rest.bytes, firstBodyDigest), provided), body);
}

function restProvided(answer: RestResponse, body: Body | undefined): Provided {
  const bodies: PartBody[] = body === undefined ? [] : [body];
  return {
    content: { kind: 'rest-response', bytes: answer.bytes },
    bodies,
    describe: (record) => {
      record.statusCode = answer.status;
      record.responseSize = sizeWith(answer.bytes, bodies);
      record.succeeded = answer.status < ERROR_STATUS_MIN;
    },
  };
}

function describeRequest(record: OperationalRecord, rest: RestRequest, bodies: readonly Body[] = []): void {
  record.client = rest.clientId;
  record.service = rest.serviceId;
  record.restMethod = rest.verb;
  record.restPath = rest.servicePath;
  record.messageId = rest.queryId;
  record.messageProtocolVersion = '1';
  record.requestSize = sizeWith(rest.bytes, bodies);
  if (rest.userId !== undefined) record.messageUserId = rest.userId;
  if (rest.issue !== undefined) record.messageIssue = rest.issue;
  if (rest.representedParty !== undefined) record.representedParty = rest.representedParty;
}

const sizeWith = (message: Uint8Array, bodies: readonly Body[]): number =>
  bodies.reduce((bytes, { size }) => bytes + size, message.length);
