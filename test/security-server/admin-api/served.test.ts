import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drum } from '../../command-line/drum.ts';
import { FIRST_PASSWORD, loggedIn, told, type Operator } from '../../operator.ts';
import { temporaryFolders } from '../../temporary.ts';
import { AdministeredServer } from './administered.ts';

describe('The admin API of a security server', function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  let server: AdministeredServer;
  let operator: Operator;

  before(async () => {
    server = await AdministeredServer.start();
    operator = await server.operator('owner');
  });
  after(() => server.stop());

  it('is there for users of its own, by session and by API key', async () => {
    expect((await server.stranger().api('GET', '/system/version')).status).to.equal(401);
    const { body } = await operator.api('GET', '/system/version');
    expect(body).to.include({ java_vendor: 'Node.js', using_supported_java_version: true });
    const made = await operator.api('POST', '/api-keys', ['XROAD_SECURITYSERVER_OBSERVER']);
    const { key } = made.body as { key: string };
    const program = server.stranger({ authorization: `X-Road-ApiKey token=${key}` });
    expect((await program.api('GET', '/system/node-type')).body).to.deep.equal({ node_type: 'STANDALONE' });
    expect(told(await program.api('GET', '/system/server-address'))).to.deep.equal([403, 'permission_missing']);
    expect((await server.events()).map(({ event, outcome }) => [event, outcome])).to.deep.include.members([
      ['API key create', 'success'],
    ]);
  });

  it('tells the address that global configuration gives the server', async () => {
    const address = server.country.address('ss1');
    expect((await operator.api('GET', '/system/server-address')).body).to.deep.equal({
      current_address: { address },
    });
  });

  it('has users who are added at the command line while it runs, and a log of what they did that is checked there', async () => {
    const file = join(folder(), 'password');
    writeFileSync(file, FIRST_PASSWORD);
    const config = ['--config', join(server.country.folder('ss1'), 'config.yaml')];
    const wanted = ['clerk', '--password-file', file, '--role', 'service_administrator'];
    expect(await drum('users', 'add', ...wanted, ...config)).to.include({ code: 0, err: '' });
    const clerk = await loggedIn(server.stranger(), 'clerk');
    expect((await clerk.api('GET', '/user')).body).to.deep.include({ roles: ['ROLE_XROAD_SERVICE_ADMINISTRATOR'] });
    const foreign = await drum('users', 'roles', 'clerk', '--role', 'management_service', ...config);
    expect([foreign.code, foreign.err]).to.satisfy(
      ([code, err]: [number, string]) => code !== 0 && err.includes('role'),
    );
    const checked = await drum('audit-log', 'verify', ...config);
    expect([checked.code, checked.out]).to.satisfy(
      ([code, out]: [number, string]) => code === 0 && out.includes('events hold'),
    );
  });

  it('describes itself, and says of what it does not offer yet that it does not', async () => {
    const { body } = await operator.api('GET', '/openapi.yaml');
    expect(String(body)).to.match(/^openapi: 3/m);
    expect(told(await operator.api('GET', '/backups'))).to.deep.equal([501, 'not_implemented']);
  });
});
