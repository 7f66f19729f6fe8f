import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { drum } from '../command-line/drum.ts';
import { DrumProcess } from '../command-line/drum-process.ts';
import { Country, memberWith } from '../country.ts';
import { freePort } from '../free-port.ts';
import { temporaryFolders } from '../temporary.ts';

const CONSUMER = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/rest';

describe('a security server behind a configuration proxy', function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let country: Country;
  let proxy: DrumProcess | undefined;

  before(async () => {
    country = await Country.start({
      members: [memberWith('GOV', 'registry'), memberWith('MUN', 'is')],
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
  });

  after(async () => {
    await proxy?.kill('SIGTERM');
    await country.stop();
  });

  it('is set up with its anchor, and exchanges messages with one that is not', async () => {
    const home = folder();
    const port = await freePort();
    const config = join(home, 'proxy.yaml');
    writeFileSync(join(home, 'pin'), 'secret-5678');
    const anchor = join(country.sandbox.folders.centralServer, 'data', 'anchor-internal.xml');
    const file = {
      data: 'data',
      listen: { address: '127.0.0.1', port },
      publicAddress: `127.0.0.1:${port}`,
      pin: { file: 'pin' },
      instances: [{ name: 'PASSED', anchor }],
      parameters: { 'configuration-proxy.update-interval': 1 },
    };
    writeFileSync(config, stringify(file));
    const args = ['--config', config, '--instance', 'PASSED'];
    expect((await drum('configuration-proxy', 'create-instance', ...args)).code).to.equal(0);
    // The anchor that the sandbox would hand to this server is the central server's.
    mkdirSync(country.folder('consumer'), { recursive: true });
    const into = join(country.folder('consumer'), 'anchor.xml');
    expect((await drum('configuration-proxy', 'generate-anchor', ...args, '--into', into)).code).to.equal(0);
    proxy = new DrumProcess('configuration-proxy', '--config', config);
    expect(await proxy.firstLine).to.contain('"ready":true');
    await country.startServers('provider', 'consumer');
    const { status } = await country.ask('consumer', { service: SERVICE, client: CONSUMER });
    expect(status).to.equal(200);
    const kept = join(country.folder('consumer'), 'data', 'globalconf', 'TEST');
    const metadata = JSON.parse(readFileSync(join(kept, 'shared-params.xml.metadata'), 'utf8')) as {
      contentLocation: string;
    };
    expect(metadata.contentLocation).to.match(/^\/PASSED\/\d{13}\/TEST\/shared-params\.xml$/);
    expect(readFileSync(join(kept, 'shared-params.xml'), 'utf8')).to.contain(`<address>127.0.0.1:${port}</address>`);
  });
});
