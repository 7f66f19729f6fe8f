import { hostname } from 'node:os';
import type { KeptEvent } from '../audit-log.ts';
import { cefText, jsonText, signatureOf, type Device } from './event-text.ts';
import type { SyslogTarget } from './setting.ts';

/** RFC 5424 §6.2.1: facility 13 is the log audit; 6 is informational, 4 a warning. */
const FACILITY = 13;
const SEVERITY = { success: 6, failure: 4 } as const;
const HOSTNAME_CHARACTERS_MAX = 255;
/** A collector takes at least 2,048 bytes (RFC 5424 §6.1), and those that are used for this far more. */
const STREAM_BYTES_MAX = 65_536;
const DATAGRAM_BYTES_MAX = 8_192;

/** An event as a message of RFC 5424. Values that are too much for a message are left out, with a mark in their place. */
export function syslogMessage(
  event: KeptEvent,
  device: Device,
  { transport, format }: Pick<SyslogTarget, 'transport' | 'format'>,
): Buffer {
  const text = format === 'cef' ? cefText : jsonText;
  const header = headerOf(event, device);
  const whole = Buffer.from(`${header} ${text(event, device, true)}`);
  if (whole.length <= (transport === 'udp' ? DATAGRAM_BYTES_MAX : STREAM_BYTES_MAX)) return whole;
  return Buffer.from(`${header} ${text(event, device, false)}`);
}

function headerOf(event: KeptEvent, { product }: Device): string {
  const priority = FACILITY * 8 + SEVERITY[event.outcome];
  const time = new Date(event.at).toISOString();
  return `<${priority}>1 ${time} ${HOSTNAME} drum-${product} - ${signatureOf(event) || '-'} -`;
}

const HOSTNAME =
  hostname()
    .replaceAll(/[^!-~]/g, '')
    .slice(0, HOSTNAME_CHARACTERS_MAX) || '-';

/** A message in a stream, behind its length (RFC 5425 §4.3, RFC 6587 §3.4.1). */
export const counted = (message: Buffer): Buffer => Buffer.concat([Buffer.from(`${message.length} `), message]);
