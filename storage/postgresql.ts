import { CompiledQuery, PostgresDialect } from 'kysely';
import pg from 'pg';
import { drumError } from '#protocol/errors.ts';
import { databaseError } from './failure.ts';

export interface PostgresqlOptions {
  readonly engine: 'postgresql';
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** The schema for the tables, made when absent; the user's own (mostly `public`) when not given. */
  readonly schema?: string;
  readonly connectionsMax?: number;
  readonly connectTimeoutMs?: number;
  /** A statement that takes longer fails. */
  readonly statementTimeoutMs?: number;
  /** A transaction that asks for nothing so long is over. */
  readonly idleTransactionTimeoutMs?: number;
}

const CONNECTIONS_MAX = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/**
 * A program whose machine is gone in the middle of a transaction would hold what others wait for until the server's system gives its
 * connection up, which is hours. Shorter than what others wait for a statement.
 */
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;
/** How much later than the server our side gives up on a statement: only when the server is silent. */
const SILENCE_MS = 5000;

export async function openPostgresql(options: PostgresqlOptions) {
  const place = placeOf(options.url);
  const { schema } = options;
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw drumError('database_error', `Database ${place}: a schema is named with a–z, 0–9 and _, not "${schema}"`);
  }
  const pool = openPool(options);
  try {
    if (schema !== undefined) await pool.query(`create schema if not exists "${schema}"`);
    await assertDurable(pool, place);
  } catch (error) {
    await pool.end();
    throw databaseError(error, place);
  }
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      if (schema !== undefined) await connection.executeQuery(CompiledQuery.raw(`set search_path to "${schema}"`));
      await connection.executeQuery(CompiledQuery.raw('set synchronous_commit to on'));
    },
  });
  return {
    dialect,
    place,
    close: async () => {
      // Kysely ends the pool only when it has been used.
      if (!pool.ending) await pool.end();
    },
  };
}

function openPool(options: PostgresqlOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + SILENCE_MS,
    idle_in_transaction_session_timeout: options.idleTransactionTimeoutMs ?? IDLE_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'drum',
    types,
  });
  // A connection that breaks is dropped by the pool, and its statement fails; without listeners, for those that are idle
  // and those that work, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** pg gives a 64-bit integer as text. Ours are ids, sizes and milliseconds: below 2^53, or something is badly wrong. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, safeInteger);

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond 2^53`);
  return value;
}

/** A server with `fsync` off answers a commit before it is on the disk, and cannot be told otherwise by a client. */
async function assertDurable(pool: pg.Pool, place: string): Promise<void> {
  const answer = await pool.query<{ fsync: string }>('show fsync');
  if (answer.rows[0]?.fsync !== 'on') {
    throw drumError(
      'database_error',
      `Database ${place}: the server runs with fsync off; set fsync = on, or commits can be lost`,
    );
  }
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw drumError(
      'database_error',
      'The database address is not of the form postgresql://user:password@host:port/database',
    );
  }
  return `${parsed.host}${parsed.pathname}`;
}
