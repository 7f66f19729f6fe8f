import { Agent, request } from 'undici';

const HOPS_MAX = 12;

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What of a browser a log-in needs: cookies by origin, and redirects followed. */
export class Browser {
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false } });
  private readonly cookies = new Map<string, Map<string, string>>();

  /** Follows redirects until `stop` says that it is there, or there are none. */
  async open(address: string, form?: Readonly<Record<string, string>>, stop?: (url: URL) => boolean): Promise<Page> {
    let url = new URL(address);
    let body = form === undefined ? undefined : new URLSearchParams(form).toString();
    for (let hop = 0; hop < HOPS_MAX; hop += 1) {
      const page = await this.once(url, body);
      const { location } = page.headers;
      if (page.status < 300 || page.status >= 400 || typeof location !== 'string') return page;
      url = new URL(location, url);
      body = undefined;
      if (stop?.(url) === true) return { ...page, url };
    }
    throw new Error(`${address} leads from one page to the next`);
  }

  cookie(origin: string, name: string): string | undefined {
    return this.cookies.get(origin)?.get(name);
  }

  forget(origin: string): void {
    this.cookies.delete(origin);
  }

  /** What a script of this origin would send. */
  headers(origin: string): Record<string, string> {
    const own = this.cookies.get(origin) ?? new Map<string, string>();
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    return { cookie, 'x-xsrf-token': own.get('XSRF-TOKEN') ?? '' };
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async once(url: URL, body: string | undefined): Promise<Page> {
    const { cookie } = this.headers(url.origin);
    const answer = await request(url, {
      dispatcher: this.agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(cookie === '' ? {} : { cookie: cookie ?? '' }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const own = this.cookies.get(url.origin) ?? new Map<string, string>();
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const isOver = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
      if (isOver) own.delete(name);
      else own.set(name, pair.slice(pair.indexOf('=') + 1));
    }
    this.cookies.set(url.origin, own);
    return { url, status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }
}
