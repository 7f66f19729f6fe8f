import { CompiledQuery, type Insertable, type Kysely, type Transaction } from 'kysely';
import { rowsPerInsertMax, type Engine } from './dialect.ts';

/** Compiles one INSERT for a number of rows, whose parameters are in the order of the rows and their columns. */
type Compile<Row> = (rows: Row[]) => CompiledQuery;

/**
 * Inserts many rows of one shape with few statements, each compiled once: compiling is what costs most on a hot path.
 */
export class RowInserter<Tables, Name extends keyof Tables & string> {
  private readonly columns: readonly (keyof Insertable<Tables[Name]> & string)[];
  private readonly compile: Compile<Insertable<Tables[Name]>>;
  private readonly rowsMax: number;
  private readonly compiled = new Map<number, CompiledQuery>();

  /** `columns`: those that every row has, in one order; `compile`: `(rows) => kysely.insertInto(…).values(rows).compile()`. */
  constructor(
    engine: Engine,
    columns: readonly (keyof Insertable<Tables[Name]> & string)[],
    compile: Compile<Insertable<Tables[Name]>>,
  ) {
    this.columns = columns;
    this.compile = compile;
    this.rowsMax = rowsPerInsertMax(engine);
  }

  async insert(
    transaction: Transaction<Tables> | Kysely<Tables>,
    rows: readonly Insertable<Tables[Name]>[],
  ): Promise<void> {
    let start = 0;
    while (start < rows.length) {
      const count = statementRows(rows.length - start, this.rowsMax);
      const some = rows.slice(start, start + count);
      const parameters = some.flatMap((row) => this.columns.map((column) => row[column]));
      const statement = this.statement(count);
      await transaction.executeQuery({ ...statement, parameters });
      start += count;
    }
  }

  private statement(rowCount: number): CompiledQuery {
    const known = this.compiled.get(rowCount);
    if (known !== undefined) return known;
    // Any value makes a parameter; `undefined` alone would not.
    const row = Object.fromEntries(this.columns.map((column) => [column, 0])) as unknown as Insertable<Tables[Name]>;
    const statement = this.compile(Array.from({ length: rowCount }, () => row));
    this.compiled.set(rowCount, statement);
    return statement;
  }
}

/** Powers of two, so that a handful of statements serves every number of rows. */
function statementRows(rows: number, rowsMax: number): number {
  return Math.min(rowsMax, 2 ** Math.floor(Math.log2(rows)));
}
