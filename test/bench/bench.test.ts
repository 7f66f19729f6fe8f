import { expect } from 'chai';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { audit, recordsOf } from '../../bench/audit.ts';
import { BenchCountry, type ServerPlace } from '../../bench/country.ts';
import { measureExchanges } from '../../bench/exchange-row.ts';

describe('The measurements (npm run bench)', () => {
  let country: BenchCountry;

  before(async function () {
    this.timeout(60_000);
    country = await BenchCountry.start({ keys: { kind: 'ec', curve: 'P-256' } });
  });

  after(async () => {
    await country.stop();
  });

  it('count what was answered, hold it against both logs, and verify evidence of it', async function () {
    this.timeout(60_000);
    const row = await measureExchanges(country, { connections: 4, bodyBytes: 1_000, seconds: 1, warmUpSeconds: 1 });
    expect(row.answered).to.be.above(0);
    expect(row.containersVerified).to.equal(2 * Math.min(25, row.answered));
    expect(Object.keys(row.cpuMillisecondsPerExchange)).to.deep.equal([
      'information system',
      'consumer server',
      'provider server',
      'provider system',
    ]);
    expect(row.stageMilliseconds['client sign']).to.be.above(0);
    expect(row.stageMilliseconds['provider verify']).to.be.above(0);
  });

  it('are void when a log has more or fewer records than there were answers', async () => {
    const records = await recordsOf(country);
    const voided = async (answered: number): Promise<string> => {
      try {
        await audit(country, records, { answered, sample: [] });
        return 'valid';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    expect(await voided(0)).to.equal('valid');
    expect(await voided(1)).to.match(
      /^The run is void: 1 exchanges were answered, and the consumer's log has 0 records/,
    );
  });

  it('are void when an answer has no evidence', async () => {
    const records = await recordsOf(country);
    const refused = await audit(country, records, { answered: 0, sample: ['never-asked'] }).catch((error: unknown) =>
      String(error),
    );
    expect(refused).to.match(/The run is void: evidence of the request never-asked: 404 No signed documents found/);
  });

  it('are void when an exchange fails', async function () {
    this.timeout(60_000);
    await country.endServer(country.servers.provider.name);
    const row = measureExchanges(country, { connections: 1, bodyBytes: 10, seconds: 1 });
    expect(await row.then(() => 'valid', String)).to.match(/The run is void:\nbench-\w+-1: 500 .*network_error/);
  });
});

describe('Measurements with RSA keys', () => {
  let country: BenchCountry;

  before(async function () {
    this.timeout(60_000);
    country = await BenchCountry.start({ keys: { kind: 'rsa', bits: 2048 } });
  });

  after(async () => {
    await country.stop();
  });

  it('find several messages under one signature, and evidence that verifies', async function () {
    this.timeout(60_000);
    const row = await measureExchanges(country, { connections: 16, bodyBytes: 1_000, seconds: 1, warmUpSeconds: 1 });
    expect(row.containersVerified).to.equal(2 * Math.min(25, row.answered));
    const { records, signatures } = signaturesIn(country.servers.consumer);
    expect(signatures).to.be.above(0).and.below(records);
  });
});

interface SignatureCounts {
  readonly records: number;
  readonly signatures: number;
}

function signaturesIn({ data }: ServerPlace): SignatureCounts {
  const log = new SqliteFile(join(data, 'messagelog.sqlite'), { readonly: true });
  try {
    const sql = 'select count(*) as records, count(distinct signature) as signatures from message_content';
    const counts = log.prepare<[], SignatureCounts>(sql).get();
    if (counts === undefined) throw new Error('There is no log');
    return counts;
  } finally {
    log.close();
  }
}
