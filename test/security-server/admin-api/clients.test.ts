import { expect } from 'chai';
import { told, type Operator } from '../../operator.ts';
import { until } from '../../country/poll.ts';
import { AdministeredServer } from './administered.ts';

const OFFICER = ['XROAD_REGISTRATION_OFFICER'];
const OBSERVER = ['XROAD_SECURITYSERVER_OBSERVER'];

const IS = {
  ...{ id: 'TEST:GOV:1:is', instance_id: 'TEST', member_name: 'GOV 1', member_class: 'GOV', member_code: '1' },
  ...{ subsystem_code: 'is', subsystem_name: 'is', owner: false, has_valid_local_sign_cert: true },
  ...{ connection_type: 'HTTP', status: 'REGISTERED' },
};

interface Shape {
  readonly id: string;
  readonly status?: string;
}

describe('The clients of a security server, by its admin API', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let officer: Operator;
  let observer: Operator;

  before(async () => {
    server = await AdministeredServer.start({
      clients: [
        {
          id: 'TEST/GOV/1/is',
          connectionType: 'HTTP',
          services: [{ code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/COM/1/is' }] }],
        },
      ],
    });
    officer = await server.operator('officer', OFFICER);
    observer = await server.operator('observer', OBSERVER);
    await until('the registration of the client', async () => (await found('/clients'))[0]?.status === 'REGISTERED');
  });
  after(() => server.stop());

  const found = async (path: string) => (await observer.api('GET', path)).body as readonly Shape[];
  const idsOf = async (path: string) => (await found(path)).map(({ id }) => id);
  const add = (client: object, more: object = {}) =>
    officer.api('POST', '/clients', { client: { connection_type: 'HTTP', ...client }, ...more });

  it('are found here, or in the whole network', async () => {
    expect(await idsOf('/clients')).to.deep.equal(['TEST:GOV:1', 'TEST:GOV:1:is']);
    const searches: Record<string, readonly string[]> = {
      'show_members=false': ['TEST:GOV:1:is'],
      'name=gov&member_code=1&instance=test&subsystem_code=I': ['TEST:GOV:1:is'],
      'member_class=CO': [],
      'local_valid_sign_cert=false': [],
      'internal_search=false': ['TEST:COM:1', 'TEST:COM:1:is', 'TEST:GOV:1', 'TEST:GOV:1:is'],
      'internal_search=false&exclude_local=true': ['TEST:COM:1', 'TEST:COM:1:is'],
      'internal_search=false&local_valid_sign_cert=true&show_members=false': ['TEST:GOV:1:is'],
      'internal_search=false&name=com': ['TEST:COM:1', 'TEST:COM:1:is'],
    };
    for (const [query, ids] of Object.entries(searches)) {
      expect(await idsOf(`/clients?${query}`), query).to.deep.equal(ids);
    }
  });

  it('are shown one by one', async () => {
    const { body } = await observer.api('GET', '/clients/TEST:GOV:1:is');
    expect(body).to.deep.equal({ ...IS, is_management_services_provider: false });
    expect(told(await observer.api('GET', '/clients/TEST:GOV:2'))).to.deep.equal([404, 'client_not_found']);
    expect(told(await observer.api('GET', '/clients/TEST:GOV'))).to.deep.equal([400, 'invalid_encoded_id']);
    expect(await idsOf('/clients/TEST:GOV:1:is/security-servers')).to.deep.equal(['TEST:GOV:1:ss1']);
    expect(await idsOf('/clients/TEST:COM:1:is/security-servers')).to.deep.equal([]);
  });

  it('are added once, and of classes that the network has', async () => {
    const { status, body } = await add({
      ...{ member_class: 'GOV', member_code: '1', subsystem_code: 'new', subsystem_name: 'Нова' },
    });
    expect(status).to.equal(201);
    expect(body).to.deep.include({ id: 'TEST:GOV:1:new', status: 'SAVED', rename_status: 'NAME_SET' });
    const again = await add({ member_class: 'GOV', member_code: '1', subsystem_code: 'new' });
    expect(told(again)).to.deep.equal([409, 'client_already_exists']);
    const another = await add({ member_class: 'MUN', member_code: '1' });
    expect(told(another)).to.deep.equal([400, 'invalid_member_class']);
    const open = await officer.api('POST', '/clients', { client: { member_class: 'GOV', member_code: '1:2' } });
    expect(open.status).to.equal(400);
    expect(told(await add({ member_class: 'GOV', member_code: '1:2' }))).to.deep.equal([400, 'validation_failure']);
    const denied = await observer.api('POST', '/clients', { client: { member_class: 'GOV', member_code: '7' } });
    expect(told(denied)).to.deep.equal([403, 'permission_missing']);
  });

  it('are added of members that the network does not know only where a warning is passed over, and one member besides the owner', async () => {
    const unknown = { member_class: 'COM', member_code: '9' };
    const warned = await add(unknown);
    expect(told(warned)).to.deep.equal([400, 'warnings_detected']);
    expect(warned.body).to.deep.include({ warnings: [{ code: 'unregistered_member', metadata: ['TEST:COM:9'] }] });
    expect((await add(unknown, { ignore_warnings: true })).status).to.equal(201);
    const third = await add({ member_class: 'COM', member_code: '1' });
    expect(told(third)).to.deep.equal([409, 'additional_member_already_exists']);
    expect((await officer.api('DELETE', '/clients/TEST:COM:9')).status).to.equal(204);
  });

  it('connect as is said, unless a file says it', async () => {
    const set = (id: string, body: object) => officer.api('PATCH', `/clients/${id}`, body);
    const { body } = await set('TEST:GOV:1:new', { connection_type: 'HTTPS_NO_AUTH' });
    expect(body).to.deep.include({ id: 'TEST:GOV:1:new', connection_type: 'HTTPS_NO_AUTH' });
    expect(told(await set('TEST:GOV:1:new', {}))).to.deep.equal([400, 'connection_type_required']);
    const declared = await set('TEST:GOV:1:is', { connection_type: 'HTTPS' });
    expect(told(declared)).to.deep.equal([409, 'declared_in_file']);
    const denied = await observer.api('PATCH', '/clients/TEST:GOV:1:new', { connection_type: 'HTTP' });
    expect(told(denied)).to.deep.equal([403, 'permission_missing']);
  });

  it('are deleted while nothing is registered of them, but the owner', async () => {
    const refusals = {
      'TEST:GOV:1': [409, 'cannot_delete_owner'],
      'TEST:GOV:1:is': [409, 'action_not_possible'],
      'TEST:GOV:1:none': [404, 'client_not_found'],
    };
    for (const [id, refusal] of Object.entries(refusals)) {
      expect(told(await officer.api('DELETE', `/clients/${id}`)), id).to.deep.equal(refusal);
    }
    expect(told(await observer.api('DELETE', '/clients/TEST:GOV:1:new'))).to.deep.equal([403, 'permission_missing']);
    expect((await officer.api('DELETE', '/clients/TEST:GOV:1:new')).status).to.equal(204);
    expect(await idsOf('/clients')).to.deep.equal(['TEST:GOV:1', 'TEST:GOV:1:is']);
  });

  it('change in the audit log too', async () => {
    const told = (await server.events()).map(({ event, outcome }) => `${event}: ${outcome}`);
    expect(told).to.include.members([
      'Add client: success',
      'Add client: failure',
      'Set connection type for servers in service consumer role: success',
      'Delete client: success',
      'Delete client: failure',
    ]);
  });
});
