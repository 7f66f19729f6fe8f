import { Readable } from 'node:stream';
import { Agent } from 'undici';
import { toPem } from '#certs/pem.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { Parameters } from '#config/parameters.ts';
import { headerValue } from '#protocol/rest/header-part.ts';
import { statedSize } from '../exchange/body.ts';
import { isCarried } from '../exchange/headers.ts';
import { boundedInformation } from '../exchange/informational.ts';
import { asRequestBody } from '../exchange/request-body.ts';
import type { Service } from '../server-configuration/model.ts';

export interface ProviderRequest {
  /** Where, if not at the service's own address. */
  readonly url?: string;
  readonly method: string;
  /** Raw, with a leading `/`; empty when the service itself is called. */
  readonly servicePath: string;
  /** Raw, without `?`. */
  readonly query: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: RequestBody | undefined;
}

/** Bytes in memory, or chunks that are read once. */
interface RequestBody {
  /** Undefined where it is not known beforehand. */
  readonly size: number | undefined;
  readonly bytes: Buffer | undefined;
  chunks(): AsyncGenerator<Buffer>;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly reason: string;
  /** In the order and spelling in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Readable;
  /** What `Content-Length` says of the body; undefined where it says nothing, or speaks of a body that does not follow. */
  readonly statedBytes: number | undefined;
}

/** HTTP clients for provider systems: bounded pools, no redirects, the service's own timeout. */
export class ProviderCalls {
  /** For services whose certificates are not checked. */
  private unverified: Agent | undefined;
  /** By address. */
  private readonly verified = new Map<string, VerifyingAgent>();
  private readonly parameters: Parameters;
  private readonly certificates: (service: Service) => readonly Uint8Array[];
  private readonly identity: TlsIdentity | undefined;

  /** @param identity what provider systems that ask for a certificate are shown: the server's internal one */
  constructor(
    parameters: Parameters,
    certificates: (service: Service) => readonly Uint8Array[],
    identity?: TlsIdentity,
  ) {
    this.parameters = parameters;
    this.certificates = certificates;
    this.identity = identity;
  }

  /**
   * Calls the provider's service (PR-REST §4.1). Throws `service_failed.network_error` and the like for what went wrong on
   * the way; an application's error is an answer like any other.
   */
  async call(service: Service, request: ProviderRequest): Promise<ProviderAnswer> {
    const url = serviceUrl(request.url ?? service.url, request);
    const timeoutMs = service.timeoutSeconds * 1000;
    const chunks = request.body?.bytes === undefined ? request.body?.chunks() : undefined;
    try {
      const answer = await this.agentFor(service).request({
        origin: url.origin,
        path: url.path,
        method: request.method,
        headers: [...request.headers, ...lengthHeader(request.body)].flat(),
        body: chunks === undefined ? (request.body?.bytes ?? null) : asRequestBody(chunks),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        responseHeaders: 'raw',
        ...boundedInformation('The provider system'),
      });
      // A provider may answer before it has heard all, and still listen.
      answer.body.once('close', () => void chunks?.return(undefined));
      const headers = rawHeaders(answer.headers as unknown as readonly string[]);
      const isBodiless = request.method === 'HEAD' || answer.statusCode === 304;
      return {
        status: answer.statusCode,
        // It means nothing to programs: one that could not be passed on must not cost the answer.
        reason: isCarried(answer.statusText) ? answer.statusText : '',
        headers,
        body: answer.body,
        statedBytes: isBodiless ? undefined : statedSize(headerValue(headers, 'content-length')),
      };
    } catch (error) {
      await chunks?.return(undefined);
      throw providerError(error).withPrefix('service_failed');
    }
  }

  async close(): Promise<void> {
    const agents = [...this.verified.values()].map(({ agent }) => agent);
    if (this.unverified !== undefined) agents.push(this.unverified);
    await Promise.all(agents.map((agent) => agent.destroy()));
  }

  private agentFor(service: Service): Agent {
    if (!service.verifyTls) return (this.unverified ??= this.newAgent());
    const certificates = this.certificates(service);
    const known = this.verified.get(service.url);
    if (known !== undefined && isSameList(known.certificates, certificates)) return known.agent;
    // Connections that were trusted by other certificates end when their calls do.
    void known?.agent.close();
    const agent = this.newAgent(certificates);
    this.verified.set(service.url, { certificates, agent });
    return agent;
  }

  private newAgent(trusted?: readonly Uint8Array[]): Agent {
    return new Agent({
      connections: this.parameters['proxy.pool-max-per-server'],
      connect: {
        timeout: this.parameters['proxy.client-timeout'],
        rejectUnauthorized: trusted !== undefined,
        ...(this.identity === undefined ? {} : { key: this.identity.key, cert: this.identity.certificate }),
        ...(trusted === undefined ? {} : { ca: trusted.map((der) => toPem('CERTIFICATE', der)) }),
      },
    });
  }
}

/** The certificates that it trusts belong to the client, and change while the server runs. */
interface VerifyingAgent {
  readonly certificates: readonly Uint8Array[];
  readonly agent: Agent;
}

const isSameList = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  one === other ||
  (one.length === other.length && one.every((bytes, at) => Buffer.compare(bytes, other[at] ?? new Uint8Array()) === 0));

/** Address of the service, its path and the query, byte for byte; one of two slashes that meet is dropped. */
export function serviceUrl(
  url: string,
  request: Pick<ProviderRequest, 'servicePath' | 'query'>,
): { readonly origin: string; readonly path: string } {
  if (!URL.canParse(url)) throw drumError('service_malformed_url', `The service's address is not a URL`);
  const { origin, pathname, search } = new URL(url);
  const base = pathname === '/' && !url.endsWith('/') ? '' : pathname;
  const joined =
    base.endsWith('/') && request.servicePath.startsWith('/') ? request.servicePath.slice(1) : request.servicePath;
  const query = request.query === undefined ? '' : `?${request.query}`;
  const path = `${base}${search}${joined}${query}`;
  return { origin, path: path.startsWith('/') ? path : `/${path}` };
}

function lengthHeader(body: RequestBody | undefined): (readonly [string, string])[] {
  return body?.size === undefined ? [] : [['content-length', String(body.size)]];
}

function rawHeaders(raw: readonly (string | Buffer)[]): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([text(raw[at]), text(raw[at + 1])]);
  return headers;
}

const text = (value: string | Buffer | undefined): string =>
  typeof value === 'string' ? value : (value?.toString('latin1') ?? '');

function providerError(error: unknown) {
  if (error instanceof DrumError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return drumError('network_error', 'The provider system did not answer in time', error);
    case 'ENOTFOUND':
      return drumError('unknown_host', 'The host of the provider system is not known', error);
    default:
      return drumError('network_error', 'The provider system cannot be reached', error);
  }
}
