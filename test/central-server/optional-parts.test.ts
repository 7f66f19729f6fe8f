import { expect } from 'chai';
import { Country, memberWith } from '../country.ts';
import { until } from '../country/poll.ts';

const CONSUMER = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/rest';
/** As old as to be past its nextUpdate, an hour after thisUpdate, and still fresh. */
const STALE_SECONDS = 4_000;
const FRESH_SECONDS = 7_200;

describe('security servers, told by their central server how to judge OCSP responses', function () {
  this.timeout(120_000);
  let country: Country;

  before(async () => {
    country = await Country.start({
      members: [memberWith('GOV', 'registry'), memberWith('MUN', 'is')],
      centralServer: { ocspFreshnessSeconds: FRESH_SECONDS },
      securityServers: [
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            {
              id: 'TEST/GOV/1/registry',
              services: [{ code: 'rest', type: 'REST', accessRights: [{ client: CONSUMER }] }],
            },
          ],
        },
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CONSUMER }] },
      ],
    });
    await country.authority.behave('ocsp', { fault: 'stale', staleSeconds: STALE_SECONDS });
    await Promise.all([country.startServer('provider'), country.startServer('consumer')]);
  });

  after(() => country.stop());

  async function ask(): Promise<string> {
    const { status, code } = await country.ask('consumer', { service: SERVICE, client: CONSUMER });
    return `${status} ${code ?? ''}`.trim();
  }

  async function publish(settings: Record<string, unknown>): Promise<void> {
    country.ecosystem.centralServer.settings = settings;
    await country.restartCentralServer();
  }

  it('do not rely on one that is due for renewal', async () => {
    expect(await ask()).to.match(/^500 server\.clientproxy\./);
  });

  it('rely on it when the part NEXTUPDATE says so', async () => {
    await publish({ ocspVerifyNextUpdate: false });
    await until('the servers have it', async () => (await ask()) === '200', 60_000);
  });

  it('no longer do when it says that they must not', async () => {
    await publish({ ocspVerifyNextUpdate: true });
    await until('the servers have it', async () => (await ask()).startsWith('500 server.clientproxy.'), 60_000);
  });
});
