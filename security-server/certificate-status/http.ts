import { Agent, request, type Dispatcher } from 'undici';
import { drumError } from '#protocol/errors.ts';

/** Milliseconds: to connect, and between two pieces of an answer. */
export interface HttpTimeouts {
  readonly connectMs: number;
  readonly readMs: number;
}

export interface HttpAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Asks once, over a connection of its own, and reads the answer to its end or its bound; follows nothing. */
export class BoundedHttp {
  private readonly agent: Agent;
  private readonly totalMs: number;
  private readonly bytesMax: number;

  /** @param bytesMax greatest body of an answer */
  constructor({ connectMs, readMs }: HttpTimeouts, bytesMax: number) {
    this.agent = new Agent({
      connect: { timeout: connectMs },
      headersTimeout: readMs,
      bodyTimeout: readMs,
      pipelining: 0,
    });
    // One who sends a byte now and then is never silent: the whole has an end too.
    this.totalMs = connectMs + 2 * readMs;
    this.bytesMax = bytesMax;
  }

  /** Throws `network_error` when there is no answer, `http_error` when it is not 200 or too large. */
  async ask(url: string, options: Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(this.totalMs);
    try {
      const { statusCode, headers, body } = await request(url, { ...options, dispatcher: this.agent, signal });
      if (statusCode !== 200) {
        await body.dump({ limit: this.bytesMax });
        throw drumError('http_error', `${url} answered with status ${statusCode}`);
      }
      return { contentType: String(headers['content-type'] ?? ''), body: await this.readAll(url, body) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'http_error') throw error;
      throw drumError('network_error', `${url} could not be asked`, error);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async readAll(url: string, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > this.bytesMax) throw drumError('http_error', `${url} answered with more than ${this.bytesMax} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
