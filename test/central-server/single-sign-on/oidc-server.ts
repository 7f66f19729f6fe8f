import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Browser, Page } from './browser.ts';

export const CLIENT_ID = 'drum';
export const CLIENT_SECRET = 'a secret that only both of us know';

/** Whom the provider knows. */
const PEOPLE: Readonly<Record<string, object>> = {
  maria: { preferred_username: 'm.petrova', groups: ['registrars', 'readers'] },
  ivan: { preferred_username: 'i.ivanov', groups: ['readers'] },
  number: { preferred_username: '8001010000', groups: ['registrars'] },
  linked: { preferred_username: 'someone else', groups: [] },
};

/** A real OpenID Connect provider (node-oidc-provider), which takes whoever says a name that it knows. */
export class OidcServer {
  readonly issuer: string;
  private readonly server: Server;

  private constructor(server: Server, issuer: string) {
    this.server = server;
    this.issuer = issuer;
  }

  static async start(callback: string): Promise<OidcServer> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [callback] }],
      cookies: { keys: ['of a test'] },
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, ...PEOPLE[id] }),
      }),
    });
    const handle = provider.callback();
    server.on('request', (request, response) => {
      void handle(request, response);
    });
    return new OidcServer(server, issuer);
  }

  /** Logs in at the provider's page and agrees, as a person does; gives the page that the browser is on then. */
  async logIn(browser: Browser, page: Page, name: string, stop?: (url: URL) => boolean): Promise<Page> {
    const agreed = await browser.open(actionIn(page), { prompt: 'login', login: name, password: 'any' });
    return browser.open(actionIn(agreed), { prompt: 'consent' }, stop);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function actionIn({ body, url }: Page): string {
  const action = /<form[^>]* action="([^"]+)"/.exec(body)?.[1];
  if (action === undefined) throw new Error(`${url.href} has no form: ${body.slice(0, 300)}`);
  return new URL(action, url).href;
}
