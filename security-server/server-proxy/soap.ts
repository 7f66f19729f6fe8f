import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import type { SoapEnvelope } from '#protocol/soap/envelope.ts';
import type { SoapHeader } from '#protocol/soap/header.ts';
import { readSoapHttp, writeSoapHttp, type SoapHttpMessage } from '#protocol/soap/http-message.ts';
import { soapRequestHash, withRequestHash } from '#protocol/soap/request-hash.ts';
import type { TransportRequestHeaders } from '#protocol/transport/http-headers.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { MessageContent } from '#protocol/transport/message.ts';
import { bodyRules, keepBytes, NO_BYTES, type KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { outgoing, partsOf } from '../exchange/parts.ts';
import { describeSoapAttachments, describeSoapRequest } from '../exchange/soap-record.ts';
import type { Service } from '../server-configuration/model.ts';
import type { Authorization } from '../server-configuration/snapshot.ts';
import type { ServerContext } from '../context.ts';
import { soapMetadata } from './metadata/soap.ts';
import { soapMonitoring } from './monitoring/soap.ts';
import type { Asked, AnsweringServices, Head, Provided, Target, WholeRequest } from './protocol.ts';
import { providerChunks, tooLarge } from './provider-body.ts';
import type { ProviderAnswer } from './provider-call.ts';
import { ServiceFault } from './service-fault.ts';
import { soapAnswer } from './soap-answer.ts';

type SoapContent = MessageContent & { readonly kind: 'soap' };

interface ReadRequest {
  readonly content: SoapContent;
  readonly envelope: SoapEnvelope;
  readonly soap: SoapHeader;
  readonly transport: TransportRequestHeaders;
  /** The server that was asked. */
  readonly context: Pick<ServerContext, 'serverId' | 'parameters'>;
}

/** A request in X-Road's message protocol for SOAP (PR-MESS). */
export function soapHead({ content, envelope, soap, transport, context }: ReadRequest): Head {
  const { clientId, serviceId } = soap;
  const { bytes } = content;
  const { serverId, parameters } = context;
  return {
    asked: askedIn(bytes, soap),
    describeService: (record) => {
      record.serviceType = 'WSDL';
    },
    target: (rights, configuration) =>
      soapMetadata({ soap, bytes, envelope }, rights, configuration) ??
      soapMonitoring({ soap, bytes, envelope, serverId, parameters }, configuration) ??
      serviceTarget({ content, transport, serviceId }, rights.authorizeSoap(clientId, serviceId, configuration), soap),
  };
}

/** Apart from the envelope, whose memory is needed no more when it is known who asks for what. */
function askedIn(bytes: Buffer, soap: SoapHeader): Asked {
  const { clientId, serviceId, securityServerId, queryId } = soap;
  return {
    ...{ clientId, serviceId, securityServerId, queryId, bytes },
    ignoresEmptyBodies: false,
    describe: (record, bodies) => {
      if (bodies === undefined) describeSoapRequest(record, soap, bytes);
      else describeSoapAttachments(record, bytes, bodies);
    },
    // The message itself does not name the exchange.
    checkWhole: () => undefined,
  };
}

interface CalledWith {
  readonly content: SoapContent;
  readonly transport: TransportRequestHeaders;
  readonly serviceId: ServiceId;
}

const serviceTarget = (asked: CalledWith, authorization: Authorization, { issue }: SoapHeader): Target => ({
  authorization,
  reason: { caseNumber: issue ?? null },
  answer: (side, request) => callService(side, authorization.service, asked, request),
});

/** An application says so by status 500 when its answer is a fault (WS-I Basic Profile, R1126); with any other it has failed. */
const STATUSES: ReadonlySet<number> = new Set([200, 500]);

async function callService(
  side: AnsweringServices,
  service: Service,
  asked: CalledWith,
  { bodies, keep, release, answerBegins }: WholeRequest,
): Promise<Provided> {
  const { content, transport, serviceId } = asked;
  const { contentType, chunks } = writeSoapHttp(content, outgoing(bodies), transport.originalContentType);
  const body = await gathered(chunks);
  const bytes = Buffer.isBuffer(body) ? body : undefined;
  const provided = await side.providers.call(service, {
    method: 'POST',
    servicePath: '',
    query: undefined,
    headers: [
      ['SOAPAction', transport.originalSoapAction ?? ''],
      // No coding: what is signed and hashed is what the service wrote.
      ['accept-encoding', ''],
      ['Content-Type', contentType],
    ],
    body: { size: bytes?.length, bytes, chunks: () => (Buffer.isBuffer(body) ? chunks : body) },
  });
  answerBegins();
  const isReleased = release();
  isReleased.catch(() => undefined);
  const response = await serviceAnswer(side, provided, serviceId, keep);
  await isReleased;
  const attachments = partsOf(response.attachments);
  const signed = withRequestHash(response.bytes, response.envelope, soapRequestHash(content.bytes));
  return soapAnswer(
    { kind: 'soap', bytes: signed, contentType: inUtf8(response.contentType), headers: response.headers },
    attachments,
    contentTypeOf(provided),
  );
}

/** Reads what the service answered. Throws its fault as a `ServiceFault`, and `service_failed.…`. */
async function serviceAnswer(
  side: AnsweringServices,
  provided: ProviderAnswer,
  serviceId: ServiceId,
  keep: WholeRequest['keep'],
): Promise<SoapHttpMessage<KeptBytes>> {
  const rules = bodyRules(side, () => ({ side: 'provider', service: serviceId }));
  try {
    if (!STATUSES.has(provided.status)) {
      const { status, reason } = provided;
      throw drumError('http_error', `Server responded with error ${status}: ${reason}`);
    }
    const message = await readSoapHttp(providerChunks(side, provided.body), contentTypeOf(provided), {
      limits: TRANSPORT_LIMITS,
      storeBody: async ({ content }) => {
        const kept = (await keepBytes(content, rules)) ?? NO_BYTES;
        keep(kept);
        return kept;
      },
    });
    if (message.kind === 'fault') throw new ServiceFault(message.fault, message.bytes);
    return message;
  } catch (error) {
    // Not read on; that it ends without its end is nobody's concern.
    provided.body.on('error', () => undefined).destroy();
    throw error instanceof ServiceFault ? error : asServices(asDrumError(error), rules.bytesMax);
  }
}

/** What cannot be read is the service's failure; what cannot be kept is not. */
function asServices(error: DrumError, bytesMax: number): DrumError {
  if (/^(?:internal_error|io_error|overloaded|logging_failed\b.*)$/.test(error.code)) return error;
  return error.code === 'invalid_body' ? tooLarge(bytesMax, error) : error.withPrefix('service_failed');
}

const contentTypeOf = ({ headers }: ProviderAnswer): string | undefined =>
  headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1];

/** What is signed is UTF-8, whatever the service wrote in. */
const inUtf8 = (contentType: string): string => contentType.replace(/(;\s*charset=)("[^"]*"|[^;\s]+)/i, '$1UTF-8');
