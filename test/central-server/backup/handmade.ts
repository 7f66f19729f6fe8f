import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { travelling } from '#central-server/backup/travelling.ts';
import { signed } from '#central-server/backup/signing.ts';
import { CATALOGUE_MIGRATIONS } from '#central-server/catalogue/schema.ts';
import { tablesAfter } from '#storage/rows/tables.ts';

/** A backup made by hand, as docs/backup.md describes it. */
export interface Handmade {
  readonly magic?: string;
  readonly label?: Readonly<Record<string, unknown>>;
  readonly lines?: readonly unknown[];
  /** In the place of the lines, deflated. */
  readonly body?: Buffer;
  readonly key: KeyObject;
}

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const LABEL = {
  type: 'central',
  instance: 'TEST',
  node: 'node_0',
  createdAt: '2026-11-29T08:00:00.000Z',
  program: '0.1.0',
  migrations: CATALOGUE_MIGRATIONS.map(({ name }) => name),
};

/** The lines of a body with these rows, and whichever other tables the schema of `count` migrations has, empty. */
export async function linesOf(
  rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {},
  count = CATALOGUE_MIGRATIONS.length,
): Promise<unknown[]> {
  const tables = travelling(await tablesAfter(CATALOGUE_MIGRATIONS.slice(0, count)));
  const lines = tables.flatMap(({ name, columns }): unknown[] => [
    { table: name, columns: columns.map((column) => [column.name, column.kind]) },
    ...(rows[name] ?? []).map((row) => columns.map((column) => row[column.name] ?? null)),
  ]);
  return [...lines, { end: { tables: tables.length, rows: Object.values(rows).flat().length, files: 0 } }];
}

export async function handmade({
  magic = 'DRUM-BACKUP 1\n',
  label = LABEL,
  lines,
  body,
  key,
}: Handmade): Promise<Buffer> {
  const told = (lines ?? (await linesOf())).map((line) => `${JSON.stringify(line)}\n`).join('');
  const content = Buffer.concat([
    Buffer.from(`${magic}${JSON.stringify(label)}\n`),
    body ?? gzipSync(told),
    Buffer.from('\n'),
  ]);
  const sha512 = createHash('sha512').update(content).digest('hex');
  return Buffer.concat([content, Buffer.from(`${JSON.stringify(signed(sha512, key))}\n`)]);
}

export async function writeHandmade(path: string, backup: Handmade): Promise<string> {
  writeFileSync(path, await handmade(backup));
  return path;
}
