import { randomUUID } from 'node:crypto';

/** What a SOAP request says; all but client and service may be left out. */
export interface SoapQuestion {
  /** INSTANCE/CLASS/MEMBER/SUBSYSTEM. */
  readonly client: string;
  /** The same, with the service's code and its version behind it. */
  readonly service: string;
  readonly id?: string;
  /** More header fields, in the prefixes `x` (X-Road) and `id` (identifiers). */
  readonly fields?: string;
  /** What is in the body's only element. */
  readonly body?: string;
  readonly encoding?: BufferEncoding;
}

export const newId = (): string => `soap-${randomUUID()}`;

/** A request in X-Road's message protocol 4.0. */
export function soapRequest(question: SoapQuestion): Buffer {
  const { client, service, id = newId(), fields = '', body = '', encoding = 'utf8' } = question;
  const [instance, memberClass, memberCode, subsystem = '', code = '', version] = service.split('/');
  const text =
    `<?xml version="1.0" encoding="${encoding === 'latin1' ? 'ISO-8859-1' : 'UTF-8'}"?>\n` +
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://x-road.eu/xsd/xroad.xsd" ' +
    'xmlns:id="http://x-road.eu/xsd/identifiers" xmlns:m="urn:example:registry">\n<S:Header>\n' +
    `  <x:client id:objectType="SUBSYSTEM">${parts(client.split('/'))}</x:client>\n` +
    `  <x:service id:objectType="SERVICE">${parts([instance, memberClass, memberCode, subsystem])}` +
    `<id:serviceCode>${code}</id:serviceCode>${version === undefined ? '' : `<id:serviceVersion>${version}</id:serviceVersion>`}</x:service>\n` +
    `  <x:id>${id}</x:id>\n  ${fields}<x:protocolVersion>4.0</x:protocolVersion>\n</S:Header>\n` +
    `<S:Body><m:${code}>${body}</m:${code}></S:Body>\n</S:Envelope>`;
  return Buffer.from(text, encoding);
}

const NAMES = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'];

const parts = (values: readonly (string | undefined)[]): string =>
  values.map((value, index) => `<id:${NAMES[index] ?? ''}>${value ?? ''}</id:${NAMES[index] ?? ''}>`).join('');

/** The response of a service that repeats what it was asked. */
export function echoOf(request: string): string {
  return request.replace(/(<\/?m:\w+?)(?=[\s/>])/g, (_, name: string) => `${name}Response`);
}

/** A part of a multipart body: what its header lines say, and its content. */
export interface SoapPart {
  readonly headers: readonly string[];
  readonly content: Buffer;
}

export function multipart(boundary: string, parts: readonly SoapPart[]): Buffer {
  const written = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]);
}
