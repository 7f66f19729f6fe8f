import type { IncomingMessage, ServerResponse } from 'node:http';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import { bodyRules, chunksOf, collectBody, statedSize, type Body } from '../exchange/body.ts';
import type { ExchangeServices } from '../exchange/services.ts';

/** Keeps the body of an information system's request, which is invited to come where it waits for that. */
export async function arrivingBody(
  { context, log }: Pick<ExchangeServices, 'context' | 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
  service: ServiceId,
): Promise<Body | undefined> {
  const { expect, 'content-length': length } = request.headers;
  const chunks = chunksOf(request, context.parameters['proxy.body-rate-min'], () => {
    // It waits to hear that its body is wanted (RFC 9110 §10.1.1), which it is not before its size is accepted.
    if (expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
  });
  try {
    const rules = bodyRules({ context, log }, () => ({ side: 'client', service }));
    return await collectBody(fromInformationSystem(chunks), rules, statedSize(length));
  } catch (error) {
    throw error instanceof DrumError && error.code === 'invalid_body' ? error.withPrefix('client') : error;
  }
}

/** What fails in its coming is the information system's failure; what fails in keeping it is not. */
async function* fromInformationSystem(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof DrumError) throw error.withPrefix('client');
    throw drumError('io_error', 'The request of the information system broke off', error).withPrefix('client');
  }
}
