import type { IncomingMessage, ServerResponse } from 'node:http';
import { drumError } from '#protocol/errors.ts';
import type { RestResponse } from '#protocol/rest/response.ts';
import type { SoapHttpBody } from '#protocol/soap/http-message.ts';
import type { KeptBytes } from '../exchange/body.ts';
import { gathered } from '../exchange/gathered.ts';
import { pour } from '../exchange/pour.ts';

/** RFC 9110 §6.4.1. */
const STATUS_WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

/** Gives a verified answer to the information system that waits for it, no faster than it reads. */
export async function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  { rest, body }: { readonly rest: RestResponse; readonly body: KeptBytes | undefined },
): Promise<void> {
  const headers = rest.headers.filter(([name]) => name.toLowerCase() !== 'content-length').flat();
  const isBodiless = request.method === 'HEAD' || STATUS_WITHOUT_BODY.has(rest.status);
  const length = isBodiless ? [] : ['content-length', String(body?.size ?? 0)];
  response.writeHead(rest.status, rest.reason, [...headers, ...length]);
  if (isBodiless || body?.file === undefined) {
    response.end(isBodiless ? undefined : body?.bytes);
    return;
  }
  try {
    await pour(body.chunks(), response, body.size);
  } catch (error) {
    throw hungUp(error);
  }
}

/** The same for a verified SOAP answer, with its attachments. */
export async function deliverSoap(response: ServerResponse, { contentType, chunks }: SoapHttpBody): Promise<void> {
  try {
    const content = await gathered(chunks);
    const isWhole = Buffer.isBuffer(content);
    response.writeHead(200, {
      'content-type': contentType,
      ...(isWhole ? { 'content-length': String(content.length) } : {}),
    });
    if (isWhole) response.end(content);
    else await pour(content, response);
  } catch (error) {
    if (!response.headersSent) throw error;
    throw hungUp(error);
  } finally {
    await chunks.return(undefined);
  }
}

const hungUp = (error: unknown) =>
  drumError('io_error', 'The information system hung up before it had the answer', error).withPrefix('client');
