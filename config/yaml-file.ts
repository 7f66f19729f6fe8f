import { dirname } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { readNamedFile } from './named-file.ts';

const BYTES_MAX = 4 * 1024 * 1024;
const ISSUES_SHOWN_MAX = 10;
/** Anchors in YAML can multiply a small file into a large one ("billion laughs"). */
const ALIASES_MAX = 100;
/** Steps from the file down to a value; a mapping is two, its pair and its value. No schema here needs more than 20. */
const DEPTH_MAX = 64;

/** A YAML file that a schema accepts, with the folder that its relative paths start from. */
export interface ConfigurationFile<T> {
  readonly path: string;
  readonly folder: string;
  readonly value: T;
}

/**
 * Reads a program's YAML. Throws `malformed_server_conf`, naming the field and the rule, and what `readNamedFile` throws, each
 * with the file and the option that it was given by.
 */
export async function readYamlFile<T>(
  path: string,
  schema: z.ZodType<T>,
  option = '--config',
): Promise<ConfigurationFile<T>> {
  try {
    const bytes = await readNamedFile(path, BYTES_MAX);
    return { path, folder: dirname(path), value: readYaml(bytes.toString('utf8'), schema, path) };
  } catch (error) {
    throw asDrumError(error).at(option);
  }
}

/** Reads YAML text; `name` stands in the errors. */
export function readYaml<T>(text: string, schema: z.ZodType<T>, name: string): T {
  if (Buffer.byteLength(text) > BYTES_MAX) {
    throw drumError('malformed_server_conf', `${name}: the file is larger than ${BYTES_MAX} bytes`);
  }
  const lines = new LineCounter();
  const malformedAt = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    return drumError('malformed_server_conf', `${name}: ${message} at line ${line}, column ${col}`);
  };
  const document = parsed(text, lines, name);
  const [broken] = document.errors;
  if (broken !== undefined) throw malformedAt(broken.pos[0], broken.message);
  if (document.contents === null) throw drumError('malformed_server_conf', `${name}: the file is empty`);
  if (isScalar(document.contents)) {
    throw drumError('malformed_server_conf', `${name}: the file is no YAML of the form "name: value"`);
  }
  checkForm(document, malformedAt);
  const result = schema.safeParse(plainValue(document, name));
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, ISSUES_SHOWN_MAX)
    .map((issue) => `${issue.path.map(String).join('.') || '(the whole file)'}: ${issue.message}`);
  throw drumError('malformed_server_conf', `${name}: ${issues.join('; ')}`);
}

function parsed(text: string, lines: LineCounter, name: string): ReturnType<typeof parseDocument> {
  try {
    // The library's ways of telling errors and of finding keys that stand twice take time with the square of the file.
    return parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter: lines, logLevel: 'error' });
  } catch (error) {
    // It calls itself for each step, until the stack ends.
    if (!(error instanceof RangeError)) throw error;
    throw drumError('malformed_server_conf', `${name}: the file is nested deeper than ${DEPTH_MAX} steps`);
  }
}

/** Refuses what the library would take long to make values of, and what two readers could read differently. */
function checkForm(
  document: ReturnType<typeof parseDocument>,
  malformedAt: (offset: number, message: string) => Error,
): void {
  visit(document, (_, node, path) => {
    if (path.length > DEPTH_MAX) throw malformedAt(0, `the file is nested deeper than ${DEPTH_MAX} steps`);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key } of node.items) {
      // The text of a collection as a key takes time with a power of its depth.
      if (!isScalar(key)) throw malformedAt(node.range?.[0] ?? 0, 'a key that is no plain value');
      const text = String(key.value);
      if (seen.has(text)) throw malformedAt(key.range?.[0] ?? 0, `the key ${text.slice(0, 100)} stands twice`);
      seen.add(text);
    }
  });
}

function plainValue(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    throw drumError('malformed_server_conf', `${name}: more than ${ALIASES_MAX} aliases`, error);
  }
}
