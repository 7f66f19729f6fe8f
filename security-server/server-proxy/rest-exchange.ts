import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, DrumError, drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { restRequestHash } from '#protocol/rest/consistency.ts';
import { headerValue } from '#protocol/rest/header-part.ts';
import type { RestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse, type RestResponse } from '#protocol/rest/response.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { readTransportRequestHeaders, type TransportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { MessageContent, ProxyMessage, Seal } from '#protocol/transport/message.ts';
import { multipartContentType, newBoundary } from '#protocol/transport/multipart-writer.ts';
import { bodyRules, chunksOf, collectBody, keepBytes, type Body, type KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { requireCarried } from '../exchange/headers.ts';
import { recordOf } from '../exchange/logged.ts';
import { paced } from '../exchange/pace.ts';
import { whileCallerWaits } from '../exchange/patience.ts';
import { pour } from '../exchange/pour.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import { verifyReceived } from '../exchange/verify-message.ts';
import type { StageClock } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { Authorization } from '../server-configuration/snapshot.ts';
import type { ProviderAnswer, ProviderCalls } from './provider-call.ts';
import { checkSender } from './sender.ts';

export interface ProviderSide extends ExchangeServices {
  readonly providers: ProviderCalls;
}

/** What a request is once all of it has been read, checked and found allowed. */
interface Accepted {
  readonly message: ProxyMessage<unknown>;
  readonly rest: RestRequest;
  readonly body: Body | undefined;
  readonly requestHash: string;
  readonly authorization: Authorization;
}

/**
 * One REST exchange on the provider's side, in X-Road's order (PR-MESSTRANSP §6): read, authenticate the peer, authorise,
 * verify, log, call the provider, sign, log, answer. What it throws has the codes that stand behind `server.serverproxy.`.
 */
export async function serveRest(
  side: ProviderSide,
  peer: readonly Certificate[],
  request: IncomingMessage,
  response: ServerResponse,
  record: OperationalRecord,
): Promise<void> {
  const { context } = side;
  const stages = side.metrics.exchange('provider');
  const configuration = context.globalConfiguration();
  const transport = readTransportRequestHeaders(request.headers);
  record.xRequestId = transport.requestId;
  const bodies: KeptBytes[] = [];
  try {
    const accepted = await accept(side, { configuration, transport, peer, request, record, bodies, stages });
    const answered = await side.shares.within(accepted.rest.serviceId, async () => {
      side.log.assertReady();
      await logMessage(side, accepted, 'request', accepted.rest.bytes, accepted.message, accepted.body);
      stages.lap('log-request');
      const silenceMsMax = context.parameters['proxy.request-idle-timeout'];
      return whileCallerWaits(response, silenceMsMax, () => answer(side, accepted, { record, bodies, stages }));
    });
    await send(response, answered);
    stages.lap('deliver');
  } finally {
    await Promise.all(bodies.map((body) => body.dispose()));
  }
}

interface Incoming {
  readonly configuration: GlobalConfiguration;
  readonly transport: TransportRequestHeaders;
  readonly peer: readonly Certificate[];
  readonly request: IncomingMessage;
  readonly record: OperationalRecord;
  /** Everything that must be disposed of in the end. */
  readonly bodies: KeptBytes[];
  readonly stages: StageClock;
}

async function accept(side: ProviderSide, incoming: Incoming): Promise<Accepted> {
  const { context } = side;
  const { configuration, transport, request, record, bodies, stages } = incoming;
  let service: ServiceId | undefined;
  const rules = bodyRules(side, () => service && { side: 'provider', service });
  const rights = context.serverConfiguration();
  const chunks = chunksOf(request, context.parameters['proxy.body-rate-min']);
  const judged: { authorization?: Authorization; refusal?: DrumError } = {};
  const decoded = await decodeProxyMessage<KeptBytes | undefined>(chunks, {
    direction: 'request',
    protocol: transport.protocol,
    contentType: transport.contentType,
    hashAlgorithm: transport.hashAlgorithm,
    limits: TRANSPORT_LIMITS,
    onHead: async (head) => {
      const asked = restRequestOf(head.content);
      service = asked.serviceId;
      // Known from here on, so that monitoring can tell which message was refused.
      describeRequest(record, asked, undefined);
      await checkSender(side, { ...incoming, ocspResponses: head.ocspResponses }, asked);
      // Here too: a body that nobody may send us can be large.
      try {
        const call = { method: asked.verb, rawPath: asked.servicePath };
        judged.authorization = rights.authorizeRest(asked.clientId, asked.serviceId, call, configuration);
      } catch (error) {
        judged.refusal = asDrumError(error);
        throw judged.refusal;
      }
    },
    storeBody: async ({ content }) => {
      const kept = await keepBytes(content, rules);
      if (kept !== undefined) bodies.push(kept);
      return kept;
    },
  })
    .catch((error: unknown) => {
      // A refusal is told as it is; what else ends the reading is a failure of the service.
      throw judged.refusal ?? error;
    })
    // The rest of what is refused is for whoever answers.
    .finally(() => chunks.return(undefined));
  const { authorization } = judged;
  if (decoded.kind === 'fault' || authorization === undefined) throw missingRest();
  const rest = restRequestOf(decoded.content);
  requireCarried(rest.headers);
  // An empty body part counts as no body, as with X-Road, in all but the hash that proves to the client what has arrived.
  const requestHash = restRequestHash(rest.bytes, decoded.bodies[0]?.sha512);
  const message = withoutEmptyBodies(decoded);
  const [arrived] = message.bodies;
  const body = arrived && { ...arrived.stored, digest: arrived.sha512 };
  describeRequest(record, rest, body);
  if (rest.requestId !== transport.requestId) {
    throw drumError('invalid_message', 'The header x-road-request-id differs from that of the signed message');
  }
  record.serviceType = authorization.service.type;
  stages.lap('read');
  await side.turns.take('begins');
  stages.lap('turn');
  verifyReceived(message, rest.clientId, {
    configuration,
    certificates: side.certificates,
    at: context.clock.now(),
  });
  stages.lap('verify');
  return { message, rest, body, requestHash, authorization };
}

/** SOAP messages are not exchanged yet: they are refused before their attachments are read. */
function restRequestOf(content: MessageContent): RestRequest {
  if (content.kind !== 'rest-request') throw missingRest();
  return content.rest;
}

const missingRest = () => drumError('missing_rest', 'Request does not have REST message');

/** A signed and logged answer. */
interface Answered {
  readonly bytes: Buffer;
  readonly body: Body | undefined;
  readonly seal: Seal;
}

async function answer(
  side: ProviderSide,
  accepted: Accepted,
  { record, bodies, stages }: Pick<Incoming, 'record' | 'bodies' | 'stages'>,
): Promise<Answered> {
  const { rest, body: requestBody, requestHash, authorization } = accepted;
  record.requestOutTs = nowMs(side);
  const provided = await side.providers.call(authorization.service, {
    method: rest.verb,
    servicePath: rest.servicePath,
    query: rest.query,
    headers: rest.headers,
    body: requestBody,
  });
  // Sent whole; its room on the disk may be needed for the answer.
  const isReleased = requestBody?.dispose() ?? Promise.resolve();
  isReleased.catch(() => undefined);
  // Read at once: an answer that waits while its sender closes the connection is taken for broken off.
  const body = await providerBody(side, provided, rest.serviceId);
  if (body !== undefined) bodies.push(body);
  await isReleased;
  record.responseInTs = nowMs(side);
  stages.lap('provider');
  await side.turns.take('goes-on');
  stages.lap('turn');
  const answered = buildRestResponse(rest, requestHash, provided);
  const seal = await side.signing.sign(clientOfService(rest.serviceId), answered.bytes, body?.digest);
  stages.lap('sign');
  await logMessage(side, accepted, 'response', answered.bytes, seal, body);
  stages.lap('log-response');
  describeResponse(record, answered, body);
  return { bytes: answered.bytes, body, seal };
}

async function send(response: ServerResponse, { bytes, body, seal }: Answered): Promise<void> {
  const boundary = newBoundary();
  const headers = { 'content-type': multipartContentType(boundary), 'x-hash-algorithm': 'SHA-512' };
  const message = encodeProxyMessage({
    boundary,
    content: { kind: 'rest-response', bytes },
    bodies: body === undefined ? [] : [{ content: body.chunks() }],
    seal,
  });
  try {
    const content = await gathered(message);
    response.writeHead(200, headers);
    if (Buffer.isBuffer(content)) response.end(content);
    else await pour(content, response);
  } catch (error) {
    if (!response.headersSent) throw error;
    throw drumError('io_error', 'The other security server hung up before it had the answer', error);
  } finally {
    await message.return(undefined);
  }
}

async function providerBody(
  side: ProviderSide,
  { body, statedBytes }: ProviderAnswer,
  service: ServiceId,
): Promise<Body | undefined> {
  const rules = bodyRules(side, () => ({ side: 'provider', service }));
  try {
    return await collectBody(fromProvider(side, body), rules, statedBytes);
  } catch (error) {
    // Not read on; that it ends without its end is nobody's concern.
    body.on('error', () => undefined).destroy();
    if (!(error instanceof DrumError) || error.code !== 'invalid_body') throw error;
    const text = `The answer of the provider system is larger than ${rules.bytesMax} bytes (proxy.max-body-size)`;
    throw drumError('network_error', text, error).withPrefix('service_failed');
  }
}

/** What fails in its coming is the provider's failure; what fails in keeping it is not. */
async function* fromProvider({ context }: ProviderSide, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* paced(body, context.parameters['proxy.body-rate-min']);
  } catch (error) {
    const text = error instanceof DrumError ? error.message : 'The answer of the provider system broke off';
    throw drumError('network_error', text, error).withPrefix('service_failed');
  }
}

async function logMessage(
  side: ProviderSide,
  { rest, authorization }: Accepted,
  direction: 'request' | 'response',
  bytes: Uint8Array,
  seal: Seal,
  body: Body | undefined,
): Promise<void> {
  await side.log.append(
    recordOf({
      side: 'provider',
      direction,
      queryId: rest.queryId,
      requestId: rest.requestId ?? '',
      client: rest.clientId,
      service: rest.serviceId,
      time: side.context.clock.now(),
      bytes,
      seal,
      bodies: body === undefined ? [] : [body],
      decision: decisionOf(rest, authorization),
    }),
  );
}

/** Why the call was allowed: the right, and what the caller gave as the reason, as it will be asked for later. */
function decisionOf(rest: RestRequest, { right }: Authorization): Readonly<Record<string, unknown>> {
  const stated = (name: string): string | null => headerValue(rest.headers, name) ?? null;
  return {
    right: { subject: keyOf(right.subject), method: right.endpoint.method, path: right.endpoint.path },
    caseNumber: rest.issue ?? null,
    purpose: stated('x-drum-purpose'),
    legalBasis: stated('x-drum-legal-basis'),
  };
}

function withoutEmptyBodies(message: ProxyMessage<KeptBytes | undefined>): ProxyMessage<KeptBytes> {
  const bodies = message.bodies.flatMap((body) =>
    body.stored === undefined ? [] : [{ ...body, stored: body.stored }],
  );
  return { ...message, bodies };
}

function describeRequest(record: OperationalRecord, rest: RestRequest, body: Body | undefined): void {
  record.client = rest.clientId;
  record.service = rest.serviceId;
  record.restMethod = rest.verb;
  record.restPath = rest.servicePath;
  record.messageId = rest.queryId;
  record.messageProtocolVersion = '1';
  record.requestSize = rest.bytes.length + (body?.size ?? 0);
  if (rest.userId !== undefined) record.messageUserId = rest.userId;
  if (rest.issue !== undefined) record.messageIssue = rest.issue;
  if (rest.representedParty !== undefined) record.representedParty = rest.representedParty;
}

function describeResponse(record: OperationalRecord, answered: RestResponse, body: Body | undefined): void {
  record.statusCode = answered.status;
  record.responseSize = answered.bytes.length + (body?.size ?? 0);
  record.succeeded = answered.status < ERROR_STATUS_MIN;
}

const ERROR_STATUS_MIN = 400;

const nowMs = ({ context }: ProviderSide): number => context.clock.now().getTime();
