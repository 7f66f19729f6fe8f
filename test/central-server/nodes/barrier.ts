import pg from 'pg';
import { until } from '../../country/poll.ts';

const LOCK = 4_711;
const WAIT_MS_MAX = 60_000;

/** Where a statement has to wait. */
export interface Place {
  readonly table: string;
  /** `commit`: all is done but the end of the transaction. */
  readonly when: 'before insert' | 'before update' | 'before insert or update' | 'commit';
  /** Of the row, as SQL. */
  readonly row?: string;
}

/** Stops work on a PostgreSQL database at a place within its transaction, from outside of whoever does it. */
export class Barrier {
  private readonly connection: pg.Client;

  private constructor(connection: pg.Client) {
    this.connection = connection;
  }

  static async open(url: string): Promise<Barrier> {
    const connection = new pg.Client({ connectionString: url });
    await connection.connect();
    await connection.query(
      `create function barrier() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(${LOCK}); return new; end $$`,
    );
    return new Barrier(connection);
  }

  /** From now on whoever comes to the place waits there. */
  async lower({ table, when, row }: Place): Promise<void> {
    await this.connection.query(`select pg_advisory_lock(${LOCK})`);
    const condition = row === undefined ? '' : `when (${row})`;
    await this.connection.query(
      when === 'commit'
        ? `create constraint trigger barrier after insert or update on ${table}
            deferrable initially deferred for each row ${condition} execute function barrier()`
        : `create trigger barrier ${when} on ${table} for each row ${condition} execute function barrier()`,
    );
  }

  /** The connection of this node that waits at the place; the other may have come there before it. */
  waiting(node: string): Promise<number> {
    return until(
      `${node} comes to the barrier`,
      async () => {
        const { rows } = await this.connection.query<{ pid: number }>(
          `select pid from pg_locks join pg_stat_activity using (pid)
            where locktype = 'advisory' and not granted and application_name = $1`,
          [node],
        );
        return rows[0]?.pid;
      },
      WAIT_MS_MAX,
    );
  }

  /** Lets everybody go on, and waits until the connection that has waited is at its end. */
  async raise(table: string, pid: number): Promise<void> {
    await this.connection.query(`select pg_advisory_unlock(${LOCK})`);
    await until(
      'the connection is at its end',
      async () => {
        const { rows } = await this.connection.query('select 1 from pg_stat_activity where pid = $1', [pid]);
        return rows.length === 0;
      },
      WAIT_MS_MAX,
    );
    await this.connection.query(`drop trigger barrier on ${table}`);
  }

  async close(): Promise<void> {
    await this.connection.end();
  }
}
