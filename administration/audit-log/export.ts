import type { KeptEvent } from '../audit-log.ts';

export type ExportFormat = 'JSON_LINES' | 'CSV';

const COLUMNS = [
  ...(['id', 'at', 'event', 'outcome', 'user_name', 'authentication', 'address', 'url'] as const),
  ...(['correlation_id', 'reason', 'data', 'hash'] as const),
] as const satisfies readonly (keyof KeptEvent)[];

/** The events as text: JSON objects, a line each, or comma-separated values (RFC 4180) with their names in the first line. */
export async function* exportedEvents(
  events: AsyncIterable<readonly KeptEvent[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  const [before, line] = format === 'CSV' ? [`${COLUMNS.join(',')}\r\n`, csvLine] : ['', jsonLine];
  if (before !== '') yield before;
  for await (const some of events) yield some.map(line).join('');
}

/** An event as JSON, its time and its values readable. */
export const exportedEvent = ({ at, data, ...event }: KeptEvent) => ({
  ...event,
  at: new Date(at).toISOString(),
  data: JSON.parse(data) as unknown,
});

const jsonLine = (event: KeptEvent): string => `${JSON.stringify(exportedEvent(event))}\n`;

function csvLine(event: KeptEvent): string {
  const values = COLUMNS.map((column) => (column === 'at' ? new Date(event.at).toISOString() : event[column]));
  return `${values.map(csvValue).join(',')}\r\n`;
}

/** What somebody wrote into a field must not run as a formula of whoever opens the file in a spreadsheet. */
function csvValue(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
