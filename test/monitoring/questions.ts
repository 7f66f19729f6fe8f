import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { identifierToXml } from '#protocol/identifiers/xml.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { readEnvelope } from '#protocol/soap/envelope.ts';
import type { XmlElement } from '#protocol/xml/document.ts';
import type { Country } from '../country.ts';
import { soapIn } from '../soap/answers.ts';
import { OWNER } from './country.ts';

export interface MonitoringQuestion {
  /** The server that the asker's information system is connected to. */
  readonly through: string;
  readonly client: string;
  /** The element in the body, its content and its namespace. */
  readonly code: string;
  readonly content?: string;
  readonly namespace: string;
  /** Whether the header names the server `provider`. */
  readonly namesServer?: boolean;
  readonly id?: string;
}

const ID = 'http://x-road.eu/xsd/identifiers';

function messageOf({
  client,
  code,
  content = '',
  namespace,
  namesServer = true,
  id = randomUUID(),
}: MonitoringQuestion) {
  const owner = memberOf(parseRestClientHeader(OWNER));
  const server = identifierToXml('x:securityServer', { ...owner, type: 'SERVER', serverCode: 'provider' });
  return Buffer.from(
    `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:id="${ID}">` +
      `<S:Header>${identifierToXml('x:client', parseRestClientHeader(client))}` +
      `${identifierToXml('x:service', { ...owner, type: 'SERVICE', serviceCode: code })}${namesServer ? server : ''}` +
      `<x:id>${id}</x:id><x:protocolVersion>4.0</x:protocolVersion></S:Header>` +
      `<S:Body><m:${code} xmlns:m="${namespace}">${content}</m:${code}></S:Body></S:Envelope>`,
  );
}

export interface MonitoringAnswer {
  /** The element in the body, and the body as it came. */
  readonly element: XmlElement;
  readonly soap: Buffer;
  readonly contentType: string;
  readonly attachments: readonly {
    readonly contentType: string | undefined;
    readonly headers: readonly (readonly [string, string])[];
    readonly stored: Buffer;
  }[];
}

/** Throws `code: message` where the answer is a fault. */
export async function askMonitoring(country: Country, question: MonitoringQuestion): Promise<MonitoringAnswer> {
  const answer = await country.ask(question.through, {
    service: '',
    rawPath: '/',
    method: 'POST',
    body: messageOf(question),
    headers: { 'Content-Type': 'text/xml' },
  });
  const message = await soapIn(answer);
  const [element] = readEnvelope(message.bytes).body?.children ?? [];
  if (element === undefined) throw new Error('The answer has no body');
  return {
    element,
    soap: message.bytes,
    contentType: answer.headers['content-type'] ?? '',
    attachments: message.attachments,
  };
}

export type MonitoringRecord = Readonly<Record<string, string | number | boolean>>;

export const recordsIn = ({ attachments }: MonitoringAnswer): MonitoringRecord[] => {
  const text = gunzipSync(attachments[0]?.stored ?? Buffer.alloc(0)).toString();
  return (JSON.parse(text) as { records: MonitoringRecord[] }).records;
};

/** Of a child of an element, wherever it stands below it. */
export function textIn(element: XmlElement, name: string): string | undefined {
  for (const child of element.children) {
    const text = child.name === name ? child.text : textIn(child, name);
    if (text !== undefined) return text;
  }
  return undefined;
}
