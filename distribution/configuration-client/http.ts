import { Agent, request } from 'undici';
import type { DownloadLimits } from './limits.ts';

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** A source that cannot be reached, breaks off, is too slow, or sends too much. `message` may be shown. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
}

/** An answer beyond its bound. */
export class TooLarge extends HttpFault {}

/** The connections of one run of the configuration client. */
export class HttpSource {
  private readonly limits: DownloadLimits;
  private readonly given: Agent;
  private readonly attempted: Agent;
  private readonly stopping: readonly AbortSignal[];

  constructor(
    limits: DownloadLimits,
    options: {
      readonly verifyTls: boolean;
      readonly stopping: AbortSignal | undefined;
      readonly localAddress?: string | undefined;
    },
  ) {
    this.limits = limits;
    this.stopping = options.stopping === undefined ? [] : [options.stopping];
    const agent = (timeout: number) =>
      new Agent({
        connect: { timeout, rejectUnauthorized: options.verifyTls },
        ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
        headersTimeout: limits.readTimeoutMs,
        bodyTimeout: limits.readTimeoutMs,
      });
    this.given = agent(limits.connectTimeoutMs);
    this.attempted = agent(Math.min(limits.httpsAttemptTimeoutMs, limits.connectTimeoutMs));
  }

  /** Fetches an address; `attempt` is for `https` forms that may not exist. Redirects are not followed. Throws HttpFault. */
  async get(
    url: URL,
    bytesMax: number,
    options: { attempt: boolean; headers?: Readonly<Record<string, string>> },
  ): Promise<Answer> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: options.attempt ? this.attempted : this.given,
        ...(options.headers === undefined ? {} : { headers: options.headers }),
        signal: AbortSignal.any([AbortSignal.timeout(this.limits.answerTimeoutMs), ...this.stopping]),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body) {
        const bytes = Buffer.from(chunk as Uint8Array);
        size += bytes.length;
        if (size > bytesMax) throw new TooLarge(`the answer is larger than ${bytesMax} bytes`);
        chunks.push(bytes);
      }
      return { status: statusCode, body: Buffer.concat(chunks, size) };
    } catch (error) {
      throw error instanceof HttpFault ? error : new HttpFault(reasonOf(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.given.destroy(), this.attempted.destroy()]);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  // A host with several addresses fails with one error for each of them.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join(', ');
  // OpenSSL's messages are lines of its source; their reason is what happened.
  if ('reason' in error && typeof error.reason === 'string') return `TLS: ${error.reason}`;
  return error.message === '' ? error.name : error.message;
}
