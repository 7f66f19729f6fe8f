import { Agent, request, type Dispatcher } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface HttpQuestion extends Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'> {
  readonly signal: AbortSignal;
  /** Of the answer. */
  readonly bytesMax: number;
}

/** Something has answered, and not as what was asked for. */
export class UnfitAnswer extends Error {}

/** Asks once, over a connection of its own; redirects are not followed. Throws an Error whose message may be shown. */
export async function askOverHttp(url: string, { signal, bytesMax, ...options }: HttpQuestion): Promise<HttpAnswer> {
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const { statusCode, body } = await request(url, { ...options, signal, dispatcher });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > bytesMax) throw new UnfitAnswer(`the answer is larger than ${bytesMax} bytes`);
      chunks.push(bytes);
    }
    return { status: statusCode, body: Buffer.concat(chunks, size) };
  } finally {
    await dispatcher.destroy();
  }
}

/** What went wrong, in words without a trace. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if (error.name === 'TimeoutError') return 'it took too long';
  // A host with several addresses fails with one error for each of them.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join(', ');
  if ('reason' in error && typeof error.reason === 'string') return `TLS: ${error.reason}`;
  return error.message === '' ? error.name : error.message;
}
