import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { drumError } from '#protocol/errors.ts';

const BYTES_MAX = 4 * 1024 * 1024;
const ISSUES_SHOWN_MAX = 10;
/** Anchors in YAML can multiply a small file into a large one ("billion laughs"). */
const ALIASES_MAX = 100;

/** A YAML file that a schema accepts, with the folder that its relative paths start from. */
export interface ConfigurationFile<T> {
  readonly path: string;
  readonly folder: string;
  readonly value: T;
}

/**
 * Reads a program's YAML. Throws `malformed_server_conf`, naming the file, the field and the rule, or `not_found` when the
 * file cannot be read.
 */
export async function readYamlFile<T>(path: string, schema: z.ZodType<T>): Promise<ConfigurationFile<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw drumError('not_found', `The configuration file ${path} cannot be read`, error);
  }
  return { path, folder: dirname(path), value: readYaml(text, schema, path) };
}

/** Reads YAML text; `name` stands in the errors. */
export function readYaml<T>(text: string, schema: z.ZodType<T>, name: string): T {
  if (Buffer.byteLength(text) > BYTES_MAX) {
    throw drumError('malformed_server_conf', `${name}: the file is larger than ${BYTES_MAX} bytes`);
  }
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw drumError('malformed_server_conf', `${name}: ${broken.message}`);
  const result = schema.safeParse(plainValue(document, name));
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, ISSUES_SHOWN_MAX)
    .map((issue) => `${issue.path.map(String).join('.') || '(the whole file)'}: ${issue.message}`);
  throw drumError('malformed_server_conf', `${name}: ${issues.join('; ')}`);
}

function plainValue(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    throw drumError('malformed_server_conf', `${name}: more than ${ALIASES_MAX} aliases`, error);
  }
}
