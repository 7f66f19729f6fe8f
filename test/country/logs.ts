import { existsSync } from 'node:fs';
import SqliteFile from 'better-sqlite3';

/** A record of a message log, as far as tests look. */
export interface LoggedMessage {
  readonly id: number;
  readonly direction: 'request' | 'response';
  readonly side: 'client' | 'provider';
  readonly queryId: string;
}

/** The body of a logged message. */
export interface LoggedBody {
  readonly direction: 'request' | 'response';
  readonly sizeBytes: number;
  readonly digest: Buffer;
  /** Of its file, where it is too large for the record. */
  readonly name: string | null;
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

/** The bodies of the messages with this id. */
export function loggedBodies(path: string, queryId: string): LoggedBody[] {
  return read<LoggedBody>(
    path,
    `select direction, body.body_bytes as sizeBytes, body.body_digest as digest, body.body_name as name
     from message_record as record join (
       select id, 1 as number, body_bytes, body_digest, body_name from message_record where body_bytes is not null
       union all select record_id, number, body_bytes, body_digest, body_name from message_attachment
     ) as body using (id) where query_id = ? order by id, number`,
    queryId,
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
