/** A call as it goes out: what the client sends and what „API“ shows are the same. */
export interface ApiRequest {
  readonly method: string;
  /** From the server's root on. */
  readonly url: string;
  readonly body?: unknown;
  /** In the place of a body: texts and files by the names of their fields. */
  readonly form?: FormFields;
  /** The state of the object that was shown, by its ETag: if there is another by now, nothing is changed. */
  readonly ifMatch?: string;
}

export type FormFields = Readonly<Record<string, string | File | undefined>>;

export interface CallInput {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const API = '/api/v1';

export function requestOf(
  method: string,
  path: string,
  { path: values = {}, query = {}, body }: CallInput,
): ApiRequest {
  const address = path.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => segmentOf(String(values[name] ?? '')));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) append(parameters, name, value);
  const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
  return {
    method: method.toUpperCase(),
    url: `${API}${address}${search}`,
    ...(body === undefined ? {} : { body }),
  };
}

/** Identifiers keep their colons, as people write them. */
export const segmentOf = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');

/** Objects stand in a query by their fields. */
function append(parameters: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null || value === '') return;
  if (Array.isArray(value)) for (const item of value) append(parameters, name, item);
  else if (typeof value === 'object')
    for (const [inner, each] of Object.entries(value)) append(parameters, inner, each);
  else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    parameters.append(name, String(value));
  }
}

/** Fields that are filled in. */
export const filled = (form: FormFields): [string, string | File][] =>
  Object.entries(form).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** How a program proves who it is: by an API key; but none manages keys, and none manages users. */
export function credentialsFor({ url }: ApiRequest): keyof typeof CURL_CREDENTIALS {
  if (/^\/api\/v1\/api-keys(\/|\?|$)/.test(url)) return 'password';
  return /^\/api\/v1\/drum\/users(\/|\?|$)/.test(url) ? 'session' : 'key';
}

/** Secrets stay names. */
const CURL_CREDENTIALS = {
  key: [`-H "Authorization: X-Road-ApiKey token=$API_KEY"`],
  password: [`-u "$USER_NAME:$PASSWORD"`],
  session: [`-b "JSESSIONID=$SESSION; XSRF-TOKEN=$XSRF_TOKEN"`, `-H "X-XSRF-TOKEN: $XSRF_TOKEN"`],
} as const;

const HURL_CREDENTIALS = {
  key: ['Authorization: X-Road-ApiKey token={{api_key}}'],
  password: [],
  session: ['Cookie: JSESSIONID={{session}}; XSRF-TOKEN={{xsrf_token}}', 'X-XSRF-TOKEN: {{xsrf_token}}'],
} as const;

/** The request for curl. */
export function curlOf(request: ApiRequest, origin: string): string {
  const { method, url, body, form, ifMatch } = request;
  const lines = [
    `curl -sS --cacert "$SERVER_CERTIFICATE" -X ${method} ${quoted(origin + url)}`,
    ...CURL_CREDENTIALS[credentialsFor(request)],
    ...(ifMatch === undefined ? [] : [`-H ${quoted(`If-Match: ${ifMatch}`)}`]),
    ...filled(form ?? {}).map(([name, value]) =>
      typeof value === 'string'
        ? `--form-string ${quoted(`${name}=${value}`)}`
        : `-F ${quoted(`${name}=@${value.name}`)}`,
    ),
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return lines.join(' \\\n  ');
}

/** The request for hurl. */
export function hurlOf(request: ApiRequest, origin: string): string {
  const { method, url, body, form, ifMatch } = request;
  const credentials = credentialsFor(request);
  const lines = [`${method} ${origin}${url}`, ...HURL_CREDENTIALS[credentials]];
  if (ifMatch !== undefined) lines.push(`If-Match: ${ifMatch}`);
  if (credentials === 'password') lines.push('[BasicAuth]', '{{user_name}}: {{password}}');
  if (form !== undefined) {
    const fields = filled(form).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : `file,${value.name};`}`,
    );
    lines.push('[Multipart]', ...fields);
  }
  if (body !== undefined) lines.push('Content-Type: application/json', JSON.stringify(body, undefined, 2));
  return `${lines.join('\n')}\nHTTP *`;
}
