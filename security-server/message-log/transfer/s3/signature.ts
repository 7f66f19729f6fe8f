import { createHmac, hash } from 'node:crypto';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly url: URL;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyDigest: string;
  /** Others that are signed; `Host` and `x-amz-*` come from here. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers that sign a request for an S3-compatible store (AWS Signature Version 4, in headers). The URL must be encoded as S3
 * has it (`encodedKey`), because it is signed as it is sent.
 */
export function signedHeaders(
  { method, url, bodyDigest, headers = {} }: S3Request,
  { accessKeyId, secretAccessKey }: S3Credentials,
  { region, at }: { readonly region: string; readonly at: Date },
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const own = { host: url.host, 'x-amz-content-sha256': bodyDigest, 'x-amz-date': time };
  const all = Object.entries({ ...headers, ...own })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname,
    [...url.searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .toSorted()
      .join('&'),
    ...all.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyDigest,
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = [ALGORITHM, time, scope, hash('sha256', canonical)].join('\n');
  const key = [date, region, 's3', 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, ...own, authorization };
}

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986's unreserved characters alone stay as they are. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The key of an object as it stands in a URL. */
export const encodedKey = (key: string): string => key.split('/').map(encoded).join('/');
