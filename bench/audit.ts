import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import pg from 'pg';
import { evidenceFault } from '../test/country/evidence.ts';
import type { BenchCountry, ServerPlace } from './country.ts';
import type { LoadResult } from './parties/load.ts';

export interface LogCounts {
  readonly consumer: number;
  readonly provider: number;
}

/** Records in the log of each server now. */
export async function recordsOf(country: BenchCountry): Promise<LogCounts> {
  const { consumer, provider } = country.servers;
  return { consumer: await countIn(consumer), provider: await countIn(provider) };
}

/**
 * Both logs have exactly the request and the response of each exchange that was answered since `before`, and the evidence of
 * those in the sample verifies. Returns the number of containers; throws when anything is missing or too much.
 */
export async function audit(
  country: BenchCountry,
  before: LogCounts,
  { answered, sample }: Pick<LoadResult, 'answered' | 'sample'>,
): Promise<number> {
  const after = await recordsOf(country);
  for (const side of ['consumer', 'provider'] as const) {
    const logged = after[side] - before[side];
    if (logged !== 2 * answered) {
      throw new Error(
        `The run is void: ${answered} exchanges were answered, and the ${side}'s log has ${logged} records`,
      );
    }
  }
  const { consumer, provider } = country.servers;
  let verified = 0;
  for (const [index, id] of sample.entries()) {
    // Each exchange of the sample at one of its servers: requests and responses in turn.
    const place = index % 2 === 0 ? consumer : provider;
    for (const direction of ['request', 'response'] as const) {
      const { address, data, client: owner } = place;
      const fault = await evidenceFault({ address, data, owner, queryId: id, direction }, { force: true });
      if (fault !== undefined) throw new Error(`The run is void: evidence of the ${direction} ${id}: ${fault}`);
      verified += 1;
    }
  }
  return verified;
}

async function countIn({ data, database }: ServerPlace): Promise<number> {
  if (database !== undefined) return countInPostgresql(database);
  const file = new SqliteFile(join(data, 'messagelog.sqlite'), { readonly: true });
  try {
    return file.prepare<[], { count: number }>('select count(*) as count from message_record').get()?.count ?? 0;
  } finally {
    file.close();
  }
}

async function countInPostgresql(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) as count from message_log.message_record');
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
