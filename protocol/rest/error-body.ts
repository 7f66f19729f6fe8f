import { xmlText } from '../xml/write.ts';
import { printableXml } from '../xml/printable.ts';
import type { Header } from './header-part.ts';

/** What an information system is told instead of a response (PR-REST §4.6). */
export interface RestErrorAnswer {
  readonly status: 400 | 500;
  readonly contentType: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

export interface RestError {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
}

const XML_TYPES: Readonly<Record<string, string>> = {
  'text/xml': 'text/xml',
  'application/xml': 'application/xml',
  'text/*': 'text/xml',
};

/**
 * An error as JSON, or as XML where `Accept` names an XML type; the first one named counts and weights are ignored, as in
 * X-Road. What happened in a security server is a 500, what the caller got wrong a 400.
 */
export function restErrorAnswer(error: RestError, accept: string | readonly string[] | undefined): RestErrorAnswer {
  const xmlType = xmlTypeOf(accept);
  return {
    status: error.code.startsWith('server.') ? 500 : 400,
    // JSON is UTF-8 by definition (RFC 8259 §8.1), and X-Road writes no charset there.
    contentType: xmlType === undefined ? 'application/json' : `${xmlType};charset=utf-8`,
    headers: [['X-Road-Error', headerSafe(error.code)]],
    body: Buffer.from(xmlType === undefined ? jsonBody(error) : xmlBody(error), 'utf8'),
  };
}

function xmlTypeOf(accept: string | readonly string[] | undefined): string | undefined {
  const ranges = [accept ?? []].flat().flatMap((value) => value.split(','));
  const types = ranges.map((range) => (range.split(';', 1)[0] ?? '').trim().toLowerCase());
  const wanted = types.find((type) => Object.hasOwn(XML_TYPES, type));
  return wanted === undefined ? undefined : XML_TYPES[wanted];
}

function jsonBody({ code, message, detail }: RestError): string {
  return JSON.stringify({ type: code, message, detail });
}

function xmlBody({ code, message, detail }: RestError): string {
  const element = (name: string, text: string) => `<${name}>${xmlText(printableXml(text))}</${name}>`;
  const children = element('type', code) + element('message', message) + element('detail', detail);
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?><error>${children}</error>`;
}

/** A code may come from a peer's fault: nothing that could end a header line goes out. */
function headerSafe(code: string): string {
  return code.replace(/[^!-~]/g, '_');
}
