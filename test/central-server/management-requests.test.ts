import { existsSync, readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { MANAGEMENT_REQUEST_KINDS } from '#protocol/management/requests.ts';
import { drum } from '../command-line/drum.ts';
import { Country, memberWith } from '../country.ts';
import { until } from '../country/poll.ts';

const START_MS_MAX = 90_000;
const CLIENT = 'TEST/MUN/1/is';
const MANAGEMENT = 'TEST/GOV/1/management';
const SERVICE = 'TEST/GOV/1/registry/hello';
const CENTRAL = 'config.yaml';

describe('Management requests between real servers', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  /** A central server that declares the server of the management services alone; `consumer` has to register itself. */
  before(async () => {
    country = await Country.start({
      members: [
        memberWith('MUN', 'is'),
        {
          ...memberWith('GOV', 'registry'),
          subsystems: ['registry', 'management'].map((code) => ({ code, name: code })),
        },
      ],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }] },
        {
          name: 'management',
          owner: 'TEST/GOV/1',
          clients: [
            { id: MANAGEMENT },
            {
              id: 'TEST/GOV/1/registry',
              services: [{ code: 'hello', type: 'REST', accessRights: [{ client: CLIENT }] }],
            },
          ],
        },
      ],
    });
    const { ecosystem } = country;
    const management = ecosystem.securityServers[1]?.clients[0];
    const url = `https://${ecosystem.centralServer.address}:4002/managementservice/manage/`;
    const rights = { type: 'WSDL', url, accessRights: [{ globalGroup: 'security-server-owners' }] };
    management?.services.push(
      ...MANAGEMENT_REQUEST_KINDS.filter((kind) => kind !== 'authCertReg').map((code) => ({ code, ...rights })),
    );
    await country.startServers('management');
    Object.assign(ecosystem.centralServer, {
      parameters: { 'center.configuration-generation-interval': 1, 'center.management-requests-per-minute': 4 },
      settings: {
        managementServiceProvider: MANAGEMENT,
        // The client's subsystem comes by its registration.
        members: ecosystem.members.map((member) =>
          member.memberClass === 'MUN' ? { ...member, subsystems: [] } : member,
        ),
        managementServices: {
          clientCertificates: [join(country.folder('management'), 'data', 'internal-certificate.pem')],
        },
        securityServers: [
          {
            owner: 'TEST/GOV/1',
            code: 'management',
            address: country.address('management'),
            authenticationCertificates: [join(country.folder('management'), 'authentication-certificate.pem')],
            clients: [MANAGEMENT, 'TEST/GOV/1/registry'],
          },
        ],
      },
    });
    await country.restartCentralServer();
    await country.startServer('consumer');
    await until(
      'the new configuration',
      () =>
        shared('consumer').includes('<serverCode>management<') && !shared('consumer').includes('<serverCode>consumer<'),
    );
  });

  after(async () => {
    await country.stop();
  });

  const file = (name: string): string => join(country.folder(name), 'config.yaml');
  const central = (): string => join(country.sandbox.folders.centralServer, CENTRAL);

  /** The shared parameters that a security server has now. */
  function shared(name: string): string {
    const path = join(country.folder(name), 'data', 'globalconf', 'TEST', 'shared-params.xml');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  const send = (kind: string, ...options: string[]) =>
    drum('management-requests', 'send', kind, '--config', file('consumer'), ...options);
  async function done(said: ReturnType<typeof drum>): Promise<string> {
    const { code, out, err } = await said;
    expect(err).to.equal('');
    expect(code).to.equal(0);
    return out;
  }

  const decide = (decision: string, id: string) => drum('management-requests', decision, id, '--config', central());
  const list = async () =>
    (await drum('management-requests', 'list', '--config', central())).out
      .trim()
      .split('\n')
      .map((line) => line.replace(/^(\d+) \S+/, '$1'));

  const ask = () => country.ask('consumer', { service: SERVICE, client: CLIENT });
  /** A certificate's without its digest. */
  const states = async (): Promise<string[]> => {
    const said = await done(drum('management-requests', 'states', '--config', file('consumer')));
    return said
      .trimEnd()
      .replace(/ [0-9a-f]{64}$/m, ' authentication certificate')
      .split('\n');
  };
  const stateOfClient = async (): Promise<string | undefined> =>
    (await states()).find((line) => line.endsWith('/is'))?.split(' ')[0];
  const isAnswered = async (): Promise<boolean> => (await ask()).status === 200;
  const certificate = () => join(country.folder('consumer'), 'authentication-certificate.pem');

  it('register a server: judged, asked for, approved, and then it exchanges messages', async () => {
    const registration = ['--address', country.address('consumer'), '--certificate', certificate()];
    expect(await done(send('authCertReg', ...registration, '--dry-run'))).to.equal('The request would be taken.\n');
    expect((await drum('management-requests', 'list', '--config', central())).out).to.equal('No requests yet.\n');
    expect(await done(send('authCertReg', ...registration))).to.equal('The central server has taken the request: 1\n');
    expect(await list()).to.deep.equal(['1 WAITING authCertReg SERVER:TEST/MUN/1/consumer']);
    expect(await states()).to.deep.equal([
      'SAVED SUBSYSTEM:TEST/MUN/1/is',
      'SAVED MEMBER:TEST/MUN/1',
      'REGISTRATION_IN_PROGRESS authentication certificate',
    ]);
    const again = await send('authCertReg', ...registration);
    expect(again.code).to.equal(2);
    expect(again.err).to.match(/management_request_exists/);
    await done(decide('approve', '1'));
    await until('the server in the configuration', () => shared('consumer').includes('<serverCode>consumer<'));
    // Its owner may ask now, over X-Road itself; its client is not registered yet.
    await until('its own certificate', async () => (await states()).at(-1)?.startsWith('REGISTERED '));
    expect((await ask()).code).to.equal('server.clientproxy.unknown_member');
    const asked = await until('a request over the management services', async () => {
      const said = await send('clientReg', '--client', CLIENT, '--name', 'Информационна система');
      return said.code === 0 && said;
    });
    expect(asked.out).to.equal('The central server has taken the request: 2\n');
    expect(await stateOfClient()).to.equal('REGISTRATION_IN_PROGRESS');
    await decide('approve', '2');
    await until('an answered exchange', isAnswered);
    await until('the name of the subsystem', () => shared('consumer').includes('Информационна система'));
    expect(await list()).to.deep.equal([
      '2 APPROVED clientReg SERVER:TEST/MUN/1/consumer SUBSYSTEM:TEST/MUN/1/is',
      '1 APPROVED authCertReg SERVER:TEST/MUN/1/consumer',
    ]);
  });

  const effects: readonly (readonly [string, string[], RegExp])[] = [
    ['clientRename', ['--client', CLIENT, '--name', 'Друго име'], /Друго име/],
    ['maintenanceModeEnable', ['--message', 'back at noon'], /<inMaintenanceMode>\s*<message>back at noon</],
    ['maintenanceModeDisable', [], /^(?![^]*inMaintenanceMode)/],
    ['addressChange', ['--address', 'elsewhere.example.bg'], /elsewhere\.example\.bg/],
  ];
  for (const [kind, options, expected] of effects) {
    it(`${kind} shows in the next configuration`, async () => {
      await done(send(kind, ...options));
      await until('the change', () => expected.test(shared('management')));
    });
  }

  it('disable a client, enable it again, and delete it', async () => {
    const isRefused = async (): Promise<boolean> => (await ask()).code === 'server.clientproxy.unknown_member';
    const becomes = (state: string) => until(state, async () => (await stateOfClient()) === state);
    await until('an answered exchange', isAnswered);
    await done(send('clientDisable', '--client', CLIENT));
    await until('a refusal', isRefused);
    await becomes('DISABLED');
    await done(send('clientEnable', '--client', CLIENT));
    await until('an answered exchange', isAnswered);
    await done(send('clientDeletion', '--client', CLIENT));
    expect(await stateOfClient()).to.equal('DELETION_IN_PROGRESS');
    await until('a refusal', isRefused);
    const again = await send('clientDeletion', '--client', CLIENT);
    expect(again.code).to.equal(2);
    expect(again.err).to.match(/management_request_client_registration_not_found/);
  });

  it('are refused, saying what is missing, before anything is sent', async () => {
    const said = [
      await send('clientReg'),
      await send('clientRename', '--client', CLIENT),
      await send('nothing'),
      await decide('approve', '99'),
      await decide('decline', '1'),
    ];
    expect(said.map(({ code }) => code)).to.deep.equal([2, 2, 2, 2, 2]);
    expect(said.map(({ err }) => err.split('\n')[0]?.replace(/ at \d{4}-.*/, ''))).to.deep.equal([
      'invalid_request: --client is needed for clientReg',
      'invalid_request: --name is needed for clientRename',
      `invalid_request: There is no management request nothing: ${MANAGEMENT_REQUEST_KINDS.join(', ')}`,
      'management_request_not_found: There is no management request 99',
      'management_request_invalid_state: Management request 1 does not wait any more: it became APPROVED by command line',
    ]);
  });

  /** Asks one of the two services as a stranger. */
  async function stranger(port: number, path: string, method = 'POST', body = '<a/>'): Promise<string> {
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpsRequest(
        {
          host: country.ecosystem.centralServer.address,
          port,
          path,
          method,
          rejectUnauthorized: false,
          agent: false,
          headers: { 'content-type': 'text/xml' },
        },
        (response) => {
          text(response).then((told) => {
            resolve(`${response.statusCode ?? 0} ${/<faultcode>([^<]*)/.exec(told)?.[1] ?? ''}`);
          }, reject);
        },
      );
      request.once('error', reject);
      request.end(body);
    });
    return answer;
  }

  it('are for the management services’ own server alone, but for registrations', async () => {
    expect(await stranger(4002, '/managementservice/manage/')).to.equal('500 ssl_authentication_failed');
    expect(await stranger(4001, '/managementservice/', 'GET', '')).to.equal('500 invalid_http_method');
    expect(await stranger(4001, '/other')).to.equal('500 not_found');
    expect(await stranger(4001, '/managementservice/')).to.match(/^500 (invalid_soap|overloaded)$/);
    await until(
      'the bound of one address',
      async () => (await stranger(4001, '/managementservice')) === '500 overloaded',
    );
  });
});
