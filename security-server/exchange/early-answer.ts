import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULT_CONTENT_TYPE } from '#protocol/soap/fault.ts';

/** What is left of a refused request is read when it is no more than this: its connection can be used again. */
const REST_BYTES_MAX = 1_048_576;
/** The time for that, which a line of 4 Mbit/s needs for the most that is read, and a busy machine may need for less. */
const REST_MS_MAX = 2_000;
/** How long the other end has for reading the answer before its connection is closed. */
const HEARING_MS_MAX = 1_000;

export interface EarlyAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined for HEAD. */
  readonly body: Buffer | undefined;
}

export const faultAnswer = (fault: Buffer): EarlyAnswer => ({
  status: 200,
  headers: [
    ['content-type', FAULT_CONTENT_TYPE],
    // As X-Road's servers say it with every fault.
    ['SOAPAction', ''],
    ['content-length', String(fault.length)],
  ],
  body: fault,
});

/**
 * Answers a request that may not have been read to its end. A large rest is not read: its connection ends with the answer.
 * It stays open for a moment before, because closing it over unread bytes would reset it, and the answer could be lost on
 * the other side, which still sends.
 */
export async function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: EarlyAnswer,
): Promise<void> {
  const isWhole = request.complete || (await readRest(request));
  // What has come and is not read would hold up the next request of its connection.
  if (isWhole) request.resume();
  if (!isWhole) response.setHeader('connection', 'close');
  for (const [name, value] of headers) response.setHeader(name, value);
  response.writeHead(status);
  if (!isWhole) {
    if (body === undefined) response.flushHeaders();
    else response.write(body);
    await otherEnd(request);
    response.end();
    return;
  }
  response.end(body);
}

/** Reads on to the end of a small request; says whether it came. */
async function readRest(request: IncomingMessage): Promise<boolean> {
  const invited = request.headers.expect === undefined;
  if (!invited || request.destroyed || Number(request.headers['content-length']) > REST_BYTES_MAX) return false;
  let bytes = 0;
  return new Promise((resolve) => {
    const settle = (isWhole: boolean): void => {
      clearTimeout(timer);
      request.off('data', count);
      request.pause();
      resolve(isWhole);
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > REST_BYTES_MAX) settle(false);
    };
    const timer = setTimeout(settle, REST_MS_MAX, false);
    request.once('end', settle.bind(undefined, true));
    request.once('close', settle.bind(undefined, false));
    request.on('data', count);
    request.resume();
  });
}

/** The time in which the other end can read what it was told. */
async function otherEnd(request: IncomingMessage): Promise<void> {
  if (request.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HEARING_MS_MAX);
    request.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
