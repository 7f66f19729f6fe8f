import { request, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Country } from '../country.ts';
import { CLIENT, SERVICE } from './country.ts';

export interface Asked {
  readonly method?: string;
  /** Behind the service. */
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly id?: string;
}

/** A request of an information system whose body is still to be written, and the answer that will come. */
export interface OpenRequest {
  readonly request: ClientRequest;
  readonly answer: Promise<IncomingMessage>;
}

/** Begins an exchange over the consumer's server. What is written to a server that has answered and closed is lost, silently. */
export function begin(country: Country, { method = 'POST', path = '', headers = {}, id }: Asked): OpenRequest {
  const opened = request({
    host: country.address('consumer'),
    port: 8080,
    path: `/r1/${SERVICE}${path}`,
    method,
    headers: { 'X-Road-Client': CLIENT, ...(id === undefined ? {} : { 'X-Road-Id': id }), ...headers },
    agent: false,
  });
  opened.setNoDelay(true);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    opened.once('response', resolve);
    opened.on('error', reject);
  });
  // Whoever awaits it hears it.
  answer.catch(() => undefined);
  return { request: opened, answer };
}

export const errorCodeOf = (answer: IncomingMessage): string | undefined => {
  const code = answer.headers['x-road-error'];
  return typeof code === 'string' ? code : undefined;
};
