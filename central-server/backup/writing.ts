import { createHash, type KeyObject } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Snapshot, Value } from '#storage/rows/snapshot.ts';
import type { Table } from '#storage/rows/tables.ts';
import type { DataFiles } from './data-files.ts';
import { MAGIC, type BackupLabel, type BodyLine } from './format.ts';
import { signed } from './signing.ts';

export interface BackupContents {
  readonly label: BackupLabel;
  readonly files: DataFiles;
  readonly tables: readonly Table[];
  readonly snapshot: Snapshot;
}

/** The bytes of a backup as they come to be; its signature is the last of them. */
export async function* backupBytes(contents: BackupContents, key: KeyObject): AsyncGenerator<Buffer> {
  const digest = createHash('sha512');
  const counted = (bytes: Buffer): Buffer => {
    digest.update(bytes);
    return bytes;
  };
  yield counted(Buffer.from(`${MAGIC}${JSON.stringify(contents.label)}\n`));
  const body = createGzip();
  // Whoever reads it is told how it ended.
  pipeline(Readable.from(lines(contents)), body, () => undefined);
  for await (const chunk of body as AsyncIterable<Buffer>) yield counted(chunk);
  yield counted(Buffer.from('\n'));
  yield Buffer.from(`${JSON.stringify(signed(digest.digest('hex'), key))}\n`);
}

async function* lines({ files, tables, snapshot }: BackupContents): AsyncGenerator<string> {
  for (const [file, bytes] of files) yield line({ file, bytes: bytes.toString('base64') });
  let rows = 0;
  for (const table of tables) {
    yield line({ table: table.name, columns: table.columns.map(({ name, kind }) => [name, kind]) });
    for await (const row of snapshot.rows(table)) {
      rows += 1;
      yield line(row.map(textOf));
    }
  }
  yield line({ end: { tables: tables.length, rows, files: files.size } });
}

const line = (said: BodyLine): string => `${JSON.stringify(said)}\n`;

/** Integers are digits already, and texts are themselves. */
const textOf = (value: Value): string | null =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') : value;
