import { isIPv4, isIPv6 } from 'node:net';
import { withoutPersonalNumbers } from '#config/personal-numbers.ts';
import type { KeptEvent } from '../audit-log.ts';

/** The program whose events these are. */
export interface Device {
  /** Such as `central-server`. */
  readonly product: string;
  readonly version: string;
}

const VENDOR = 'Drum';
const CEF_VERSION = 0;
/** Of CEF's 0 to 10. */
const SEVERITY = { success: 3, failure: 6 } as const;
/** Of one text; only callers who try things out have longer ones. */
const TEXT_CHARACTERS_MAX = 1_000;

/**
 * An event in ArcSight's Common Event Format. `withData`: with the values before and after, which may be more than a message may
 * have.
 */
export function cefText(event: KeptEvent, { product, version }: Device, withData: boolean): string {
  const { address } = event;
  const header = [VENDOR, product, version, signatureOf(event), event.event, SEVERITY[event.outcome]];
  const fields: readonly (readonly [key: string, value: string | number | null])[] = [
    ['rt', event.at],
    ['externalId', event.id],
    ['cat', 'audit'],
    ['outcome', event.outcome],
    ['suser', event.user_name],
    ['src', address !== null && isIPv4(address) ? address : null],
    ['c6a2', address !== null && isIPv6(address) ? address : null],
    ...labelled('c6a2', 'Source IPv6 Address', address !== null && isIPv6(address)),
    ['request', event.url],
    ['reason', event.reason],
    ['cs1', event.authentication],
    ...labelled('cs1', 'authentication', event.authentication !== null),
    ['cs2', event.correlation_id],
    ...labelled('cs2', 'correlationId', event.correlation_id !== null),
    ['cs3', event.hash],
    ...labelled('cs3', 'hash', true),
    ['cs4', JSON.stringify(dataOf(event, withData))],
    ...labelled('cs4', 'data', true),
  ];
  const extension = fields
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${escapedValue(typeof value === 'number' ? value : shown(value ?? '', key))}`);
  return `CEF:${CEF_VERSION}|${header.map(escapedHeader).join('|')}|${extension.join(' ')}`;
}

/** The same event as one line of JSON. */
export function jsonText(event: KeptEvent, { product, version }: Device, withData: boolean): string {
  const known = Object.entries(event)
    .filter(([key, value]) => value !== null && !['at', 'data', 'searched'].includes(key))
    .map(([key, value]) => [key, typeof value === 'string' ? shown(value, key) : value] as const);
  return JSON.stringify({
    ...{ vendor: VENDOR, product, version, at: new Date(event.at).toISOString() },
    ...Object.fromEntries(known),
    data: dataOf(event, withData),
  });
}

/** A word for the event, for rules of the collector: `add-member`. */
export const signatureOf = ({ event }: Pick<KeptEvent, 'event'>): string =>
  event
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, SIGNATURE_CHARACTERS_MAX);

/** Of a MSGID of RFC 5424, which it is too. */
const SIGNATURE_CHARACTERS_MAX = 32;

const labelled = (key: string, label: string, isThere: boolean) => (isThere ? [[`${key}Label`, label] as const] : []);

/** What has been left out stands in the database. */
function dataOf({ data }: KeptEvent, withData: boolean): unknown {
  if (!withData) return { omitted: true, bytes: Buffer.byteLength(data) };
  return JSON.parse(data, (_key, value: unknown) =>
    typeof value === 'string' ? withoutPersonalNumbers(value) : value,
  ) as unknown;
}

function shown(text: string, key: string): string {
  return key === 'cs4' ? text : withoutPersonalNumbers(text.slice(0, TEXT_CHARACTERS_MAX));
}

/** Neither bar nor backslash ends a field of the header, and nothing ends its line. */
const escapedHeader = (value: string | number): string =>
  String(value)
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\|]/g, String.raw`\$&`);

/** A value of the extension is ended by the next key with its equals sign; lines within it are written as `\n`. */
const escapedValue = (value: string | number): string =>
  String(value)
    .replaceAll(/[\\=]/g, String.raw`\$&`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\n', String.raw`\n`);
