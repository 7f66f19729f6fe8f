import { BYTES_TYPE } from '../definition.ts';

const MULTIPART = /^multipart\/form-data\s*(?:;|$)/i;
const BOUNDARY = /;\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70})/i;
const BYTES = /^application\/octet-stream\s*(?:;|$)/i;
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * What the validator is told of a body's type. It keeps something for each type that it has met, parameters and all, so that it may
 * meet but a few: the parameters that no operation looks at are left out, and all types that none takes are one.
 */
export function knownContentType(header: string): string {
  if (JSON_TYPE.test(header)) return 'application/json';
  if (BYTES.test(header)) return BYTES_TYPE;
  if (!MULTIPART.test(header)) return 'application/x-unknown';
  const boundary = BOUNDARY.exec(header)?.[1];
  return boundary === undefined ? 'multipart/form-data' : `multipart/form-data; boundary=${boundary}`;
}
