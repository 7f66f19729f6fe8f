import type { Fields, Log } from '#config/log.ts';

export interface LogEntry {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Fields;
}

/** A log that keeps what is written to it. */
export function keptLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const write =
    (level: keyof Log) =>
    (message: string, fields: Fields = {}): void => {
      entries.push({ level, message, fields });
    };
  return { entries, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const nothing = (): void => undefined;

/** A log that keeps nothing. */
export const quietLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
