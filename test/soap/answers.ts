import { readSoapHttp, type SoapHttpMessage } from '#protocol/soap/http-message.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import type { Answer } from '../country/ask.ts';

/** The SOAP message in an answer, with its attachments. Throws code and text where it is a fault. */
export async function soapIn({ headers, body }: Pick<Answer, 'headers' | 'body'>): Promise<SoapHttpMessage<Buffer>> {
  async function* source() {
    yield await Promise.resolve(body);
  }
  const message = await readSoapHttp(source(), headers['content-type'], {
    limits: TRANSPORT_LIMITS,
    storeBody: async ({ content }) => Buffer.concat(await Array.fromAsync(content)),
  });
  if (message.kind === 'fault') throw new Error(`${message.fault.code}: ${message.fault.message}`);
  return message;
}

/** Code and text of the fault that it is, or that it is none. */
export const failureOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'answered',
    (error: unknown) => (error as Error).message,
  );
