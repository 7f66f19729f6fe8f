import { join } from 'node:path';
import { expect } from 'chai';
import { MANAGEMENT_REQUEST_KINDS } from '#protocol/management/requests.ts';
import { drum } from '../../command-line/drum.ts';
import { Country, memberWith } from '../../country.ts';
import { until } from '../../country/poll.ts';
import { told, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

const MANAGEMENT = 'TEST/COM/1/management';

/** The management services run at a server of their own; the central server's database has `ss1`, which registers itself. */
async function managedCountry(): Promise<Country> {
  const country = await Country.start({
    members: [memberWith('GOV', 'is'), memberWith('COM', 'management')],
    securityServers: [
      { name: 'ss1', owner: 'TEST/GOV/1', administration: true, clients: [] },
      { name: 'management', owner: 'TEST/COM/1', clients: [{ id: MANAGEMENT }] },
    ],
  });
  const { ecosystem } = country;
  const url = `https://${ecosystem.centralServer.address}:4002/managementservice/manage/`;
  const rights = { type: 'WSDL', url, accessRights: [{ globalGroup: 'security-server-owners' }] };
  const kinds = MANAGEMENT_REQUEST_KINDS.filter((kind) => kind !== 'authCertReg');
  ecosystem.securityServers[1]?.clients[0]?.services.push(
    ...(kinds.map((code) => ({ code, ...rights })) as unknown as never[]),
  );
  await country.startServers('management');
  Object.assign(ecosystem.centralServer, {
    parameters: { 'center.configuration-generation-interval': 1 },
    settings: {
      managementServiceProvider: MANAGEMENT,
      managementServices: {
        clientCertificates: [join(country.folder('management'), 'data', 'internal-certificate.pem')],
      },
      securityServers: [
        {
          ...{ owner: 'TEST/COM/1', code: 'management', address: country.address('management') },
          authenticationCertificates: [join(country.folder('management'), 'authentication-certificate.pem')],
          clients: [MANAGEMENT],
        },
      ],
    },
  });
  await country.restartCentralServer();
  return country;
}

describe('What a security server asks the central server for by its admin API', function () {
  this.timeout(90_000);
  let country: Country;
  let server: AdministeredServer;
  let operator: Operator;

  const done = async (...words: readonly string[]): Promise<void> => {
    const { code, err } = await drum('management-requests', ...words);
    expect([code, err]).to.deep.equal([0, '']);
  };

  before(async () => {
    country = await managedCountry();
    server = await AdministeredServer.in(country);
    operator = await server.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
    const certificate = join(country.folder('ss1'), 'authentication-certificate.pem');
    const own = ['--config', join(country.folder('ss1'), 'config.yaml')];
    await until('configuration with the registration service', async () => {
      const { code } = await drum(
        ...['management-requests', 'send', 'authCertReg', '--dry-run', '--address', country.address('ss1')],
        ...['--certificate', certificate, ...own],
      );
      return code === 0;
    });
    await done('send', 'authCertReg', '--address', country.address('ss1'), '--certificate', certificate, ...own);
    await done('approve', '1', '--config', join(country.sandbox.folders.centralServer, 'config.yaml'));
    await until('its own address', async () => (await address()).current_address !== undefined);
  });
  after(() => server.stop());

  const address = async () =>
    (await operator.api('GET', '/system/server-address')).body as Readonly<Record<string, object>>;
  const mode = async () => (await operator.api('GET', '/system/maintenance-mode')).body as { readonly status: string };
  const settled = (status: string) => until(status, async () => (await mode()).status === status);

  it('is asked whether it would take a registration', async () => {
    expect((await operator.api('GET', '/diagnostics/auth-cert-req-status')).body).to.deep.equal({ status_class: 'OK' });
  });

  it('is maintenance, which others see, and its end', async () => {
    await until('a request that is taken', async () => {
      const { status } = await operator.api('PUT', '/system/maintenance-mode/enable', { message: 'до обяд' });
      return status === 204;
    });
    await settled('ENABLED_MAINTENANCE_MODE');
    expect(await mode()).to.deep.equal({
      ...{ status: 'ENABLED_MAINTENANCE_MODE', message: 'до обяд', is_management_services_provider: false },
    });
    expect(told(await operator.api('PUT', '/system/maintenance-mode/enable', {}))).to.deep.equal([
      409,
      'already_enabled_maintenance_mode',
    ]);
    expect((await operator.api('PUT', '/system/maintenance-mode/disable')).status).to.equal(204);
    await settled('DISABLED_MAINTENANCE_MODE');
    expect(told(await operator.api('PUT', '/system/maintenance-mode/disable'))).to.deep.equal([
      409,
      'already_disabled_maintenance_mode',
    ]);
  });

  it('is another address', async () => {
    expect((await operator.api('PUT', '/system/server-address', { address: 'ss1.example.bg' })).status).to.equal(202);
    const wanted = { current_address: { address: 'ss1.example.bg' } };
    await until('the new address', async () => JSON.stringify(await address()) === JSON.stringify(wanted));
    expect(told(await operator.api('PUT', '/system/server-address', { address: 'ss1.example.bg' }))).to.deep.equal([
      409,
      'same_address_change_request',
    ]);
    const events = (await server.events()).map(({ event, outcome }) => `${event}: ${outcome}`);
    expect(events).to.include.members([
      'Enable maintenance mode of the security server: success',
      'Disable maintenance mode of the security server: success',
      'Edit security server address: success',
      'Edit security server address: failure',
    ]);
  });

  it('is refused where the way to it is closed, and to who may not', async () => {
    await country.endServer('management');
    expect(told(await operator.api('PUT', '/system/server-address', { address: 'other.bg' }))).to.deep.equal([
      500,
      'management_request_sending_failed',
    ]);
    expect(await address()).to.not.have.property('requested_change');
    const officer = await server.operator('officer', ['XROAD_SECURITY_OFFICER']);
    const answers = [
      await officer.api('PUT', '/system/server-address', { address: 'other.bg' }),
      await officer.api('GET', '/system/maintenance-mode'),
    ];
    for (const answer of answers) expect(told(answer)).to.deep.equal([403, 'permission_missing']);
  });
});
