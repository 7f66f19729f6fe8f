import { drumError } from '../errors.ts';
import { isObject, member, objectOf, OPERATION_NAMES, readTree, type Tree } from './open-api-tree.ts';

/** More than any service has; each is a row of the server's configuration. */
const OPERATIONS_MAX = 10_000;
const ADDRESS_LENGTH_MAX = 255;
const SHOWN_LENGTH_MAX = 200;

/** What a security server takes from an OpenAPI description of a service. */
export interface OpenApiService {
  /** Where the service is: its first server, as seen from the description's own address; one with variables as it stands. */
  readonly address: string;
  /** Path patterns have `*` for each of their parameters. */
  readonly endpoints: readonly { readonly method: string; readonly path: string }[];
  /** What the description lacks; each begins with where. */
  readonly warnings: readonly string[];
}

/**
 * Reads an OpenAPI 3.0 or 3.1 description, in JSON or YAML, that stands at `url`. Throws `openapi_parsing_error`,
 * `unsupported_openapi_version`.
 */
export function readOpenApi(bytes: Uint8Array, url: string): OpenApiService {
  const tree = readTree(bytes, unreadable);
  requireVersion(member(tree, 'openapi'));
  const operations = operationsOf(tree);
  const endpoints = new Map(operations.map(({ method, path }) => [`${method} ${path}`, { method, path }]));
  return {
    address: addressOf(tree, url),
    endpoints: [...endpoints.values()],
    warnings: [...missing(tree), ...operations.flatMap(warningsOf)],
  };
}

function requireVersion(version: unknown): void {
  // YAML reads `openapi: 3.0` as a number.
  const text = typeof version === 'number' ? version.toFixed(1) : version;
  if (typeof text !== 'string') throw unreadable('it does not say its version');
  if (!/^3\.[01](\.|$)/.test(text)) {
    throw drumError(
      'unsupported_openapi_version',
      `OpenAPI version ${text.slice(0, SHOWN_LENGTH_MAX)} is not supported: it must be 3.0 or 3.1`,
    );
  }
}

function addressOf(tree: Tree, url: string): string {
  const servers = member(tree, 'servers');
  const [first] = Array.isArray(servers) ? (servers as unknown[]) : [];
  const written = member(objectOf(first), 'url');
  const address = typeof written === 'string' ? written : '/';
  if (address.includes('{')) return bounded(address);
  if (!URL.canParse(address, url)) throw unreadable('the address of its server is no URL');
  return bounded(new URL(address === '' ? '.' : address, url).href);
}

function bounded(address: string): string {
  if (address.length > ADDRESS_LENGTH_MAX) throw unreadable('the address of its server is too long');
  return address;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly written: string;
  readonly tree: Tree;
}

function operationsOf(tree: Tree): Operation[] {
  const found: Operation[] = [];
  for (const [written, item] of Object.entries(objectOf(member(tree, 'paths')))) {
    for (const name of OPERATION_NAMES) {
      const operation = member(objectOf(item), name);
      if (!isObject(operation)) continue;
      if (found.length === OPERATIONS_MAX) throw unreadable(`it has more than ${OPERATIONS_MAX} operations`);
      const path = written.replaceAll(/\{[^/]*\}/g, '*');
      found.push({ method: name.toUpperCase(), path, written, tree: operation });
    }
  }
  return found;
}

function missing(tree: Tree): string[] {
  const info = member(tree, 'info');
  const isWithout31 = ['components', 'webhooks'].some((name) => member(tree, name) !== undefined);
  const isPathless =
    !isObject(member(tree, 'paths')) && !(String(member(tree, 'openapi')).startsWith('3.1') && isWithout31);
  return [
    ...(isObject(info)
      ? ['title', 'version']
          .filter((name) => member(info, name) === undefined)
          .map((name) => `info.${name}: is missing`)
      : ['info: is missing']),
    ...(isPathless ? ['paths: is missing'] : []),
  ];
}

function warningsOf({ method, written, tree }: Operation): string[] {
  const place = `paths.${written.slice(0, SHOWN_LENGTH_MAX)}`;
  return [
    ...(written.startsWith('/') ? [] : [`${place}: does not start with /`]),
    ...(isObject(member(tree, 'responses')) ? [] : [`${place}.${method.toLowerCase()}.responses: is missing`]),
  ];
}

const unreadable = (why: string, cause?: unknown) =>
  drumError('openapi_parsing_error', `The OpenAPI description cannot be used: ${why}`, cause);
