import { travelling } from '#central-server/backup/travelling.ts';
import { CATALOGUE_MIGRATIONS } from '#central-server/catalogue/schema.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { withSnapshot } from '#storage/rows/snapshot.ts';
import { tablesAfter } from '#storage/rows/tables.ts';

/** What a server has published stays its own, whatever is restored. */
export const PUBLISHED = ['publication', 'publication_part', 'publication_piece', 'publication_hold'];

/** All rows of a catalogue, by table, in an order of their own, each value exact. */
export async function rowsOf(
  options: DatabaseOptions,
  without: readonly string[] = [],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = travelling(await tablesAfter(CATALOGUE_MIGRATIONS)).filter(({ name }) => !without.includes(name));
  return withSnapshot(options, async (snapshot) => {
    const found: Record<string, string[]> = {};
    for (const table of tables) {
      const rows = await Array.fromAsync(snapshot.rows(table));
      found[table.name] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  });
}
