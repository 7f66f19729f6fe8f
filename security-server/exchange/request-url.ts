import { drumError } from '#protocol/errors.ts';

/** The address that an HTTP request names, for what is not REST. Throws `invalid_request` for what cannot be one, such as `//`. */
export function requestUrl(target: string): URL {
  const url = URL.parse(target, 'http://localhost');
  if (url === null) throw drumError('invalid_request', 'Invalid request URI').withPrefix('client');
  return url;
}
