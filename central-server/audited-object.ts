import type { Identifier } from '#protocol/identifiers/identifier.ts';
import { formatEncodedId } from '#protocol/identifiers/text.ts';

/** What an audit event is about, as people know it. */
export interface AuditedObject {
  /** An identifier, code, address or file name. */
  readonly id?: string;
  readonly name?: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Where identifiers stand in what an event tells, the one that says most first. */
const IDENTIFIERS = ['id', 'server', 'client'];
const CODES = [
  ...['security_server_id', 'client_id', 'code', 'groupCode', 'backup_file_name', 'content_identifier'],
  ...['instance', 'id', 'url'],
];
const NAMES = ['name', 'description', 'key_label', 'token_friendly_name', 'act', 'bg', 'title'];
/** Addresses of the API whose next segment says which one it is. */
const ADDRESSED = /\/(?:members|subsystems|security-servers|global-groups|member-classes|users|backups)\/([^/?]+)/;

/** Undefined: the event tells of nothing in particular. */
export function auditedObject({
  data,
  url,
}: {
  readonly data: string;
  readonly url: string | null;
}): AuditedObject | undefined {
  const { before, after, ...rest } = valuesOf(JSON.parse(data));
  const values = { ...valuesOf(before), ...valuesOf(after), ...rest };
  const id = idIn(values) ?? addressedIn(url);
  const name = firstText(values, NAMES);
  if (id === undefined && name === undefined) return undefined;
  return { ...(id === undefined ? {} : { id }), ...(name === undefined || name === id ? {} : { name }) };
}

const valuesOf = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};

function idIn(values: Values): string | undefined {
  for (const field of IDENTIFIERS) {
    const encoded = encodedIn(valuesOf(values[field]));
    if (encoded !== undefined) return encoded;
  }
  if (typeof values.id === 'number' && Array.isArray(values.roles)) return `api-key-${values.id}`;
  return firstText(values, CODES);
}

function encodedIn(value: Values): string | undefined {
  if (!['MEMBER', 'SUBSYSTEM', 'SERVER'].includes(String(value.type))) return undefined;
  try {
    return formatEncodedId(value as unknown as Identifier);
  } catch {
    // A code with a colon has no such form.
    return undefined;
  }
}

const firstText = (values: Values, fields: readonly string[]): string | undefined =>
  fields.map((field) => values[field]).find((value): value is string => typeof value === 'string' && value !== '');

/** Of what was deleted by its address, or refused before anything was known of it. */
function addressedIn(url: string | null): string | undefined {
  const segment = ADDRESSED.exec(url ?? '')?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
