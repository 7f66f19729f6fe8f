import { DrumError, drumError } from '#protocol/errors.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import { bodyRules, collectBody, type Body } from '../exchange/body.ts';
import { paced } from '../exchange/pace.ts';
import type { AnsweringServices } from './protocol.ts';
import type { ProviderAnswer } from './provider-call.ts';

/** Keeps the body of a provider's answer. Throws `service_failed.network_error`, `logging_failed`, `overloaded`, `io_error`. */
export async function providerBody(
  side: AnsweringServices,
  { body, statedBytes }: ProviderAnswer,
  service: ServiceId,
): Promise<Body | undefined> {
  const rules = bodyRules(side, () => ({ side: 'provider', service }));
  try {
    return await collectBody(providerChunks(side, body), rules, statedBytes);
  } catch (error) {
    // Not read on; that it ends without its end is nobody's concern.
    body.on('error', () => undefined).destroy();
    throw error instanceof DrumError && error.code === 'invalid_body' ? tooLarge(rules.bytesMax, error) : error;
  }
}

/** A body of the provider's answer that is larger than this server takes. */
export function tooLarge(bytesMax: number, cause: DrumError): DrumError {
  const text = `The answer of the provider system is larger than ${bytesMax} bytes (proxy.max-body-size)`;
  return drumError('network_error', text, cause).withPrefix('service_failed');
}

/** What fails in its coming is the provider's failure; what fails in keeping it is not. */
export async function* providerChunks(
  { context }: Pick<AnsweringServices, 'context'>,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    yield* paced(body, context.parameters['proxy.body-rate-min']);
  } catch (error) {
    const text = error instanceof DrumError ? error.message : 'The answer of the provider system broke off';
    throw drumError('network_error', text, error).withPrefix('service_failed');
  }
}
