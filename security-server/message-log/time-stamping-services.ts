import { Agent, request } from 'undici';
import { digest, type DigestName } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { acceptTimestampResponse, TIMESTAMP_RESPONSE_BYTES_MAX } from '#certs/timestamp/response.ts';
import type { Clock } from '#config/clock.ts';
import { asDrumError, drumError, DrumError } from '#protocol/errors.ts';

/** How the last request to one service went. */
export interface ServiceState {
  readonly url: string;
  readonly at: Date;
  /** Absent when it gave a time-stamp. */
  readonly error?: { readonly code: string; readonly message: string };
}

export interface ServiceTimeouts {
  readonly timestamperConnectTimeoutMs: number;
  readonly timestamperReadTimeoutMs: number;
}

export interface TimeStampAnswer {
  readonly url: string;
  readonly genTime: Date;
  /** DER, with the authority's certificate inside. */
  readonly token: Buffer;
}

/** The time-stamping services of this server, asked over HTTP (RFC 3161 §3.4) in the order in which they are set up. */
export class TimeStampingServices {
  private readonly clock: Clock;
  private readonly timeouts: ServiceTimeouts;
  private readonly agent: Agent;
  private readonly states = new Map<string, ServiceState>();

  constructor(clock: Clock, timeouts: ServiceTimeouts) {
    this.clock = clock;
    this.timeouts = timeouts;
    this.agent = new Agent({
      connect: { timeout: timeouts.timestamperConnectTimeoutMs },
      headersTimeout: timeouts.timestamperReadTimeoutMs,
      bodyTimeout: timeouts.timestamperReadTimeoutMs,
      maxResponseSize: TIMESTAMP_RESPONSE_BYTES_MAX,
    });
  }

  /** A time-stamp over `data` by the first service that gives a good one. Throws `timestamper_failed` when none does. */
  async stamp(query: {
    readonly data: Uint8Array;
    readonly digestName: DigestName;
    readonly urls: readonly string[];
    readonly tsaCertificates: readonly Certificate[];
  }): Promise<TimeStampAnswer> {
    const imprint = { digestName: query.digestName, digest: digest(query.digestName, query.data) };
    this.forgetOthers(query.urls);
    const reasons: string[] = [];
    for (const url of query.urls) {
      try {
        const response = await this.ask(url, timestampRequest(imprint));
        const { genTime, token } = acceptTimestampResponse({
          response,
          imprint,
          tsaCertificates: query.tsaCertificates,
        });
        this.states.set(url, { url, at: this.clock.now() });
        return { url, genTime, token };
      } catch (thrown) {
        const { code, message } = asDrumError(thrown);
        this.states.set(url, { url, at: this.clock.now(), error: { code, message } });
        reasons.push(`${url}: ${message}`);
      }
    }
    throw drumError('timestamper_failed', `No time-stamping service gave a time-stamp (${reasons.join('; ')})`);
  }

  /** Of the services that have been asked and are still set up. */
  get state(): readonly ServiceState[] {
    return [...this.states.values()];
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private forgetOthers(urls: readonly string[]): void {
    for (const url of this.states.keys()) if (!urls.includes(url)) this.states.delete(url);
  }

  private async ask(url: string, body: Buffer): Promise<Uint8Array> {
    const { timestamperConnectTimeoutMs, timestamperReadTimeoutMs } = this.timeouts;
    try {
      const response = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body,
        dispatcher: this.agent,
        // The other limits bound each wait; this one bounds a service that sends byte by byte.
        signal: AbortSignal.timeout(timestamperConnectTimeoutMs + timestamperReadTimeoutMs),
      });
      if (response.statusCode !== 200) {
        await response.body.dump();
        throw mlog('timestamping_non_ok_response', `It answered with HTTP status ${response.statusCode}`);
      }
      return await response.body.bytes();
    } catch (error) {
      throw error instanceof DrumError ? error : mlog(...connectionFault(error), error);
    }
  }
}

type MlogCode =
  'timestamping_non_ok_response' | 'timestamp_provider_connection_failed' | 'reading_timestamp_response_failed';

const mlog = (code: MlogCode, message: string, cause?: unknown): DrumError =>
  drumError(code, message, cause).withPrefix('mlog');

function connectionFault(error: unknown): [MlogCode, string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return ['reading_timestamp_response_failed', `Its answer has more than ${TIMESTAMP_RESPONSE_BYTES_MAX} bytes`];
  }
  const isLate = code.endsWith('TIMEOUT') || (error instanceof Error && error.name === 'TimeoutError');
  return [
    'timestamp_provider_connection_failed',
    isLate ? 'It did not answer in time' : `It could not be reached (${code || 'no such address'})`,
  ];
}
