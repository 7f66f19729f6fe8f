import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { SoapEnvelope } from '#protocol/soap/envelope.ts';
import { liveHeaderOf } from '#protocol/soap/header.ts';
import { checkSoapAction } from '#protocol/soap/soap-action.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { readTransportRequestHeaders, type TransportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { MessageContent, ProxyMessage, Seal } from '#protocol/transport/message.ts';
import { multipartContentType, newBoundary } from '#protocol/transport/multipart-writer.ts';
import type { ServerContext } from '../context.ts';
import { bodyRules, chunksOf, keepBytes, NO_BYTES, type KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { recordOf, type LoggedMessage } from '../exchange/logged.ts';
import { disposeAll, outgoing, partsOf, type PartBody } from '../exchange/parts.ts';
import { whileCallerWaits } from '../exchange/patience.ts';
import { pour } from '../exchange/pour.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import { verifyReceived } from '../exchange/verify-message.ts';
import type { StageClock } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { Asked, Head, Provided, Target } from './protocol.ts';
import type { ProviderCalls } from './provider-call.ts';
import { restHead } from './rest.ts';
import { checkSender } from './sender.ts';
import { soapHead } from './soap.ts';

export interface ProviderSide extends ExchangeServices {
  readonly providers: ProviderCalls;
  /** Throws `client_proxy_version_not_supported`. */
  checkVersion(version: string | undefined): void;
}

/** What a request is once all of it has been read, checked and found allowed. */
interface Accepted {
  readonly message: ProxyMessage<KeptBytes>;
  readonly asked: Asked;
  readonly exchangeId: string;
  readonly bodies: readonly PartBody[];
  readonly firstBodyDigest: Uint8Array | undefined;
  readonly target: Target;
}

/**
 * One exchange on the provider's side, in X-Road's order (PR-MESSTRANSP §6): read, authenticate the peer, authorise, verify,
 * log, call the provider, sign, log, answer. What it throws has the codes that stand behind `server.serverproxy.`, or is
 * the service's own fault.
 */
export async function serveExchange(
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
  if (transport.protocol === 'SOAP') checkSoapAction(transport.originalSoapAction);
  record.xRequestId = transport.requestId;
  side.checkVersion(transport.proxyVersion);
  const kept: KeptBytes[] = [];
  try {
    const accepted = await accept(side, { configuration, transport, peer, request, record, kept, stages });
    const { asked, message, bodies } = accepted;
    const answered = await side.shares.within(asked.serviceId, async () => {
      side.log.assertReady();
      await logMessage(side, accepted, { direction: 'request', bytes: asked.bytes, seal: message, bodies });
      stages.lap('log-request');
      const silenceMsMax = context.parameters['proxy.request-idle-timeout'];
      return whileCallerWaits(response, silenceMsMax, () => answer(side, accepted, { record, kept, stages }));
    });
    await send(response, answered);
    stages.lap('deliver');
  } finally {
    await disposeAll(kept);
  }
}

interface Incoming {
  readonly configuration: GlobalConfiguration;
  readonly transport: TransportRequestHeaders;
  readonly peer: readonly Certificate[];
  readonly request: IncomingMessage;
  readonly record: OperationalRecord;
  /** Everything that must be disposed of in the end. */
  readonly kept: KeptBytes[];
  readonly stages: StageClock;
}

async function accept(side: ProviderSide, incoming: Incoming): Promise<Accepted> {
  const { context } = side;
  const { configuration, transport, request, record, kept, stages } = incoming;
  const rights = context.serverConfiguration();
  const chunks = chunksOf(request, context.parameters['proxy.body-rate-min']);
  const judged: { asked?: Asked; target?: Target; refusal?: DrumError } = {};
  const rules = bodyRules(side, () => judged.asked && { side: 'provider', service: judged.asked.serviceId });
  const decoded = await decodeProxyMessage<KeptBytes>(chunks, {
    direction: 'request',
    protocol: transport.protocol,
    contentType: transport.contentType,
    hashAlgorithm: transport.hashAlgorithm,
    limits: TRANSPORT_LIMITS,
    onHead: async (head, envelope) => {
      const message = headOf(head.content, envelope, transport, context);
      const { asked } = message;
      judged.asked = asked;
      // Known from here on, so that monitoring can tell which message was refused.
      asked.describe(record, undefined);
      message.describeService(record, rights);
      await checkSender(side, { ...incoming, ocspResponses: head.ocspResponses }, asked);
      // Here too: a body that nobody may send us can be large.
      try {
        judged.target = message.target(rights, configuration);
      } catch (error) {
        judged.refusal = asDrumError(error);
        throw judged.refusal;
      }
    },
    storeBody: async ({ content }) => {
      const bytes = (await keepBytes(content, rules)) ?? NO_BYTES;
      kept.push(bytes);
      return bytes;
    },
  })
    .catch((error: unknown) => {
      // A refusal is told as it is; what else ends the reading is a failure of the service.
      throw judged.refusal ?? error;
    })
    // The rest of what is refused is for whoever answers.
    .finally(() => chunks.return(undefined));
  const { asked, target } = judged;
  if (decoded.kind === 'fault' || asked === undefined || target === undefined) throw missing(transport);
  const firstBodyDigest = decoded.bodies[0]?.sha512;
  const message = asked.ignoresEmptyBodies ? withoutEmptyBodies(decoded) : decoded;
  const bodies = partsOf(message.bodies);
  asked.describe(record, bodies);
  asked.checkWhole(transport.requestId);
  stages.lap('read');
  await side.turns.take('begins');
  stages.lap('turn');
  verifyReceived(message, asked.clientId, {
    configuration,
    certificates: side.certificates,
    at: context.clock.now(),
  });
  stages.lap('verify');
  return { message, asked, exchangeId: transport.requestId, bodies, firstBodyDigest, target };
}

function headOf(
  content: MessageContent,
  envelope: SoapEnvelope | undefined,
  transport: TransportRequestHeaders,
  context: ServerContext,
): Head {
  if (content.kind === 'rest-request') return restHead(content.rest);
  if (content.kind === 'soap' && envelope !== undefined)
    return soapHead({ content, envelope, soap: liveHeaderOf(envelope), transport, context });
  throw missing(transport);
}

const missing = ({ protocol }: TransportRequestHeaders) =>
  drumError(protocol === 'REST' ? 'missing_rest' : 'missing_soap', `Request does not have ${protocol} message`);

function withoutEmptyBodies(message: ProxyMessage<KeptBytes>): ProxyMessage<KeptBytes> {
  return { ...message, bodies: message.bodies.filter(({ sizeBytes }) => sizeBytes > 0) };
}

/** A signed and logged answer. */
interface Answered extends Provided {
  readonly seal: Seal;
}

async function answer(
  side: ProviderSide,
  accepted: Accepted,
  { record, kept, stages }: Pick<Incoming, 'record' | 'kept' | 'stages'>,
): Promise<Answered> {
  const { asked, target, bodies, firstBodyDigest } = accepted;
  if (target.authorization === undefined) record.answeredHere = true;
  record.requestOutTs = nowMs(side);
  const provided = await target.answer(side, {
    bodies,
    firstBodyDigest,
    keep: (bytes) => kept.push(bytes),
    answerBegins: () => {
      record.responseInTs = nowMs(side);
    },
    release: () => disposeAll(bodies),
  });
  stages.lap('provider');
  await side.turns.take('goes-on');
  stages.lap('turn');
  const { content, bodies: answered } = provided;
  const seal = await side.signing.sign(clientOfService(asked.serviceId), content.bytes, answered);
  stages.lap('sign');
  await logMessage(side, accepted, { direction: 'response', bytes: content.bytes, seal, bodies: answered });
  stages.lap('log-response');
  provided.describe(record);
  return { ...provided, seal };
}

async function send(response: ServerResponse, { content, bodies, seal, originalContentType }: Answered): Promise<void> {
  const boundary = newBoundary();
  const message = encodeProxyMessage({
    boundary,
    content,
    bodies: outgoing(bodies),
    seal,
  });
  try {
    const bytes = await gathered(message);
    response.writeHead(200, {
      'content-type': multipartContentType(boundary),
      'x-hash-algorithm': 'SHA-512',
      ...(originalContentType === undefined ? {} : { 'x-original-content-type': originalContentType }),
    });
    if (Buffer.isBuffer(bytes)) response.end(bytes);
    else await pour(bytes, response);
  } catch (error) {
    if (!response.headersSent) throw error;
    throw drumError('io_error', 'The other security server hung up before it had the answer', error);
  } finally {
    await message.return(undefined);
  }
}

async function logMessage(
  side: ProviderSide,
  { asked, exchangeId, target }: Accepted,
  message: LoggedMessage,
): Promise<void> {
  const decision = decisionOf(target);
  await side.log.append(
    recordOf({
      side: 'provider',
      queryId: asked.queryId,
      requestId: exchangeId,
      client: asked.clientId,
      service: asked.serviceId,
      time: side.context.clock.now(),
      ...message,
      ...(decision === undefined ? {} : { decision }),
    }),
  );
}

/** Why the call was allowed: the right, and what the caller gave as the reason, as it will be asked for later. */
function decisionOf({ authorization, reason }: Target): Readonly<Record<string, unknown>> | undefined {
  if (authorization === undefined) return undefined;
  const { subject, endpoint } = authorization.right;
  return { right: { subject: keyOf(subject), method: endpoint.method, path: endpoint.path }, ...reason };
}

const nowMs = ({ context }: ProviderSide): number => context.clock.now().getTime();
