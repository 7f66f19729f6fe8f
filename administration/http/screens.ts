import { randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, Response, Router } from 'express';

/** What `web/building` writes where the number that is used once belongs. */
const NONCE_PLACEHOLDER = 'DRUM_NONCE';
/** What the page's own head has where it is told whether all is made up. */
const DEMONSTRATION_PLACEHOLDER = 'DRUM_DEMONSTRATION';
const NONCE_BYTES = 16;
const COMPRESSED = '.br';
/** An asset's name says what is in it: another content has another name. */
const FOREVER = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Where the built screens are. */
const BUILT_SCREENS = join(import.meta.dirname, '..', '..', 'web', 'dist');

interface Asset {
  readonly bytes: Buffer;
  readonly compressed?: Buffer;
  readonly type: string;
}

/** The screens of one program, as they were built. */
export interface Screens {
  readonly page: string;
  /** By address. Only what is here is served: an address is never made into a file's path. */
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Reads a program's screens, which say so where all is made up; undefined where they are not built. */
export function readScreens(program: string, isDemonstration: boolean, folder = BUILT_SCREENS): Screens | undefined {
  const page = join(folder, program, 'index.html');
  if (!existsSync(page)) return undefined;
  const names = globSync('assets/*', { cwd: folder });
  const assets = names
    .filter((name) => extname(name) !== COMPRESSED)
    .map((name): [string, Asset] => {
      const bytes = readFileSync(join(folder, name));
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      const other = `${name}${COMPRESSED}`;
      return [
        `/${name}`,
        names.includes(other) ? { bytes, type, compressed: readFileSync(join(folder, other)) } : { bytes, type },
      ];
    });
  const text = readFileSync(page, 'utf8').replaceAll(DEMONSTRATION_PLACEHOLDER, String(isDemonstration));
  return { page: text, assets: new Map(assets) };
}

/** What pages are made of. It costs no more than counting it would, so that it is left out of the limits of calls. */
export function addAssets(router: Router, { assets }: Screens): void {
  router.get('/assets/:name', (request, response, next) => {
    const asset = assets.get(request.path);
    if (asset === undefined) next();
    else sendAsset(request, response, asset);
  });
}

function sendAsset(request: Request, response: Response, { bytes, compressed, type }: Asset): void {
  response.set({ 'content-type': type, 'cache-control': FOREVER, vary: 'accept-encoding' });
  if (compressed !== undefined && request.acceptsEncodings('br') === 'br') {
    response.set('content-encoding', 'br').send(compressed);
  } else response.send(bytes);
}

/** The page itself: at every address that is neither an operation's nor an asset's, since the screens read the address. */
export function addPage(router: Router, { page }: Screens): void {
  router.get(/^\/(?!api(?:\/|$)|assets(?:\/|$))/, (_request, response) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    response
      .set('content-security-policy', policy(nonce))
      .type('text/html')
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}

/** Scripts and fonts of this server alone; styles too, and those that its own script adds, which knows the number. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
