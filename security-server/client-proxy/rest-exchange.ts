import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { checkRestResponse, restRequestHash } from '#protocol/rest/consistency.ts';
import { buildRestRequest, type RestRequest } from '#protocol/rest/request.ts';
import type { RestResponse } from '#protocol/rest/response.ts';
import { errorOfFault } from '#protocol/soap/fault.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { transportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { ProxyMessage, Seal } from '#protocol/transport/message.ts';
import { newBoundary } from '#protocol/transport/multipart-writer.ts';
import { bodyRules, chunksInMemory, keepBytes, type Body, type KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { headerPairs, requireCarried } from '../exchange/headers.ts';
import { boundedInformation } from '../exchange/informational.ts';
import { recordOf } from '../exchange/logged.ts';
import { paced } from '../exchange/pace.ts';
import { whileCallerWaits } from '../exchange/patience.ts';
import { asRequestBody } from '../exchange/request-body.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import { verifyReceived } from '../exchange/verify-message.ts';
import { PROXY_VERSION } from '../exchange/version.ts';
import type { StageClock } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { PeerConnection, PeerConnections } from '../peers/peer-connections.ts';
import { authenticateClient } from './client-authentication.ts';
import { arrivingBody } from './arriving-body.ts';
import { deliver } from './delivery.ts';
import { providerAddresses } from './provider-servers.ts';

export interface ClientSide extends ExchangeServices {
  /** Makes the id of an exchange, and of a message whose sender gave it none. */
  newUuid(): string;
  readonly peers: PeerConnections;
  /** OCSP responses for this server's authentication certificate and its intermediates (DER). Throws `key_not_found`. */
  authenticationOcspResponses(): Promise<readonly Uint8Array[]>;
  /** Judges the certificates that a peer has shown (PR-MESSTRANSP §4). Throws `ssl_authentication_failed…`. */
  judgePeer(
    configuration: GlobalConfiguration,
    provider: ClientId,
    chain: readonly Certificate[],
    address: string,
  ): Promise<void>;
  /** The server's own internal TLS certificate (DER). */
  readonly internalCertificate: Uint8Array;
}

/** A fault that the other security server reported: told on as it is, because its code says where it happened. */
class PeerFault extends Error {
  readonly fault: DrumError;

  constructor(fault: DrumError) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * One REST exchange on the consumer's side: accept, resolve, sign, log, send, verify, log, deliver. What it throws carries
 * its whole code: `client.…` for what the caller got wrong, `server.clientproxy.…` for what went wrong here, the other
 * server's own for what went wrong there.
 */
export async function exchangeRest(
  side: ClientSide,
  request: IncomingMessage,
  response: ServerResponse,
  record: OperationalRecord,
): Promise<void> {
  try {
    await exchange(side, request, response, record);
  } catch (thrown) {
    if (thrown instanceof PeerFault) throw thrown.fault;
    throw thrown;
  }
}

async function exchange(
  side: ClientSide,
  request: IncomingMessage,
  response: ServerResponse,
  record: OperationalRecord,
): Promise<void> {
  const { context } = side;
  const stages = side.metrics.exchange('client');
  const configuration = context.globalConfiguration();
  const rest = accept(side, request, configuration.instance);
  describeRequest(record, rest);
  const client = context.serverConfiguration().registeredClient(rest.clientId);
  authenticateClient(request, client, {
    internalCertificate: side.internalCertificate,
    enforceValidity: context.parameters['proxy.enforce-client-is-cert-validity-period-check'],
    at: context.clock.now(),
  });
  const addresses = providerAddresses(configuration, rest.serviceId, rest.securityServerId);
  configuration.assertValid(context.clock.now(), rest.serviceId.instance);
  side.log.assertReady();
  stages.lap('accept');
  await side.turns.take('begins');
  stages.lap('turn');
  const body = await arrivingBody(side, request, response, rest.serviceId);
  stages.lap('body');
  try {
    record.requestSize = rest.bytes.length + (body?.size ?? 0);
    const conversation = { configuration, rest, body, addresses, request, response, record, stages };
    await side.shares.within(rest.serviceId, () => converse(side, conversation));
  } finally {
    await body?.dispose();
  }
}

interface Conversation {
  readonly configuration: GlobalConfiguration;
  readonly rest: RestRequest;
  readonly body: Body | undefined;
  readonly addresses: readonly string[];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: OperationalRecord;
  readonly stages: StageClock;
}

async function converse(side: ClientSide, conversation: Conversation): Promise<void> {
  const { request, response, record, stages } = conversation;
  const silenceMsMax = side.context.parameters['proxy.request-idle-timeout'];
  const received = await whileCallerWaits(response, silenceMsMax, () => verifiedAnswer(side, conversation));
  try {
    record.statusCode = received.rest.status;
    record.responseSize = received.rest.bytes.length + (received.body?.size ?? 0);
    await deliver(request, response, received);
    record.succeeded = received.rest.status < ERROR_STATUS_MIN;
    stages.lap('deliver');
  } finally {
    await received.body?.dispose();
  }
}

async function verifiedAnswer(side: ClientSide, conversation: Conversation): Promise<Received> {
  const { configuration, rest, body, addresses, record, stages } = conversation;
  const provider = clientOfService(rest.serviceId);
  const connection = await side.peers.acquire(addresses, (chain, address) =>
    side.judgePeer(configuration, provider, chain, address),
  );
  record.serviceSecurityServerAddress = connection.address;
  stages.lap('connect');
  let received: Received;
  try {
    const seal = await side.signing.sign(rest.clientId, rest.bytes, body?.digest);
    stages.lap('sign');
    await logRequest(side, rest, seal, body);
    stages.lap('log-request');
    record.requestOutTs = nowMs(side);
    received = await send(side, connection, conversation, seal);
    record.responseInTs = nowMs(side);
    stages.lap('send');
  } catch (error) {
    await side.peers.discard(connection);
    throw error;
  }
  side.peers.release(connection);
  try {
    await side.turns.take('goes-on');
    stages.lap('turn');
    await verifyAndLog(side, conversation, received);
    return received;
  } catch (error) {
    await received.body?.dispose();
    throw error;
  }
}

/** Reads what the information system asks for; its mistakes are `client.…`. */
function accept(side: ClientSide, request: IncomingMessage, instance: string): RestRequest {
  try {
    requireReadableCoding(request);
    return buildRestRequest({
      method: request.method ?? '',
      rawPath: request.url ?? '',
      headers: headerPairs(request.rawHeaders),
      requestId: side.newUuid(),
      instance,
      newMessageId: side.newUuid(),
    });
  } catch (error) {
    throw error instanceof DrumError && error.code === 'bad_request' ? error.withPrefix('client') : error;
  }
}

/** A coding that is not undone here would be passed on as if it were the body (RFC 9112 §6.1). */
function requireReadableCoding({ headers }: IncomingMessage): void {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || coding.trim().toLowerCase() === 'chunked') return;
  throw drumError('bad_request', 'The only transfer coding that is read is chunked');
}

async function logRequest(side: ClientSide, rest: RestRequest, seal: Seal, body: Body | undefined): Promise<void> {
  await side.log.append(
    recordOf({
      side: 'client',
      direction: 'request',
      queryId: rest.queryId,
      requestId: rest.requestId ?? '',
      client: rest.clientId,
      service: rest.serviceId,
      time: side.context.clock.now(),
      bytes: rest.bytes,
      seal,
      bodies: body === undefined ? [] : [body],
    }),
  );
}

interface Received {
  readonly message: ProxyMessage<unknown>;
  readonly rest: RestResponse;
  readonly body: Body | undefined;
}

async function send(
  side: ClientSide,
  connection: PeerConnection,
  { rest, body, request }: Conversation,
  seal: Seal,
): Promise<Received> {
  const boundary = newBoundary();
  const message = encodeProxyMessage({
    boundary,
    ocspResponses: await side.authenticationOcspResponses(),
    content: { kind: 'rest-request', bytes: rest.bytes, rest },
    bodies: body === undefined ? [] : [{ content: body.chunks() }],
    seal,
  });
  const headers = transportRequestHeaders(boundary, {
    protocol: 'REST',
    requestId: rest.requestId ?? '',
    originalContentType: request.headers['content-type'],
    originalSoapAction: undefined,
    proxyVersion: PROXY_VERSION,
  });
  try {
    const answer = await answerOf(connection, headers, await gathered(message));
    // It has been sent; its room on the disk may be needed for the answer.
    body?.dispose().catch(() => undefined);
    return await receive(side, answer, rest.serviceId);
  } finally {
    // Where the other server answered before it had heard all.
    await message.return(undefined);
  }
}

async function receive(side: ClientSide, answer: PeerAnswer, service: ServiceId): Promise<Received> {
  const rules = bodyRules(side, () => ({ side: 'client', service }));
  const chunks = paced(answer.body, side.context.parameters['proxy.body-rate-min']);
  const stored: KeptBytes[] = [];
  try {
    const decoded = await decodeProxyMessage<KeptBytes>(chunks, {
      direction: 'response',
      protocol: 'REST',
      contentType: answer.contentType,
      hashAlgorithm: answer.hashAlgorithm,
      limits: TRANSPORT_LIMITS,
      storeBody: async ({ content }) => {
        const kept = (await keepBytes(content, rules)) ?? NO_BYTES;
        stored.push(kept);
        return kept;
      },
    });
    if (decoded.kind === 'fault') throw new PeerFault(errorOfFault(decoded.fault));
    if (decoded.content.kind !== 'rest-response')
      throw drumError('missing_rest', 'Response does not have REST message');
    const { rest } = decoded.content;
    requireCarried(rest.headers, rest.reason);
    const [body] = decoded.bodies;
    return { message: decoded, rest, body: body && { ...body.stored, digest: body.sha512 } };
  } catch (error) {
    await Promise.all(stored.map((each) => each.dispose()));
    throw error;
  }
}

interface PeerAnswer {
  readonly contentType: string | undefined;
  readonly hashAlgorithm: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

async function answerOf(
  connection: PeerConnection,
  headers: Record<string, string>,
  content: Buffer | AsyncIterable<Buffer>,
): Promise<PeerAnswer> {
  try {
    const answer = await connection.http.request({
      path: '/',
      method: 'POST',
      headers,
      body: asRequestBody(Buffer.isBuffer(content) ? connection.inOneWrite(content) : content),
      ...boundedInformation('The other security server'),
    });
    const one = (name: string): string | undefined => [answer.headers[name]].flat()[0];
    return {
      contentType: one('content-type'),
      hashAlgorithm: one('x-hash-algorithm'),
      body: brokenOff(answer.body),
    };
  } catch (error) {
    throw transportError(error);
  }
}

/** A connection that breaks while the answer is read is a network error, whatever the library calls it. */
async function* brokenOff(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw transportError(error);
  }
}

function transportError(error: unknown): DrumError {
  if (error instanceof DrumError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const late = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT';
  const text = late
    ? 'The other security server did not answer in time'
    : 'The connection to the other security server broke off';
  return drumError('network_error', text, error);
}

/** Nothing is forwarded before all of it is verified and its record is on the disk. */
async function verifyAndLog(side: ClientSide, conversation: Conversation, received: Received): Promise<void> {
  const { configuration, rest, body, stages } = conversation;
  const at = side.context.clock.now();
  const provider = clientOfService(rest.serviceId);
  verifyReceived(received.message, provider, { configuration, certificates: side.certificates, at });
  checkRestResponse(rest, restRequestHash(rest.bytes, body?.digest), received.rest);
  stages.lap('verify');
  await side.log.append(
    recordOf({
      side: 'client',
      direction: 'response',
      queryId: rest.queryId,
      requestId: rest.requestId ?? '',
      client: rest.clientId,
      service: rest.serviceId,
      time: at,
      bytes: received.rest.bytes,
      seal: received.message,
      bodies: received.body === undefined ? [] : [received.body],
    }),
  );
  stages.lap('log-response');
}

/** X-Road's servers send an empty body part for a service's empty answer, and sign it. */
const NO_BYTES: KeptBytes = {
  size: 0,
  bytes: Buffer.alloc(0),
  file: undefined,
  chunks: () => chunksInMemory(Buffer.alloc(0)),
  dispose: () => Promise.resolve(),
};

function describeRequest(record: OperationalRecord, rest: RestRequest): void {
  record.client = rest.clientId;
  record.service = rest.serviceId;
  record.restMethod = rest.verb;
  record.messageId = rest.queryId;
  record.messageProtocolVersion = '1';
  if (rest.requestId !== undefined) record.xRequestId = rest.requestId;
  if (rest.userId !== undefined) record.messageUserId = rest.userId;
  if (rest.issue !== undefined) record.messageIssue = rest.issue;
  if (rest.representedParty !== undefined) record.representedParty = rest.representedParty;
}

const ERROR_STATUS_MIN = 400;

const nowMs = ({ context }: ClientSide): number => context.clock.now().getTime();
