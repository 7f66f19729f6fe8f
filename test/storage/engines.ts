import { join } from 'node:path';
import type { DatabaseOptions } from '#storage/database.ts';
import { freshPostgresDatabase } from '../postgres.ts';
import { temporaryFolders } from '../temporary.ts';

interface EngineUnderTest {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** The options of a new, empty database. */
  fresh(): Promise<DatabaseOptions>;
  /** A folder that is removed after the suite. */
  folder(): string;
}

/** One suite, run on both engines. */
export function describeOnBothEngines(title: string, suite: (engine: EngineUnderTest) => void): void {
  for (const name of ['SQLite', 'PostgreSQL'] as const) {
    describe(`${title} (${name})`, () => {
      const folder = temporaryFolders();
      suite({
        name,
        folder,
        fresh: async () =>
          name === 'SQLite'
            ? { engine: 'sqlite', path: join(folder(), 'test.sqlite') }
            : { engine: 'postgresql', url: await freshPostgresDatabase() },
      });
    });
  }
}
