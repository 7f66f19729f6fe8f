import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator, told } from './administered.ts';

const PATH = '/management-services-configuration';
const ADDRESSES = {
  security_server_owners_global_group_code: 'security-server-owners',
  services_address: 'https://127.0.0.1:4002/managementservice/manage/',
  wsdl_address: 'http://127.0.0.1:1/managementservices.wsdl',
};
const PROVIDER = { service_provider_id: 'SUBSYSTEM:TEST:GOV:1:management', service_provider_name: 'First' };

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Management services by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let officer: Operator;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), { ...postgres, without: ['managementServiceProvider'] });
      officer = await central.operator('officer', ['XROAD_SECURITY_OFFICER']);
    });
    after(() => central.stop());

    const shown = async () => (await officer.api('GET', PATH)).body;
    const name = (id: string) => officer.api('PATCH', PATH, { service_provider_id: id });
    const register = (id: string) => officer.api('POST', `${PATH}/register-provider`, { security_server_id: id });

    it('have no provider at first, and none that is no subsystem of this network', async () => {
      expect(await shown()).to.deep.equal(ADDRESSES);
      expect(told(await register('TEST:GOV:1:ss1'))).to.deep.equal([400, 'management_service_provider_not_set']);
      for (const id of ['TEST:GOV:1', 'TEST:GOV:1:sub:x', 'TEST', 'SERVER:TEST:GOV:1:sub', 'TEST:GOV::sub']) {
        expect([id, ...told(await name(id))]).to.deep.equal([id, 400, 'invalid_service_provider_id']);
      }
      expect(told(await officer.api('PATCH', PATH, {}))).to.deep.equal([400, 'invalid_service_provider_id']);
      for (const id of ['TEST:GOV:1:none', 'OTHER:GOV:1:management']) {
        expect(told(await name(id))).to.deep.equal([404, 'subsystem_not_found']);
      }
      expect(central.changes).to.equal(0);
    });

    it('get one, which the private parameters tell, and which becomes a client of its server', async () => {
      const before = (await central.events()).length;
      const named = await name('TEST:GOV:1:management');
      expect([named.status, named.body]).to.deep.equal([200, { ...PROVIDER, ...ADDRESSES, security_server_id: '' }]);
      expect((await central.repository.catalogue()).settings.managementServiceProvider).to.deep.include({
        ...{ memberCode: '1', subsystemCode: 'management' },
      });
      expect(told(await register('TEST:GOV:1:none'))).to.deep.equal([409, 'management_request_server_not_found']);
      expect(told(await register('TEST:GOV:1'))).to.deep.equal([400, 'invalid_encoded_id']);
      const registered = await register('TEST:GOV:1:ss1');
      const body = { ...PROVIDER, ...ADDRESSES, security_server_id: 'SERVER:TEST:GOV:1:ss1' };
      expect([registered.status, registered.body]).to.deep.equal([200, body]);
      expect(await shown()).to.deep.equal(body);
      expect(told(await register('TEST:GOV:1:ss1'))).to.deep.equal([
        ...[400, 'subsystem_already_registered_to_security_server'],
      ]);
      const [request] = (
        (await (await central.operator('other')).api('GET', '/management-requests')).body as { items: unknown[] }
      ).items;
      expect(request).to.deep.include({ origin: 'CENTER', status: 'APPROVED', type: 'CLIENT_REGISTRATION_REQUEST' });
      expect(
        (await central.events()).slice(before).map(({ event, outcome }) => `${event}: ${outcome}`),
      ).to.include.members([
        'Edit provider of management services: success',
        'Register management service provider as security server client: failure',
        'Register management service provider as security server client: success',
      ]);
      expect(central.changes).to.equal(2);
    });

    it('get another one, and tell of one that was deleted', async () => {
      expect((await name('SUBSYSTEM:TEST:GOV:1:sub')).body).to.deep.include({
        ...{ service_provider_id: 'SUBSYSTEM:TEST:GOV:1:sub', security_server_id: 'SERVER:TEST:GOV:1:ss1' },
      });
      const registrar = await central.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
      const subsystem = { subsystem_id: { member_class: 'GOV', member_code: '1', subsystem_code: 'brief' } };
      expect((await registrar.api('POST', '/subsystems', { ...subsystem, subsystem_name: 'x' })).status).to.equal(201);
      expect((await name('TEST:GOV:1:brief')).status).to.equal(200);
      expect((await registrar.api('DELETE', '/subsystems/TEST:GOV:1:brief')).status).to.equal(204);
      expect(told(await officer.api('GET', PATH))).to.deep.equal([404, 'subsystem_not_found']);
      expect((await name('TEST:GOV:1:management')).body).to.deep.include(PROVIDER);
    });
  });
}

describe('Management services whose provider the file declares', () => {
  const folders = temporaryFolders();

  it('keep it', async () => {
    const central = await Administered.start(folders());
    try {
      const officer = await central.operator('officer', ['XROAD_SECURITY_OFFICER']);
      expect((await officer.api('GET', PATH)).body).to.deep.equal({
        ...PROVIDER,
        ...ADDRESSES,
        security_server_id: '',
      });
      const refused = await officer.api('PATCH', PATH, { service_provider_id: 'TEST:GOV:1:sub' });
      expect(told(refused)).to.deep.equal([409, 'declared_in_file']);
      expect(central.changes).to.equal(0);
    } finally {
      await central.stop();
    }
  });
});
