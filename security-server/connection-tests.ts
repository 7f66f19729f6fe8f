import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { drumError, DrumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { formatRestClient, formatRestServer } from '#protocol/identifiers/rest.ts';
import { errorOfFault, readSoapFault } from '#protocol/soap/fault.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import type { ServerContext } from './context.ts';
import { clientProxyAddress } from './management/client-proxy-address.ts';
import { postPinned } from './management/pinned-request.ts';

/** How long one source is waited for. */
const SOURCE_MS_MAX = 10_000;
/** What is read of its answer, which counts for nothing but its status. */
const ANSWER_BYTES_MAX = 1024 * 1024;

export interface PeerQuestion {
  readonly protocol: 'REST' | 'SOAP';
  /** A client of this server, which asks. */
  readonly client: ClientId;
  /** Whose list of services is asked for, */
  readonly target: ClientId;
  /** and at which server. */
  readonly server: ServerId;
}

/** Asks another server for a list of services, as an information system would. Throws what stands in the way, wherever it does. */
export async function tryPeer(
  context: Pick<ServerContext, 'address' | 'parameters'>,
  internal: CurrentTlsIdentity,
  question: PeerQuestion,
): Promise<void> {
  const url = clientProxyAddress(context);
  const connection = { certificate: internal.certificate.der, identity: internal.identity };
  if (question.protocol === 'SOAP') {
    const contentType = 'text/xml; charset=UTF-8';
    const { body } = await postPinned({ ...connection, url, contentType, body: soapQuestion(question) });
    const fault = readSoapFault(body);
    if (fault !== undefined) throw errorOfFault(fault);
    return;
  }
  url.pathname = `/r1/${formatRestClient(question.target)}/listMethods`;
  const { status, body } = await postPinned({
    ...{ ...connection, url, contentType: 'application/json' },
    headers: {
      'X-Road-Client': formatRestClient(question.client),
      'X-Road-Security-Server': formatRestServer(question.server),
    },
  });
  if (status >= FIRST_ERROR) throw restError(status, body);
}

const FIRST_ERROR = 400;

function soapQuestion({ client, target, server }: PeerQuestion): Buffer {
  const serviceId = { ...target, type: 'SERVICE', serviceCode: 'listMethods' } as const;
  const header = { clientId: client, serviceId, securityServerId: server, queryId: randomUUID() };
  return writeSoapMessage(header, '<xroad:listMethods/>');
}

function restError(status: number, body: Buffer): DrumError {
  try {
    const { type, message } = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
    if (typeof type === 'string' && typeof message === 'string') return new DrumError(type, message);
  } catch {
    // An error of X-Road is JSON; of anything else the status is all that can be said.
  }
  return drumError('http_error', `The answer has HTTP status ${status}`);
}

/** Whether a source of global configuration answers. Throws `network_error`, `http_error`. */
export async function trySource(url: URL): Promise<void> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(SOURCE_MS_MAX) });
    await body.dump({ limit: ANSWER_BYTES_MAX });
    if (statusCode === OK) return;
    throw drumError('http_error', `${url.href} answers with HTTP status ${statusCode}`);
  } catch (error) {
    if (error instanceof DrumError) throw error;
    throw drumError('network_error', `${url.href} cannot be reached`, error);
  }
}

const OK = 200;
