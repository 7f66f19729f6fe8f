import { BoundedThread } from '#config/bounded-thread.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { OpenApiService } from '#protocol/metadata/read-open-api.ts';

export interface ReadTask {
  readonly bytes: Uint8Array;
  /** Where the description stands. */
  readonly url: string;
}
export type ReadAnswer =
  { readonly service: OpenApiService } | { readonly refused: { readonly code: string; readonly message: string } };

/** YAML of the largest size that is taken needs some ten seconds. */
const BOUNDS = { msMax: 30_000, heapMibMax: 1_024 };

/** Reads an OpenAPI description while exchanges go on. Throws what `readOpenApi` throws. */
export async function openApiReadApart(task: ReadTask): Promise<OpenApiService> {
  const thread = new BoundedThread<ReadTask, ReadAnswer>(new URL('read-thread.ts', import.meta.url), BOUNDS);
  try {
    const answer = await thread.ask(task);
    if (answer === undefined) {
      throw drumError('openapi_parsing_error', 'The OpenAPI description cannot be used: reading it takes too much');
    }
    if ('refused' in answer) throw new DrumError(answer.refused.code, answer.refused.message);
    return answer.service;
  } finally {
    await thread.close();
  }
}
