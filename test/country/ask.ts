import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** What an information system asks its security server for. */
export interface Question {
  /** The path behind `/r1/`: the service and what follows it. */
  readonly service: string;
  /** `X-Road-Client`; none where it is left out. */
  readonly client?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** With TLS, and the certificate that the information system shows. */
  readonly tls?: { readonly key?: string; readonly cert?: string };
  /** In place of `/r1/` and the service. */
  readonly rawPath?: string;
}

export interface Answer {
  readonly status: number;
  /** `X-Road-Error`. */
  readonly code: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const ANSWER_MS_MAX = 30_000;

/** Asks the security server at an address, on its standard ports. */
export async function ask(address: string, question: Question): Promise<Answer> {
  const { service, client, method, headers, body, tls, rawPath } = question;
  const options: RequestOptions = {
    host: address,
    port: tls === undefined ? 8080 : 8443,
    path: rawPath ?? `/r1/${service}`,
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(client === undefined ? {} : { 'X-Road-Client': client }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    agent: false,
    timeout: ANSWER_MS_MAX,
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request =
      tls === undefined ? requestHttp(options) : requestHttps({ ...options, ...tls, rejectUnauthorized: false });
    request.once('response', resolve);
    // A server that has heard enough answers and closes while we still write.
    request.on('error', reject);
    request.once('timeout', () => {
      request.destroy(new Error(`No answer within ${ANSWER_MS_MAX} ms`));
    });
    request.end(body);
  });
  const code = answer.headers['x-road-error'];
  return {
    status: answer.statusCode ?? 0,
    code: typeof code === 'string' ? code : undefined,
    headers: answer.headers,
    body: await buffer(answer),
  };
}
