import type { OutgoingBody } from '#protocol/transport/encode.ts';
import type { StoredBody } from '#protocol/transport/message.ts';
import type { PartHeader } from '#protocol/transport/multipart-scanner.ts';
import type { Body, KeptBytes } from './body.ts';

/** A body beside the signed message: that of a REST message, or an attachment with its own type and headers. */
export interface PartBody extends Body {
  readonly contentType?: string | undefined;
  readonly headers?: readonly PartHeader[];
}

export const partsOf = (bodies: readonly StoredBody<KeptBytes>[]): PartBody[] =>
  bodies.map(({ stored, sha512, contentType, headers }) => ({ ...stored, digest: sha512, contentType, headers }));

/** The same to be sent on; they are read when their turn comes. */
export const outgoing = (bodies: readonly PartBody[]): OutgoingBody[] =>
  bodies.map((body) => ({ contentType: body.contentType, headers: body.headers ?? [], content: body.chunks() }));

/** What was kept of a request or an answer is not read any more. */
export async function disposeAll(bodies: readonly KeptBytes[]): Promise<void> {
  await Promise.all(bodies.map((body) => body.dispose()));
}
