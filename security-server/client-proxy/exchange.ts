import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import type { Certificate } from '#certs/certificate.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { recordOf, type LoggedMessage } from '../exchange/logged.ts';
import { disposeAll, type PartBody } from '../exchange/parts.ts';
import { whileCallerWaits } from '../exchange/patience.ts';
import type { ExchangeServices } from '../exchange/services.ts';
import { verifyReceived } from '../exchange/verify-message.ts';
import type { StageClock } from '../monitoring/metrics.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import type { PeerConnections } from '../peers/peer-connections.ts';
import { authenticateClient } from './client-authentication.ts';
import type { Answer, Asked, ConsumerProtocol } from './protocol.ts';
import { providerAddresses } from './provider-servers.ts';
import { sendRequest, type Received } from './sending.ts';

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
  /** What information systems know the server by, as it is now. */
  readonly internal: Pick<CurrentTlsIdentity, 'certificate'>;
}

/**
 * One exchange on the consumer's side: accept, resolve, sign, log, send, verify, log, deliver. What it throws carries its
 * code: `client.…` for what the caller got wrong, the other server's own for what went wrong there (a `PeerFault`), all else
 * happened here.
 */
export async function exchange(
  side: ClientSide,
  protocol: ConsumerProtocol,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  record: OperationalRecord,
): Promise<void> {
  requireReadableCoding(request);
  const stages = side.metrics.exchange('client');
  const configuration = side.context.globalConfiguration();
  const bodies: PartBody[] = [];
  let addresses: readonly string[] = [];
  try {
    const incoming = { request, response, instance: configuration.instance };
    const asked = await protocol.read(
      side,
      incoming,
      async (head) => {
        head.describe(record, undefined);
        record.serviceType = serviceTypeOf(side, head);
        addresses = resolve(side, configuration, request, head);
        // Known before anybody has answered.
        const [only, ...others] = addresses;
        if (only !== undefined && others.length === 0) record.serviceSecurityServerAddress = only;
        stages.lap('accept');
        await side.turns.take('begins');
        stages.lap('turn');
      },
      bodies,
    );
    stages.lap('body');
    asked.describe(record, bodies);
    const conversation = { configuration, asked, bodies, addresses, request, response, record, stages };
    await side.shares.within(asked.serviceId, () => converse(side, conversation));
  } finally {
    await disposeAll(bodies);
  }
}

/** A coding that is not undone here would be passed on as if it were the body (RFC 9112 §6.1). */
function requireReadableCoding({ headers }: IncomingMessage): void {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || coding.trim().toLowerCase() === 'chunked') return;
  throw drumError('bad_request', 'The only transfer coding that is read is chunked').withPrefix('client');
}

/** As far as this server knows: what is offered elsewhere as OPENAPI3 is REST here, as with X-Road. */
function serviceTypeOf({ context }: ClientSide, { protocol, serviceId }: Asked) {
  return protocol === 'SOAP' ? 'WSDL' : (context.serverConfiguration().service(serviceId)?.type ?? 'REST');
}

/** Who may ask, and which servers may answer; throws while nobody may. */
function resolve(
  side: ClientSide,
  configuration: GlobalConfiguration,
  request: IncomingMessage,
  { clientId, serviceId, securityServerId }: Asked,
): readonly string[] {
  const { context } = side;
  const client = context.serverConfiguration().registeredClient(clientId);
  authenticateClient(request, client, {
    internalCertificate: side.internal.certificate.der,
    enforceValidity: context.parameters['proxy.enforce-client-is-cert-validity-period-check'],
    at: context.clock.now(),
  });
  const addresses = providerAddresses(configuration, serviceId, securityServerId);
  configuration.assertValid(context.clock.now(), serviceId.instance);
  side.log.assertReady();
  return addresses;
}

interface Conversation {
  readonly configuration: GlobalConfiguration;
  readonly asked: Asked;
  readonly bodies: readonly PartBody[];
  readonly addresses: readonly string[];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly record: OperationalRecord;
  readonly stages: StageClock;
}

interface Verified extends Received {
  readonly answer: Answer;
}

async function converse(side: ClientSide, conversation: Conversation): Promise<void> {
  const { request, response, record, stages } = conversation;
  const silenceMsMax = side.context.parameters['proxy.request-idle-timeout'];
  const { answer, bodies } = await whileCallerWaits(response, silenceMsMax, () => verifiedAnswer(side, conversation));
  try {
    answer.describe(record);
    await answer.deliver(request, response);
    record.succeeded = answer.isSuccess;
    stages.lap('deliver');
  } finally {
    await disposeAll(bodies);
  }
}

async function verifiedAnswer(side: ClientSide, conversation: Conversation): Promise<Verified> {
  const { configuration, asked, bodies, addresses, record, stages } = conversation;
  const provider = clientOfService(asked.serviceId);
  const connection = await side.peers.acquire(addresses, (chain, address) =>
    side.judgePeer(configuration, provider, chain, address),
  );
  record.serviceSecurityServerAddress = connection.address;
  stages.lap('connect');
  let received: Received;
  try {
    const seal = await side.signing.sign(asked.clientId, asked.content.bytes, bodies);
    stages.lap('sign');
    await logMessage(side, asked, { direction: 'request', bytes: asked.content.bytes, seal, bodies });
    stages.lap('log-request');
    record.requestOutTs = nowMs(side);
    const ocspResponses = await side.authenticationOcspResponses();
    received = await sendRequest(side, connection, { asked, bodies, seal, ocspResponses }, () => {
      record.responseInTs = nowMs(side);
    });
    stages.lap('send');
  } catch (error) {
    await side.peers.discard(connection);
    throw error;
  }
  side.peers.release(connection);
  try {
    await side.turns.take('goes-on');
    stages.lap('turn');
    return { ...received, answer: await verifyAndLog(side, conversation, received) };
  } catch (error) {
    await disposeAll(received.bodies);
    throw error;
  }
}

/** Nothing is forwarded before all of it is verified and its record is on the disk. */
async function verifyAndLog(side: ClientSide, conversation: Conversation, received: Received): Promise<Answer> {
  const { configuration, asked, bodies, stages } = conversation;
  const { message, soap, bodies: answered, originalContentType } = received;
  const answer = asked.answered({ content: message.content, soap, bodies: answered, originalContentType });
  verifyReceived(message, clientOfService(asked.serviceId), {
    configuration,
    certificates: side.certificates,
    at: side.context.clock.now(),
  });
  answer.check(bodies);
  stages.lap('verify');
  await logMessage(side, asked, {
    direction: 'response',
    bytes: message.content.bytes,
    seal: message,
    bodies: answered,
  });
  stages.lap('log-response');
  return answer;
}

async function logMessage(side: ClientSide, asked: Asked, message: LoggedMessage): Promise<void> {
  await side.log.append(
    recordOf({
      side: 'client',
      queryId: asked.queryId,
      requestId: asked.requestId,
      client: asked.clientId,
      service: asked.serviceId,
      time: side.context.clock.now(),
      ...message,
    }),
  );
}

const nowMs = ({ context }: ClientSide): number => context.clock.now().getTime();
