import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The type of a body that is a file as it is. */
export const BYTES_TYPE = 'application/octet-stream';

export interface AdminOperation {
  readonly operationId: string;
  readonly method: (typeof METHODS)[number];
  /** As the definition writes it, below `/api/v1`, with its parameters in braces. */
  readonly path: string;
  /**
   * A caller needs one of these; where there are none, whoever is authenticated may call. Which of them it must be may depend on the
   * request (a configuration's type, a management request's type): the operation itself judges that.
   */
  readonly permissions: readonly string[];
  /** Whether it is answered without credentials. */
  readonly isPublic: boolean;
  readonly statuses: readonly number[];
  /** Whether its body is a file as it is, and no JSON or form. */
  readonly takesBytes: boolean;
}

/** An OpenAPI document, as it is written and as it reads, with its operations. */
export interface AdminDefinition {
  readonly text: string;
  readonly document: Document;
  readonly operations: readonly AdminOperation[];
}

interface DescribedOperation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly 'x-required-permission': readonly string[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Paths;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Schema {
  readOnly?: boolean;
  enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readOnly?: boolean }>>;
}

type Paths = Readonly<Record<string, Readonly<Partial<Record<(typeof METHODS)[number], DescribedOperation>>>>>;

/** Reads a definition. Throws where an operation requires a permission that no role has. */
export function readDefinition(text: string, isPermission: (name: string) => boolean): AdminDefinition {
  const document = parse(text) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = item[method];
      return described === undefined ? [] : [operationOf(described, { method, path }, isPermission)];
    }),
  );
  return { text, document, operations };
}

/** Reads the definitions that are files of a folder, each once, when it is first asked for. */
export function definitionsIn(
  folder: string,
  isPermission: (name: string) => boolean,
): (name: string) => AdminDefinition {
  const known = new Map<string, AdminDefinition>();
  return (name) => {
    const definition = known.get(name) ?? readDefinition(readFileSync(join(folder, name), 'utf8'), isPermission);
    known.set(name, definition);
    return definition;
  };
}

function operationOf(
  { operationId, security, requestBody, responses, 'x-required-permission': permissions }: DescribedOperation,
  at: Pick<AdminOperation, 'method' | 'path'>,
  isPermission: (name: string) => boolean,
): AdminOperation {
  const unknown = permissions.find((name) => !isPermission(name));
  if (unknown !== undefined) throw new Error(`${operationId} requires ${unknown}, which no role has`);
  const takesBytes = requestBody?.content?.[BYTES_TYPE] !== undefined;
  // Beside them stands 4XX, whatever else a caller may be refused for.
  const statuses = Object.keys(responses).map(Number).filter(Number.isInteger);
  return { ...at, operationId, permissions, isPublic: security?.length === 0, statuses, takesBytes };
}
