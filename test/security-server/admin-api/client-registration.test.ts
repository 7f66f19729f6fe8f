import { join } from 'node:path';
import { expect } from 'chai';
import { MANAGEMENT_REQUEST_KINDS } from '#protocol/management/requests.ts';
import type { Client } from '#security-server/server-configuration/model.ts';
import { drum } from '../../command-line/drum.ts';
import type { Country } from '../../country.ts';
import { until } from '../../country/poll.ts';
import { told, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

const MANAGEMENT = 'TEST:GOV:1:management';
const CLIENT = 'TEST:GOV:1:new';
const OFFICER = ['XROAD_REGISTRATION_OFFICER'];
const OBSERVER = ['XROAD_SECURITYSERVER_OBSERVER'];

describe('The registration of clients by the admin API of a security server', function () {
  this.timeout(90_000);
  let server: AdministeredServer;
  let officer: Operator;
  let observer: Operator;

  /** The server provides the management services itself. */
  before(async () => {
    const services = MANAGEMENT_REQUEST_KINDS.filter((kind) => kind !== 'authCertReg').map((code) => ({
      ...{ code, type: 'WSDL', accessRights: [{ globalGroup: 'security-server-owners' }] },
    }));
    const clients = [
      { id: 'TEST/GOV/1/is', services: [] },
      { id: 'TEST/GOV/1/management', services, registered: false },
    ];
    server = await AdministeredServer.start({ clients }, (file, country) => ({
      ...file,
      declared: { ...file.declared, clients: file.declared.clients.map((each) => ofCentralServer(each, country)) },
    }));
    officer = await server.operator('officer', OFFICER);
    observer = await server.operator('observer', OBSERVER);
    const { country } = server;
    Object.assign(country.ecosystem.centralServer, {
      parameters: { 'center.configuration-generation-interval': 1 },
      settings: {
        managementServiceProvider: 'TEST/GOV/1/management',
        members: country.ecosystem.members.map((member) =>
          member.memberClass === 'GOV'
            ? { ...member, subsystems: ['is', 'management'].map((code) => ({ code, name: code })) }
            : member,
        ),
        managementServices: { clientCertificates: [join(country.folder('ss1'), 'data', 'internal-certificate.pem')] },
        securityServers: [
          {
            ...{ owner: 'TEST/GOV/1', code: 'ss1', address: country.address('ss1') },
            authenticationCertificates: [join(country.folder('ss1'), 'authentication-certificate.pem')],
            clients: ['TEST/GOV/1/is', 'TEST/GOV/1/management'],
          },
        ],
      },
    });
    await country.restartCentralServer();
    await until('the management services', async () => (await shown(MANAGEMENT)).status === 'REGISTERED');
  });
  after(() => server.stop());

  const put = (action: string, id = CLIENT, body?: object, by = officer) =>
    by.api('PUT', `/clients/${id}/${action}`, body);
  const shown = async (id = CLIENT) => (await observer.api('GET', `/clients/${id}`)).body as Record<string, unknown>;
  const becomes = (status: string) => until(status, async () => (await shown()).status === status);
  const central = () => join(server.country.sandbox.folders.centralServer, 'config.yaml');
  const approve = async (id: number) => {
    const { code, err } = await drum('management-requests', 'approve', String(id), '--config', central());
    expect([code, err]).to.deep.equal([0, '']);
  };

  it('asks for it, and the client exchanges messages when it is approved', async () => {
    const add = { member_class: 'GOV', member_code: '1', subsystem_code: 'new', subsystem_name: 'Нова' };
    await officer.api('POST', '/clients', { client: { ...add, connection_type: 'HTTP' } });
    expect(told(await put('register', CLIENT, undefined, observer))).to.deep.equal([403, 'permission_missing']);
    expect((await put('register')).status).to.equal(204);
    expect(await shown()).to.include({ status: 'REGISTRATION_IN_PROGRESS', rename_status: 'NAME_SUBMITTED' });
    expect(told(await put('register'))).to.deep.equal([409, 'action_not_possible']);
    await approve(1);
    await becomes('REGISTERED');
    await until('its name', async () => (await shown()).subsystem_name === 'Нова');
    expect(await shown()).to.not.have.property('rename_status');
    const asked = await server.country.ask('ss1', { service: 'TEST/GOV/1/is/nothing', client: 'TEST/GOV/1/new' });
    expect(asked.code).to.equal('server.serverproxy.unknown_service');
  });

  it('renames it', async () => {
    const rename = (name: string, id = CLIENT) => put('rename', id, { client_name: name });
    expect(told(await rename('Нова'))).to.deep.equal([409, 'invalid_client_name']);
    expect(told(await rename('Друга', 'TEST:GOV:1'))).to.deep.equal([409, 'action_not_possible']);
    expect((await rename('Друга')).status).to.equal(204);
    await until('its name', async () => (await shown()).subsystem_name === 'Друга');
  });

  it('disables it, enables it again, and ends it', async () => {
    expect(told(await put('disable', MANAGEMENT))).to.deep.equal([409, 'forbidden_disable_management_service_client']);
    expect(await shown(MANAGEMENT)).to.include({ is_management_services_provider: true });
    expect(told(await put('enable'))).to.deep.equal([409, 'action_not_possible']);
    expect((await put('disable')).status).to.equal(204);
    await becomes('DISABLED');
    expect((await put('enable')).status).to.equal(204);
    await becomes('REGISTERED');
    expect(told(await officer.api('DELETE', `/clients/${CLIENT}`))).to.deep.equal([409, 'action_not_possible']);
    expect((await put('unregister')).status).to.equal(204);
    expect(await shown()).to.include({ status: 'DELETION_IN_PROGRESS' });
    expect((await officer.api('DELETE', `/clients/${CLIENT}`)).status).to.equal(204);
  });

  it('refuses what the owner, or a subsystem, cannot do', async () => {
    const refusals = [
      [await put('register', 'TEST:GOV:1'), [400, 'cannot_register_owner']],
      [await put('unregister', 'TEST:GOV:1'), [409, 'cannot_unregister_owner']],
      [await put('make-owner', 'TEST:GOV:1'), [400, 'member_already_owner']],
      [await put('make-owner', 'TEST:GOV:1:is'), [409, 'action_not_possible']],
      [await put('make-owner', 'TEST:COM:1'), [404, 'client_not_found']],
    ] as const;
    for (const [answer, refusal] of refusals) expect(told(answer)).to.deep.equal(refusal);
  });

  it('fails with what the central server says, and nothing is changed', async () => {
    const member = { member_class: 'COM', member_code: '1', connection_type: 'HTTP' };
    expect((await officer.api('POST', '/clients', { client: member })).status).to.equal(201);
    // There is no key here that could sign for it.
    const answer = await put('register', 'TEST:COM:1');
    expect(told(answer)).to.deep.equal([500, 'management_request_sending_failed']);
    expect(await shown('TEST:COM:1')).to.include({ status: 'SAVED' });
  });

  it('is in the audit log', async () => {
    const events = (await server.events()).filter(({ outcome }) => outcome === 'success').map(({ event }) => event);
    expect(events).to.include.members([
      ...['Register client', 'Rename subsystem', 'Disable client', 'Enable client', 'Unregister client'],
    ]);
    const failed = (await server.events()).filter(({ outcome }) => outcome === 'failure').map(({ event }) => event);
    expect(failed).to.include('Change owner');
  });
});

/** A client whose services are the central server's. */
function ofCentralServer(client: Client, country: Country): Client {
  const url = `https://${country.ecosystem.centralServer.address}:4002/managementservice/manage/`;
  return { ...client, services: client.services.map((each) => ({ ...each, url })) };
}
