import { expect } from 'chai';
import { until } from '../../country/poll.ts';
import { temporaryFolders } from '../../temporary.ts';
import { codeOf } from '../admin-api/administered.ts';
import { PublishedCountry, SERVER_ADDRESS } from './published-country.ts';

interface Keys {
  readonly node: string;
  readonly live_servers: number;
  readonly keys: readonly {
    readonly id: string;
    readonly node: string;
    readonly source_type: string;
    readonly label: string;
    readonly active: boolean;
    readonly known_by_servers?: number;
  }[];
}

describe('Signing keys that live servers know', function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let country: PublishedCountry;
  before(async () => {
    country = await PublishedCountry.start(folders());
    await country.logIn();
  });
  after(() => country.stop());

  const keys = async (): Promise<Keys> => (await country.operator.api('GET', '/drum/signing-keys')).body as Keys;
  const known = async (label?: string): Promise<unknown> =>
    (await keys()).keys.find((key) => key.source_type === 'INTERNAL' && (label === undefined || key.label === label))
      ?.known_by_servers;

  it('are told with their node, before any server is live', async () => {
    const all = await keys();
    expect(all.live_servers).to.equal(0);
    expect(all.keys.map(({ source_type, active, node }) => [source_type, active, node])).to.deep.equal([
      ['INTERNAL', true, all.node],
      ['EXTERNAL', true, all.node],
    ]);
    expect(all.keys.map((key) => key.known_by_servers)).to.deep.equal([0, undefined]);
  });

  it('are known when a server has taken configuration that names them, and not before', async () => {
    await country.register();
    await until('the server takes configuration and is seen', async () => {
      await country.fetchFrom(SERVER_ADDRESS);
      return (await known()) === 1;
    });
    const added = await country.operator.api('POST', '/configuration-sources/INTERNAL/signing-keys', {
      ...{ key_label: 'second', token_id: '0' },
    });
    expect(added.status).to.equal(200);
    expect([(await keys()).live_servers, await known('second')]).to.deep.equal([1, 0]);
    await until('the server knows the second key', async () => {
      await country.fetchFrom(SERVER_ADDRESS);
      return (await known('second')) === 1;
    });
  });

  it('are told to those alone who may see configuration', async () => {
    const answer = await country.operator.api('POST', '/api-keys', ['XROAD_REGISTRATION_OFFICER']);
    const { key } = answer.body as { key: string };
    const headers = { authorization: `X-Road-ApiKey token=${key}`, cookie: '' };
    const refused = await country.operator.api('GET', '/drum/signing-keys', undefined, headers);
    expect([refused.status, codeOf(refused)]).to.deep.equal([403, 'permission_missing']);
  });
});
