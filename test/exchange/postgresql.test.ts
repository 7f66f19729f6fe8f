import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { Country, memberWith } from '../country.ts';
import { freshPostgresDatabase } from '../postgres.ts';

const CONSUMER = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/hello';
const ID = 'postgres-1';

describe('Security servers that keep their log and configuration in PostgreSQL', () => {
  let country: Country;
  let databases: { readonly consumer: string; readonly provider: string };

  before(async function () {
    this.timeout(60_000);
    databases = { consumer: await freshPostgresDatabase(), provider: await freshPostgresDatabase() };
    const rights = [{ client: CONSUMER }];
    country = await Country.start({
      members: [memberWith('MUN', 'is'), memberWith('GOV', 'registry')],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CONSUMER }], database: databases.consumer },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [{ id: 'TEST/GOV/1/registry', services: [{ code: 'hello', type: 'REST', accessRights: rights }] }],
          database: databases.provider,
        },
      ],
    });
    await country.startServers('consumer', 'provider');
  });

  after(async () => {
    await country.stop();
  });

  it('exchange messages, and have them in their databases and in no file', async () => {
    const answer = await country.ask('consumer', {
      service: SERVICE,
      client: CONSUMER,
      body: 'Пловдив',
      headers: { 'X-Road-Id': ID },
    });
    expect([answer.status, answer.body.toString()]).to.deep.equal([200, 'hello Пловдив']);
    for (const [server, url] of Object.entries(databases)) {
      expect(await logged(url), server).to.deep.equal(['request', 'response']);
      expect(existsSync(join(country.folder(server), 'data', 'messagelog.sqlite')), server).to.equal(false);
      expect(existsSync(join(country.folder(server), 'data', 'serverconf.sqlite')), server).to.equal(false);
    }
  });

  it('give evidence that verifies', async () => {
    const parameters = 'xRoadInstance=TEST&memberClass=MUN&memberCode=1&subsystemCode=is&responseOnly&unique&force';
    const { status, body } = await country.ask('consumer', {
      service: '',
      rawPath: `/asic?queryId=${ID}&${parameters}`,
    });
    expect(status).to.equal(200);
    const configuration = await readConfigurationDirectory(join(country.folder('consumer'), 'data', 'globalconf'));
    expect(await verifyContainer({ source: sourceOf(body), configuration })).to.include({ verified: true });
  });

  it('find everything there again after a restart', async function () {
    this.timeout(30_000);
    await country.restartServer('provider');
    const answer = await country.ask('consumer', { service: SERVICE, client: CONSUMER, body: 'again' });
    expect(answer.status).to.equal(200);
    expect(await logged(databases.provider)).to.have.length(4);
  });
});

async function logged(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ direction: string }>(
      'select direction from message_log.message_record order by id',
    );
    return rows.map(({ direction }) => direction);
  } finally {
    await client.end();
  }
}
