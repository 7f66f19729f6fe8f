import { createHash, randomUUID } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import { asDrumError } from '#protocol/errors.ts';
import type { ServiceId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import { DESCRIPTION_BYTES_MAX } from '#protocol/metadata/description.ts';
import { readServiceListJson, readServiceListXml } from '#protocol/metadata/read-services.ts';
import type { ListedService as RestService } from '#protocol/metadata/services.ts';
import { readSoapHttp, type SoapHttpMessage } from '#protocol/soap/http-message.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import { collect } from '#protocol/transport/multipart-reader.ts';
import { xmlText } from '#protocol/xml/write.ts';
import type { CatalogueSource } from './setting.ts';

const CALL_MS_MAX = 30_000;
/** Of a whole answer; a description may come with a message around it. */
const ANSWER_BYTES_MAX = DESCRIPTION_BYTES_MAX + 1_048_576;

/** Why something was not answered: the code that a security server gave, or one of ours. */
export class Unanswered extends Error {
  readonly problem: string;

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }

  /** It says nothing about whom we asked: the security server that we ask by cannot be reached, or takes nothing from us. */
  get isOurs(): boolean {
    return /^(network_error$|client\.|server\.clientproxy\.global_conf_outdated)/i.test(this.problem);
  }
}

interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly error: string | undefined;
  readonly body: Buffer;
}

/** The network of an instance as one of its clients asks it, through a security server. */
export class Network {
  private readonly source: CatalogueSource;
  private readonly agent: Agent;
  private readonly stopping: AbortSignal;

  constructor(source: CatalogueSource, { connections, stopping }: { connections: number; stopping: AbortSignal }) {
    this.source = source;
    this.stopping = stopping;
    this.agent = new Agent({ connections, pipelining: 1, connect: { ...source.tls, timeout: CALL_MS_MAX } });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  /** Throws `Unanswered`. */
  restServices(subsystem: SubsystemId): Promise<RestService[]> {
    return this.asked(async () => {
      const answer = await this.call({ method: 'GET', path: `${restPath(subsystem)}/listMethods` });
      requireOk(answer);
      return readServiceListJson(answer.body, subsystem);
    });
  }

  /** Throws `Unanswered`. */
  soapServices(subsystem: SubsystemId): Promise<ServiceId[]> {
    return this.asked(async () => {
      const { envelope } = await this.soap(subsystem, 'listMethods', '<xroad:listMethods/>');
      return readServiceListXml(envelope, subsystem);
    });
  }

  /** Throws `Unanswered`. */
  openApi(subsystem: SubsystemId, serviceCode: string): Promise<Buffer> {
    return this.asked(async () => {
      const query = new URLSearchParams({ serviceCode }).toString();
      const answer = await this.call({ method: 'GET', path: `${restPath(subsystem)}/getOpenAPI?${query}` });
      requireOk(answer);
      return answer.body;
    });
  }

  /** Throws `Unanswered`. */
  wsdl(subsystem: SubsystemId, { serviceCode, serviceVersion }: ServiceId): Promise<Buffer> {
    const version =
      serviceVersion === undefined ? '' : `<xroad:serviceVersion>${xmlText(serviceVersion)}</xroad:serviceVersion>`;
    const code = `<xroad:serviceCode>${xmlText(serviceCode)}</xroad:serviceCode>`;
    return this.asked(async () => {
      const answer = await this.soap(subsystem, 'getWsdl', `<xroad:getWsdl>${code}${version}</xroad:getWsdl>`);
      const [attachment] = answer.attachments;
      if (attachment === undefined) throw new Unanswered('malformed_answer');
      return attachment.stored;
    });
  }

  private async soap(subsystem: SubsystemId, serviceCode: string, body: string): Promise<SoapHttpMessage<Buffer>> {
    const message = writeSoapMessage(
      {
        clientId: this.source.client,
        serviceId: { ...subsystem, type: 'SERVICE', serviceCode },
        queryId: `catalogue-${randomUUID()}`,
      },
      body,
    );
    const answer = await this.call({
      ...{ method: 'POST', path: '/', body: message, headers: { 'content-type': 'text/xml; charset=UTF-8' } },
    });
    const limits = { ...TRANSPORT_LIMITS, soapMessageBytesMax: ANSWER_BYTES_MAX, bodyBytesMax: DESCRIPTION_BYTES_MAX };
    const read = await readSoapHttp(one(answer.body), answer.contentType, {
      ...{ limits: { ...limits, attachmentsMax: 1 } },
      storeBody: ({ content }) => collect(content, DESCRIPTION_BYTES_MAX, 'WSDL'),
    });
    if (read.kind === 'fault') throw new Unanswered(problemOf(read.fault.code));
    return read;
  }

  private async call(
    options: Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'body'> & { headers?: Record<string, string> },
  ): Promise<Answer> {
    const { securityServer, client } = this.source;
    const { path, headers = {}, ...rest } = options;
    const signal = AbortSignal.any([this.stopping, AbortSignal.timeout(CALL_MS_MAX)]);
    const {
      statusCode,
      headers: told,
      body,
    } = await request(new URL(path, securityServer), {
      ...rest,
      ...{ signal, dispatcher: this.agent },
      headers: { ...headers, 'x-road-client': formatRestClient(client) },
    });
    const [contentType, error] = [told['content-type'], told['x-road-error']].map((value) =>
      typeof value === 'string' ? value : undefined,
    );
    return { ...{ status: statusCode, contentType, error }, body: await bounded(body) };
  }

  private async asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      if (error instanceof Error && error.name === 'TimeoutError') throw new Unanswered('timeout', error);
      if (
        error instanceof Error &&
        'code' in error &&
        typeof error.code === 'string' &&
        error.code === error.code.toUpperCase()
      ) {
        // Of the operating system, TLS or undici.
        throw new Unanswered('network_error', error);
      }
      throw new Unanswered('malformed_answer', asDrumError(error));
    }
  }
}

const restPath = (subsystem: SubsystemId): string => `/r1/${formatRestClient(subsystem)}`;

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function requireOk({ status, error }: Answer): void {
  if (status !== 200) throw new Unanswered(error === undefined ? `http_${status}` : problemOf(error));
}

const CODE = /^[A-Za-z0-9_.]{1,150}$/;
const problemOf = (code: string): string => (CODE.test(code) ? code : 'malformed_answer');

async function bounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Unanswered('answer_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
