import type { SoapHeader } from '#protocol/soap/header.ts';
import { readEnvelope } from '#protocol/soap/envelope.ts';
import { soapRequestHash, withRequestHash } from '#protocol/soap/request-hash.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import type { PartBody } from '../exchange/parts.ts';
import { describeSoapResponse } from '../exchange/soap-record.ts';
import type { Provided } from './protocol.ts';

/** A SOAP answer that is ready to be signed. */
export function soapAnswer(
  content: Extract<Provided['content'], { kind: 'soap' }>,
  attachments: readonly PartBody[],
  originalContentType: string | undefined,
): Provided {
  return {
    content,
    bodies: attachments,
    originalContentType,
    describe: (record) => {
      describeSoapResponse(record, content.bytes, attachments);
      record.succeeded = true;
    },
  };
}

/** An answer of this server itself: the request's header fields again, and `body`, the one element in the body. */
export function soapProvided(
  request: { readonly soap: SoapHeader; readonly bytes: Uint8Array },
  body: string,
  attachments: readonly PartBody[],
  originalContentType: string,
): Provided {
  const written = writeSoapMessage(request.soap, body);
  const bytes = withRequestHash(written, readEnvelope(written), soapRequestHash(request.bytes));
  return soapAnswer(
    { kind: 'soap', bytes, contentType: 'text/xml; charset=UTF-8', headers: [] },
    attachments,
    originalContentType,
  );
}
