import { FormData, request, type Agent } from 'undici';

export const FIRST_PASSWORD = 'chosen by somebody';
export const PASSWORD = 'four words nobody guesses';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** JSON where it is that, else text. */
  readonly body: unknown;
}

/** The code of a refusal. */
export const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;

/** Status and code of a refusal. */
export const told = (answer: Answer): [number, string | undefined] => [answer.status, codeOf(answer)];

/** Whoever calls the admin API: by a session, by an API key, or as a stranger. */
export class Operator {
  private readonly origin: string;
  private readonly agent: Agent;
  headers: Record<string, string>;

  constructor(origin: string, agent: Agent, headers: Record<string, string> = {}) {
    this.origin = origin;
    this.agent = agent;
    this.headers = headers;
  }

  async call(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const isFile = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
    const isJson = body !== undefined && !isFile;
    const answer = await request(this.origin + path, {
      method: method,
      dispatcher: this.agent,
      headers: { ...this.headers, ...(isJson ? { 'content-type': 'application/json' } : {}), ...more },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
    });
    const text = await answer.body.text();
    // The log-in says "OK" and calls it JSON, as in X-Road.
    const isAnswerJson = /^[{[]/.test(text) && String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, headers: answer.headers, body: isAnswerJson ? JSON.parse(text) : text };
  }

  /** Fetches a file as it is. */
  async raw(path: string): Promise<{ readonly headers: Answer['headers']; readonly bytes: Buffer }> {
    const answer = await request(this.origin + path, { dispatcher: this.agent, headers: this.headers });
    return { headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
  }

  api(method: string, path: string, body?: unknown, more?: Record<string, string>): Promise<Answer> {
    return this.call(method, `/api/v1${path}`, body, more);
  }

  /** Sends a file as it is. */
  sendFile(method: string, path: string, bytes: Buffer): Promise<Answer> {
    return this.api(method, path, bytes, { 'content-type': 'application/octet-stream' });
  }

  /** Sends a form with texts and files. */
  upload(
    method: string,
    path: string,
    fields: Readonly<Record<string, string | Buffer>>,
    fileName?: string,
  ): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.set(name, value);
      else form.set(name, new Blob([new Uint8Array(value)]), fileName ?? `${name}.pem`);
    }
    return this.api(method, path, form);
  }

  /** Logs in by a form, as a browser does, and keeps the cookies. */
  async logIn(username: string, password: string): Promise<Answer> {
    const form = new URLSearchParams({ username, password }).toString();
    const answer = await this.call('POST', '/login', form, { 'content-type': 'application/x-www-form-urlencoded' });
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0] ?? '');
    if (cookies.length > 0) {
      const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? '';
      this.headers = { cookie: cookies.join('; '), 'x-xsrf-token': xsrf };
    }
    return answer;
  }
}

/** Logs a user in who still has the first password, and changes it. */
export async function loggedIn(operator: Operator, name: string): Promise<Operator> {
  await operator.logIn(name, FIRST_PASSWORD);
  const changed = await operator.api('PUT', '/drum/password', {
    ...{ current_password: FIRST_PASSWORD, new_password: PASSWORD },
  });
  if (changed.status !== 204) throw new Error(JSON.stringify(changed));
  operator.headers = {};
  await operator.logIn(name, PASSWORD);
  return operator;
}
