import { drumError } from '#protocol/errors.ts';

export interface RequestAddress {
  /** As it stands: nothing is decoded and no dot segment removed, so that there is one address a service only. */
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
}

// RFC 9112 §3.2: a path, or a whole address whose host is of no concern here; then the query.
const TARGET = /^(?:https?:\/\/[^/?#]+)?(\/[^?#]*)(?:\?([^#]*))?$/i;

/** The address that an HTTP request names, for what is not REST. Throws `invalid_request` for what cannot be one. */
export function requestUrl(target: string): RequestAddress {
  const [, pathname, query] = TARGET.exec(target) ?? [];
  if (pathname === undefined) throw drumError('invalid_request', 'Invalid request URI').withPrefix('client');
  return { pathname, searchParams: new URLSearchParams(query) };
}
