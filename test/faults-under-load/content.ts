import { createHash } from 'node:crypto';
import type { SoapPart } from '../soap/messages.ts';

/** What stands for one message in ledgers, journals and audits: a digest in hex of its body, or of SOAP and attachments. */
export type ContentDigest = string;

export const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');

/** Of a SOAP message and the SHA-512 of each of its attachments. */
export function soapDigest(message: Uint8Array, attachmentDigests: readonly Uint8Array[]): ContentDigest {
  const own = createHash('sha512').update(message).digest();
  return sha512(Buffer.concat([own, ...attachmentDigests]));
}

export interface SoapContent {
  readonly message: Buffer;
  readonly attachments: readonly Buffer[];
}

export function digestOf({ message, attachments }: SoapContent): ContentDigest {
  return soapDigest(
    message,
    attachments.map((each) => createHash('sha512').update(each).digest()),
  );
}

/** The response without the hash of its request, which the provider's security server adds: what the service has said. */
export function withoutRequestHash({ message, attachments }: SoapContent): SoapContent {
  const text = message.toString('utf8').replace(/\s*<x:requestHash[^]*?<\/x:requestHash>/, '');
  return { message: Buffer.from(text.replace(/^<\?xml[^]*?\?>/, '').trim()), attachments };
}

/** SOAP and attachments as HTTP brought them, in parts or alone. */
export function soapContentOf(contentType: string | undefined, body: Buffer): SoapContent {
  const [, boundary] = /boundary="?([^";]+)/.exec(contentType ?? '') ?? [];
  if (boundary === undefined) return { message: body, attachments: [] };
  const [message = Buffer.alloc(0), ...attachments] = partsOf(Buffer.concat([Buffer.from('\r\n'), body]), boundary);
  return { message, attachments };
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Buffer[] = [];
  for (let at = body.indexOf(delimiter); at >= 0;) {
    const from = at + delimiter.length;
    const next = body.indexOf(delimiter, from);
    if (next < 0) break;
    const part = body.subarray(from, next);
    parts.push(part.subarray(part.indexOf('\r\n\r\n') + 4));
    at = next;
  }
  return parts;
}

/** For a multipart body. */
export function soapParts({ message, attachments }: SoapContent): SoapPart[] {
  const root = { headers: ['Content-Type: text/xml; charset=UTF-8'], content: message };
  const others = attachments.map((content, index) => ({
    headers: ['Content-Type: application/octet-stream', `Content-ID: <attachment-${index}>`],
    content,
  }));
  return [root, ...others];
}
