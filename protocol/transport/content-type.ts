import { drumError } from '../errors.ts';

/** A media type, without parameters, in lower case, and its parameters with names in lower case (RFC 9110 §8.3). */
export interface ContentType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const TYPE = new RegExp(`^(${TOKEN}/${TOKEN}(?:/${TOKEN})*)[ \\t]*(?:;|$)`);
// X-Road writes `signature/bdoc-1.0/ts`, with two slashes, so TYPE allows more than one.
const PARAMETER = new RegExp(`[ \\t]*(${TOKEN})=(?:(${TOKEN}|[^;"\\s]+)|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*(?:;|$)`, 'y');
// RFC 2046 §5.1.1.
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** Reads a Content-Type. Undefined for what is no media type or whose parameters cannot be read. */
export function parseContentType(text: string): ContentType | undefined {
  const match = TYPE.exec(text.trim());
  const type = match?.[1]?.toLowerCase();
  if (match === null || type === undefined) return undefined;
  const parameters = new Map<string, string>();
  const rest = text.trim().slice(match[0].length);
  let at = 0;
  while (at < rest.length && !/^[ \t;]*$/.test(rest.slice(at))) {
    PARAMETER.lastIndex = at;
    const parameter = PARAMETER.exec(rest);
    const name = parameter?.[1]?.toLowerCase();
    // A parameter twice could be read in two ways.
    if (parameter === null || name === undefined || parameters.has(name)) return undefined;
    parameters.set(name, parameter[2] ?? (parameter[3] ?? '').replace(/\\(.)/g, '$1'));
    at = PARAMETER.lastIndex;
  }
  return { type, parameters };
}

/** The boundary of a multipart type. Throws `invalid_content_type` where it is missing or is none. */
export function boundaryOf({ parameters }: ContentType): string {
  const boundary = parameters.get('boundary');
  if (boundary === undefined) {
    throw drumError('invalid_content_type', 'Multipart content type is missing required boundary');
  }
  if (!BOUNDARY.test(boundary))
    throw drumError('invalid_content_type', 'Multipart content type has an invalid boundary');
  return boundary;
}
