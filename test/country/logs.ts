import { existsSync } from 'node:fs';
import SqliteFile from 'better-sqlite3';

/** A record of a message log, as far as tests look. */
export interface LoggedMessage {
  readonly id: number;
  readonly direction: 'request' | 'response';
  readonly side: 'client' | 'provider';
  readonly queryId: string;
}

/** A row of operational monitoring, by X-Road's names. */
export type OperationalRow = Readonly<Record<string, string | number | null>>;

/** Records after the one with this id, the oldest first. The running server's file is only read. */
export function loggedMessages(path: string, afterId: number): LoggedMessage[] {
  return read<LoggedMessage>(
    path,
    'select id, direction, side, query_id as queryId from message_record where id > ? order by id',
    afterId,
  );
}

export function operationalRows(path: string, messageId: string): OperationalRow[] {
  return read<OperationalRow>(path, 'select * from operational_data where messageId = ? order by id', messageId);
}

function read<Row>(path: string, statement: string, parameter: string | number): Row[] {
  if (!existsSync(path)) return [];
  const file = new SqliteFile(path, { readonly: true });
  try {
    return file.prepare<[string | number], Row>(statement).all(parameter);
  } finally {
    file.close();
  }
}
