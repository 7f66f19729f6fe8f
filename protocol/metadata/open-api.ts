import { isMap, isSeq, parseDocument } from 'yaml';
import { drumError } from '../errors.ts';

/** More aliases than any description needs, and too few to make a small document large. */
const ALIASES_MAX = 100;

/**
 * An OpenAPI description without the addresses of the provider's system, of which only the paths stay (PR-MREST §4.4); an
 * address with variables stays, as in X-Road. Throws `invalid_request` for what is no OpenAPI 3 description.
 */
export function withoutServerAddresses(description: string, form: 'json' | 'yaml'): string {
  return form === 'json' ? ofJson(description) : ofYaml(description);
}

function ofJson(description: string): string {
  let tree: unknown;
  try {
    tree = JSON.parse(description);
  } catch (error) {
    throw notOpenApi('it is not JSON', error);
  }
  if (!isObject(tree)) throw notOpenApi('it is no object');
  requireVersion3(tree.openapi);
  const servers = Array.isArray(tree.servers) ? tree.servers : [];
  for (const server of servers as unknown[]) {
    if (isObject(server) && typeof server.url === 'string') server.url = pathOf(server.url);
  }
  return JSON.stringify(tree);
}

/** Comments, order and style stay: the text is for people. */
function ofYaml(description: string): string {
  const document = parseDocument(description, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw notOpenApi('it is not YAML', error);
  if (!isMap(document.contents)) throw notOpenApi('it is no mapping');
  requireVersion3(document.get('openapi'));
  const servers = document.get('servers');
  for (const server of isSeq(servers) ? servers.items : []) {
    const url = isMap(server) ? server.get('url') : undefined;
    if (isMap(server) && typeof url === 'string') server.set('url', pathOf(url));
  }
  try {
    // Only to find out whether it is a bomb for whoever reads it.
    document.toJS({ maxAliasCount: ALIASES_MAX, mapAsMap: true });
  } catch (bomb) {
    throw notOpenApi('it has too many aliases', bomb);
  }
  return document.toString({ lineWidth: 0 });
}

function requireVersion3(version: unknown): void {
  if (version === undefined || version === null) return;
  // YAML reads `openapi: 3.0` as a number.
  const text = typeof version === 'number' ? version.toFixed(1) : version;
  if (typeof text !== 'string' || !text.startsWith('3.')) throw notOpenApi('its version is not 3');
}

function pathOf(url: string): string {
  if (url.includes('{') && url.includes('}')) return url;
  if (!URL.canParse(url, 'http://relative.invalid/')) throw notOpenApi('the address of a server is no URL');
  const { pathname, origin } = new URL(url, 'http://relative.invalid/');
  const isRelative = origin === 'http://relative.invalid';
  // Without a path there is an empty one, where URL has a slash.
  return isRelative ? (url.split(/[?#]/, 1)[0] ?? '') : /^[^:/?#]+:\/\/[^/?#]*(?:[?#]|$)/.test(url) ? '' : pathname;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notOpenApi = (why: string, cause?: unknown) =>
  drumError('invalid_request', `The service's description is no OpenAPI 3 description: ${why}`, cause);
