import { carriedError } from '#protocol/errors/carried.ts';
import type { CallAnswer, ServerCall, ServerService } from './messages.ts';

/** Never rejects: what goes wrong is the answer. */
export async function answerCall(
  service: Partial<ServerService>,
  { call, method, args }: ServerCall,
): Promise<CallAnswer> {
  try {
    const asked = service[method] as (...given: readonly unknown[]) => Promise<unknown>;
    return { call, value: await asked(...args) };
  } catch (error) {
    return { call, error: carriedError(error) };
  }
}
