import type { RestResponse } from '#protocol/rest/response.ts';
import type { Body } from '../exchange/body.ts';
import type { PartBody } from '../exchange/parts.ts';
import type { Provided } from './protocol.ts';

/** From here on a status says that the application failed. */
const ERROR_STATUS_MIN = 400;

/** A REST answer that is ready to be signed. */
export function restProvided(answer: RestResponse, body: Body | undefined): Provided {
  const bodies: PartBody[] = body === undefined ? [] : [body];
  return {
    content: { kind: 'rest-response', bytes: answer.bytes },
    bodies,
    describe: (record) => {
      record.statusCode = answer.status;
      record.responseSize = sizeWith(answer.bytes, bodies);
      record.responseAttachmentCount = 0;
      record.succeeded = answer.status < ERROR_STATUS_MIN;
    },
  };
}

export const sizeWith = (message: Uint8Array, bodies: readonly Pick<Body, 'size'>[]): number =>
  bodies.reduce((bytes, { size }) => bytes + size, message.length);
