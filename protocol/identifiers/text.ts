import { drumError } from '../errors.ts';
import { COMPONENTS, componentsOf, identifierOf, isIdentifierType, type IdentifierType } from './components.ts';
import type { ClientId, Identifier, IdentifierKey } from './identifier.ts';

/**
 * The text form of logs and tools, `SUBSYSTEM:I/C/M/S`, which is also our key in maps. A `/` or `%` inside a component is
 * percent-encoded and a service of a member (not of a subsystem) with a version keeps an empty place for the subsystem,
 * so that two identifiers never share a key. For all others it is X-Road's own text.
 */
export function keyOf(id: Identifier): IdentifierKey {
  let key = keys.get(id);
  if (key === undefined) {
    key = newKeyOf(id);
    keys.set(id, key);
  }
  return key;
}

/** The same, not remembered: for tens of thousands of identifiers that are asked about once. */
export function newKeyOf(id: Identifier): IdentifierKey {
  // Most are these two, and the general way takes several times as long.
  if (id.type === 'MEMBER') return `MEMBER:${memberText(id)}` as IdentifierKey;
  if (id.type === 'SUBSYSTEM') return `SUBSYSTEM:${memberText(id)}/${escape(id.subsystemCode)}` as IdentifierKey;
  return `${id.type}:${join(id, '/', escape)}` as IdentifierKey;
}

const memberText = ({ instance, memberClass, memberCode }: ClientId): string =>
  `${escape(instance)}/${escape(memberClass)}/${escape(memberCode)}`;

/** Identifiers are immutable, and each exchange asks for the keys of the same few again and again. */
const keys = new WeakMap<Identifier, IdentifierKey>();

const escape = (text: string): string =>
  !text.includes('/') && !text.includes('%')
    ? text
    : text.replace(/[%/]/g, (character) => (character === '%' ? '%25' : '%2F'));

/** Reads back what `keyOf` printed. Throws `invalid_request`. */
export function parseKey(text: string): Identifier {
  const { type, rest } = typePrefix(text);
  if (type === undefined || /%(?!25|2F)/.test(rest)) throw notAnIdentifier(text);
  const unescape = (part: string) => part.replace(/%25|%2F/g, (code) => (code === '%25' ? '%' : '/'));
  return split(type, rest, '/', unescape) ?? fail(text);
}

/**
 * The form of X-Road's admin APIs, `I:C:M:S`, with the kind in front where `withType` says so. Throws `invalid_request`
 * for a component with a colon, which this form cannot carry.
 */
export function formatEncodedId(id: Identifier, options: { withType?: boolean } = {}): string {
  const text = join(id, ':', (part) => {
    if (part.includes(':')) throw drumError('invalid_request', 'An identifier with a colon has no encoded form');
    return part;
  });
  return options.withType === true ? `${id.type}:${text}` : text;
}

/**
 * Reads the encoded form (`I:C:M` or `I:C:M:S`) of one of the kinds given; without any, of a member or subsystem.
 * A leading kind (`SERVER:I:C:M:S`) is accepted where it names one of them. Throws `invalid_request`.
 */
export function parseEncodedId<T extends IdentifierType = 'MEMBER' | 'SUBSYSTEM'>(
  text: string,
  ...types: readonly T[]
): Extract<Identifier, { type: T }> {
  const wanted: readonly T[] = types.length > 0 ? types : (['MEMBER', 'SUBSYSTEM'] as unknown as readonly T[]);
  const { type: named, rest } = typePrefix(text);
  for (const type of wanted) {
    const id = (named === type ? split(type, rest, ':') : undefined) ?? split(type, text, ':');
    if (id !== undefined) return id;
  }
  throw notAnIdentifier(text);
}

function join(id: Identifier, delimiter: string, escape: (part: string) => string): string {
  const parts = componentsOf(id);
  // Only a service has a gap: its subsystem. Dropping it is unambiguous unless a version follows.
  const gapMatters = id.type === 'SERVICE' && parts.at(-1) !== undefined;
  let text: string | undefined;
  for (const part of parts) {
    if (part === undefined && !gapMatters) continue;
    const printed = escape(part ?? '');
    text = text === undefined ? printed : text + delimiter + printed;
  }
  return text ?? '';
}

function split<T extends IdentifierType>(
  type: T,
  text: string,
  delimiter: string,
  unescape: (part: string) => string = (part) => part,
): Extract<Identifier, { type: T }> | undefined {
  const parts = text.split(delimiter).map(unescape);
  if (type !== 'SERVICE') return parts.length === COMPONENTS[type].length ? identifierOf(type, parts) : undefined;
  const [instance, memberClass, memberCode, ...rest] = parts;
  const subsystem = rest.length === 1 ? undefined : rest.shift();
  const [serviceCode, serviceVersion] = rest;
  if (rest.length > 2 || (subsystem === '' && serviceVersion === undefined)) return undefined;
  const subsystemCode = subsystem === '' ? undefined : subsystem;
  return identifierOf(type, [instance, memberClass, memberCode, subsystemCode, serviceCode, serviceVersion]);
}

function typePrefix(text: string): { type: IdentifierType | undefined; rest: string } {
  const colon = text.indexOf(':');
  const type = text.slice(0, Math.max(colon, 0));
  return { type: isIdentifierType(type) ? type : undefined, rest: text.slice(colon + 1) };
}

function notAnIdentifier(text: string) {
  return drumError('invalid_request', `Not an identifier: ${text.slice(0, TEXT_SHOWN_MAX)}`);
}

function fail(text: string): never {
  throw notAnIdentifier(text);
}

/** Characters of a refused text that an error shows. */
const TEXT_SHOWN_MAX = 200;
