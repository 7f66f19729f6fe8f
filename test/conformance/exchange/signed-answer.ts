import { digest, signBytesAside } from '#certs/algorithms.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import type { RestResponse } from '#protocol/rest/response.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { multipartContentType, newBoundary } from '#protocol/transport/multipart-writer.ts';
import { MessageSigning } from '#security-server/exchange/message-signing.ts';
import { LAB_TIME, labCertificate, labKey, labOcspResponse } from './lab.ts';

const signing = new MessageSigning({
  signer: { sign: ({ algorithm, form, data }) => signBytesAside(algorithm, labKey('sign-1002'), data, form) },
  identityOf: () =>
    Promise.resolve({
      keyId: 'sign-1002',
      algorithm: 'SHA512withRSA',
      certificate: labCertificate('sign-1002'),
      intermediates: [],
      ocspResponses: [labOcspResponse('sign-1002')],
      validUntil: LAB_TIME,
    }),
  batches: 'never',
  now: () => LAB_TIME,
});

/** An answer of the laboratory's ss2 that was not recorded: this header part with a body of our own, signed by member 1002. */
export async function signedAnswer(rest: RestResponse, body: Buffer): Promise<Buffer> {
  const boundary = newBoundary();
  const seal = await signing.sign(clientOfService(rest.serviceId), rest.bytes, [{ digest: digest('SHA-512', body) }]);
  const head = ['HTTP/1.1 200 OK', `Content-Type: ${multipartContentType(boundary)}`, 'x-hash-algorithm: SHA-512'];
  const chunks: Buffer[] = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')];
  const content = { kind: 'rest-response', bytes: rest.bytes } as const;
  const message = encodeProxyMessage({ boundary, content, bodies: [{ content: [body] }], seal: () => seal });
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
