/**
 * What the admin API offers, read from its definitions: `openapi.yaml`, X-Road's own 102 operations, and `accounts.yaml`, what
 * X-Road answers beside them about callers and API keys.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isPermission, type Permission } from '#central-server/admin-api/roles.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export interface AdminOperation {
  readonly operationId: string;
  readonly method: (typeof METHODS)[number];
  /** As the definition writes it, below `/api/v1`, with its parameters in braces. */
  readonly path: string;
  /**
   * A caller needs one of these; where there are none, whoever is authenticated may call. Which of them it must be may depend on the
   * request (a configuration's type, a management request's type): the operation itself judges that.
   */
  readonly permissions: readonly Permission[];
  /** Whether it is answered without credentials. */
  readonly isPublic: boolean;
  readonly statuses: readonly number[];
}

interface DescribedOperation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly 'x-required-permission': readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
}

type Paths = Readonly<Record<string, Readonly<Partial<Record<(typeof METHODS)[number], DescribedOperation>>>>>;

function readDefinition(name: 'openapi.yaml' | 'accounts.yaml'): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

function permissionsNamed({ operationId, 'x-required-permission': names }: DescribedOperation): readonly Permission[] {
  return names.map((name) => {
    if (!isPermission(name)) throw new Error(`${operationId} requires ${name}, which no role has`);
    return name;
  });
}

function operationsIn(text: string): readonly AdminOperation[] {
  const { paths } = parse(text) as { readonly paths: Paths };
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = item[method];
      if (described === undefined) return [];
      const { operationId, security, responses } = described;
      const permissions = permissionsNamed(described);
      const statuses = Object.keys(responses).map(Number);
      return [{ operationId, method, path, permissions, isPublic: security?.length === 0, statuses }];
    }),
  );
}

let text: string | undefined;
let ofXRoad: readonly AdminOperation[] | undefined;
let ofAccounts: readonly AdminOperation[] | undefined;

/** The definition as `GET /openapi.yaml` gives it. Read once, when first asked for. */
export function definitionText(): string {
  return (text ??= readDefinition('openapi.yaml'));
}

/** The operations of X-Road's definition. */
export function operations(): readonly AdminOperation[] {
  return (ofXRoad ??= operationsIn(definitionText()));
}

/** The operations beside X-Road's definition. */
export function accountOperations(): readonly AdminOperation[] {
  return (ofAccounts ??= operationsIn(readDefinition('accounts.yaml')));
}
