import { expect } from 'chai';
import { told, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

const OBSERVER = ['XROAD_SECURITYSERVER_OBSERVER'];

describe('What the admin API of a security server tells of network and server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let operator: Operator;
  let observer: Operator;

  before(async () => {
    server = await AdministeredServer.start();
    operator = await server.operator('owner');
    observer = await server.operator('observer', OBSERVER);
  });
  after(() => server.stop());

  const bodyOf = async (path: string) => (await operator.api('GET', path)).body;

  it('is set up wholly by its file', async () => {
    expect(await bodyOf('/initialization/status')).to.deep.equal({
      ...{ is_anchor_imported: true, is_server_code_initialized: true, is_server_owner_initialized: true },
      ...{ software_token_init_status: 'INITIALIZED', enforce_token_pin_policy: false },
    });
  });

  it('keeps no language', async () => {
    expect((await operator.api('PUT', '/language/bg')).body).to.deep.equal({ id: 'bg' });
  });

  it('tells the instances and their member classes', async () => {
    expect(await bodyOf('/xroad-instances')).to.deep.equal([{ identifier: 'TEST', local: true }]);
    for (const path of ['/member-classes', '/member-classes?current_instance=true', '/member-classes/TEST'])
      expect(await bodyOf(path), path).to.deep.equal(['GOV', 'COM']);
    expect(told(await operator.api('GET', '/member-classes/OTHER'))).to.deep.equal([
      404,
      'instance_identifier_not_found',
    ]);
  });

  it('finds the name of a member', async () => {
    expect(await bodyOf('/member-names?member_class=GOV&member_code=1')).to.deep.equal({ member_name: 'GOV 1' });
    const unknown = '/member-names?member_class=GOV&member_code=2';
    expect(told(await operator.api('GET', unknown))).to.deep.equal([404, 'member_name_not_found']);
    expect(told(await observer.api('GET', unknown))).to.deep.equal([403, 'permission_missing']);
  });

  it('lists the security servers of the network, or itself', async () => {
    const own = {
      ...{ id: 'TEST:GOV:1:ss1', instance_id: 'TEST', member_class: 'GOV', member_code: '1', server_code: 'ss1' },
      server_address: server.country.address('ss1'),
    };
    expect(await bodyOf('/security-servers')).to.deep.equal([own]);
    expect(await bodyOf('/security-servers?current_server=true')).to.deep.equal([own]);
    expect(await bodyOf('/security-servers/TEST:GOV:1:ss1')).to.deep.equal(own);
    const refusals = { 'TEST:GOV:1:ss2': [404, 'security_server_not_found'], 'TEST:GOV': [400, 'invalid_encoded_id'] };
    for (const [id, refusal] of Object.entries(refusals))
      expect(told(await operator.api('GET', `/security-servers/${id}`)), id).to.deep.equal(refusal);
  });
});

describe('The time-stamping services of a security server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let operator: Operator;
  let approved: object;

  before(async () => {
    server = await AdministeredServer.start({}, (file) => ({
      ...file,
      declared: { ...file.declared, timeStampingServices: [] },
    }));
    operator = await server.operator('owner');
  });
  after(() => server.stop());

  const configured = async () => (await operator.api('GET', '/system/timestamping-services')).body;
  const add = (body: object) => operator.api('POST', '/system/timestamping-services', body);
  const remove = (body: object) => operator.api('POST', '/system/timestamping-services/delete', body);

  it('are chosen among those that are approved', async () => {
    const known = (await operator.api('GET', '/timestamping-services')).body as [object];
    expect(known).to.have.length(1);
    approved = known[0];
    expect(approved).to.include({ name: 'Country', cost_type: 'UNDEFINED' });
    expect(await configured()).to.deep.equal([]);
    expect(told(await add({ ...approved, url: 'http://elsewhere/tsa' }))).to.deep.equal([
      400,
      'timestamping_service_not_found',
    ]);
    const added = await add(approved);
    expect([added.status, added.body]).to.deep.equal([201, approved]);
    expect(await configured()).to.deep.equal([approved]);
    expect(told(await add(approved))).to.deep.equal([409, 'timestamping_service_already_configured']);
  });

  it('are given up again', async () => {
    expect((await remove(approved)).status).to.equal(204);
    expect(told(await remove(approved))).to.deep.equal([400, 'timestamping_service_not_found']);
    expect(await configured()).to.deep.equal([]);
    const events = (await server.events()).map(({ event, outcome }) => [event, outcome]);
    expect(events).to.deep.include.members([
      ['Add timestamping service', 'success'],
      ['Add timestamping service', 'failure'],
      ['Delete timestamping service', 'success'],
    ]);
  });

  it('are the security officer’s to choose', async () => {
    const administrator = await server.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
    expect(told(await administrator.api('POST', '/system/timestamping-services', approved))).to.deep.equal([
      403,
      'permission_missing',
    ]);
    const strategy = await administrator.api('GET', '/system/timestamping-services/prioritization-strategy');
    expect(strategy.body).to.equal('"NONE"');
  });
});
