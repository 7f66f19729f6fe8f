import type { IncomingMessage, ServerResponse } from 'node:http';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import { bodyRules, chunksOf, collectBody, statedSize, type Body } from '../exchange/body.ts';
import type { ExchangeServices } from '../exchange/services.ts';

/** Keeps the body of an information system's request, which is invited to come where it waits for that. */
export async function arrivingBody(
  side: Pick<ExchangeServices, 'context' | 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
  service: ServiceId,
): Promise<Body | undefined> {
  const stated = statedSize(request.headers['content-length']);
  try {
    const rules = bodyRules(side, () => ({ side: 'client', service }));
    return await collectBody(arrivingChunks(side, request, response), rules, stated);
  } catch (error) {
    throw error instanceof DrumError && error.code === 'invalid_body' ? error.withPrefix('client') : error;
  }
}

/**
 * The bytes of an information system's request, which is invited to send them when they are first asked for. What fails in
 * their coming is the information system's failure, and stands behind `client.`.
 */
export async function* arrivingChunks(
  { context }: Pick<ExchangeServices, 'context'>,
  request: IncomingMessage,
  response: ServerResponse,
): AsyncGenerator<Buffer> {
  const { expect } = request.headers;
  try {
    yield* chunksOf(request, context.parameters['proxy.body-rate-min'], () => {
      // It waits to hear that its body is wanted (RFC 9110 §10.1.1), which it is not before its size is accepted.
      if (expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
    });
  } catch (error) {
    if (error instanceof DrumError) throw error.withPrefix('client');
    throw drumError('io_error', 'The request of the information system broke off', error).withPrefix('client');
  }
}
