import { expect } from 'chai';
import type { Client } from '#security-server/server-configuration/model.ts';
import { told, type Operator } from '../../operator.ts';
import { until } from '../../country/poll.ts';
import { AdministeredServer } from './administered.ts';

const ADMINISTRATOR = ['XROAD_SERVICE_ADMINISTRATOR'];
const OFFICER = ['XROAD_REGISTRATION_OFFICER'];
const CLIENT = '/clients/TEST:GOV:1:is';

interface Shape {
  readonly id: string;
  readonly code?: string;
  readonly members?: readonly { readonly id: string }[];
}

const MEMBER = { type: 'MEMBER', instance: 'TEST', memberClass: 'COM', memberCode: '1' } as const;

const withGroup = (client: Client): Client =>
  client.id.type === 'MEMBER'
    ? client
    : { ...client, localGroups: [{ groupCode: 'declared', description: 'От файл', members: [MEMBER] }] };

describe('Local groups and rights of a client, by the admin API of a security server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let administrator: Operator;
  let officer: Operator;
  let group: string;

  before(async () => {
    const services = [
      { code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/COM/1/is' }] },
      { code: 'other', type: 'REST', accessRights: [] },
    ];
    server = await AdministeredServer.start(
      { clients: [{ id: 'TEST/GOV/1/is', connectionType: 'HTTP', services }] },
      (file) => ({ ...file, declared: { ...file.declared, clients: file.declared.clients.map(withGroup) } }),
    );
    administrator = await server.operator('administrator', ADMINISTRATOR);
    officer = await server.operator('officer', OFFICER);
  });
  after(() => server.stop());

  const got = async (path: string) => (await administrator.api('GET', path)).body;
  const idsOf = async (path: string) => ((await got(path)) as readonly Shape[]).map(({ id }) => id);
  const ask = async (service: string) => {
    const { status, code } = await server.country.ask('ss1', {
      ...{ service: `TEST/GOV/1/is/${service}/x`, client: 'TEST/GOV/1/is' },
    });
    return code ?? status;
  };
  const becomes = (service: string, outcome: string | number) =>
    until(`${service}: ${outcome}`, async () => (await ask(service)) === outcome);

  it('groups are added, described and listed', async () => {
    const add = (body: object, by = administrator) => by.api('POST', `${CLIENT}/local-groups`, body);
    const added = await add({ code: 'towns', description: 'Общини' });
    expect(added.status).to.equal(201);
    expect(added.body).to.deep.include({ code: 'towns', description: 'Общини', member_count: 0, members: [] });
    ({ id: group } = added.body as Shape);
    const refusals: readonly (readonly [object, readonly unknown[]])[] = [
      [{ code: 'towns', description: 'Пак' }, [409, 'local_group_code_already_exists']],
      [{ code: 'a/b', description: 'Общини' }, [400, 'validation_failure']],
    ];
    for (const [body, refusal] of refusals) expect(told(await add(body))).to.deep.equal(refusal);
    expect(told(await add({ code: 'x', description: 'x' }, officer))).to.deep.equal([403, 'permission_missing']);
    const described = await administrator.api('PATCH', `/local-groups/${group}`, { description: 'Всички общини' });
    expect(described.body).to.deep.include({ id: group, description: 'Всички общини' });
    expect(((await got(`${CLIENT}/local-groups`)) as readonly Shape[]).map(({ code }) => code)).to.deep.equal([
      ...['declared', 'towns'],
    ]);
    expect(told(await administrator.api('GET', '/local-groups/towns'))).to.deep.equal([404, 'id_not_a_number']);
    expect(told(await administrator.api('GET', '/local-groups/99'))).to.deep.equal([404, 'local_group_not_found']);
  });

  it('members are added and removed, all that are named or none', async () => {
    const change = (path: string, items: readonly string[]) =>
      administrator.api('POST', `/local-groups/${group}/members${path}`, { items });
    expect((await change('', ['TEST:GOV:1:is', 'TEST:COM:1'])).status).to.equal(201);
    expect(await got(`/local-groups/${group}`)).to.nested.include({
      ...{ member_count: 2, 'members[0].id': 'TEST:GOV:1:is', 'members[0].subsystem_name': 'is' },
      'members[1].member_name': 'COM 1',
    });
    const refusals: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
      ['', [], [400, 'missing_member_id']],
      ['', ['TEST:COM'], [400, 'invalid_encoded_id']],
      ['', ['TEST:COM:1:is', 'TEST:COM:1'], [409, 'local_group_member_already_exists']],
      ['', ['TEST:COM:1:is', 'TEST:COM:7'], [404, 'local_group_member_not_found']],
      ['/delete', ['TEST:COM:1', 'TEST:COM:1:is'], [404, 'local_group_member_not_found']],
    ];
    for (const [path, items, refusal] of refusals) expect(told(await change(path, items))).to.deep.equal(refusal);
    expect((await change('/delete', ['TEST:COM:1'])).status).to.equal(204);
    expect(await got(`/local-groups/${group}`)).to.include({ member_count: 1 });
  });

  it('what a file declares stays as it is', async () => {
    const [declared] = await idsOf(`${CLIENT}/local-groups`);
    const path = `/local-groups/${declared ?? ''}`;
    const refused = [
      await administrator.api('PATCH', path, { description: 'x' }),
      await administrator.api('DELETE', path),
      await administrator.api('POST', `${path}/members/delete`, { items: ['TEST:COM:1'] }),
      await administrator.api('POST', `${CLIENT}/service-clients/TEST:COM:1:is/access-rights/delete`, {
        items: [{ service_code: 'hello' }],
      }),
    ];
    for (const each of refused) expect(told(each)).to.deep.equal([409, 'declared_in_file']);
  });

  it('candidates are the subsystems and groups of the network, and the groups of the client', async () => {
    const path = `${CLIENT}/service-client-candidates`;
    expect(await idsOf(path)).to.have.members([
      ...['TEST:COM:1:is', 'TEST:GOV:1:is', 'TEST:security-server-owners', group],
      ...(await idsOf(`${CLIENT}/local-groups`)).filter((id) => id !== group),
    ]);
    const searches: Record<string, readonly string[]> = {
      'service_client_type=LOCALGROUP&member_name_group_description=%D0%B2%D1%81%D0%B8%D1%87%D0%BA%D0%B8': [group],
      'service_client_type=GLOBALGROUP': ['TEST:security-server-owners'],
      'member_class=com&member_group_code=1': ['TEST:COM:1:is'],
      'subsystem_code=i&instance=TEST&member_name_group_description=gov': ['TEST:GOV:1:is'],
    };
    for (const [query, ids] of Object.entries(searches)) {
      expect(await idsOf(`${path}?${query}`), query).to.deep.equal(ids);
    }
    const unknown = '/clients/TEST:GOV:1:none/service-client-candidates';
    expect(told(await administrator.api('GET', unknown))).to.deep.equal([404, 'client_not_found']);
  });

  it('rights let calls through, of a subsystem and of a group, and end', async () => {
    const change = (subject: string, path: string, ...codes: readonly string[]) =>
      administrator.api('POST', `${CLIENT}/service-clients/${subject}/access-rights${path}`, {
        items: codes.map((code) => ({ service_code: code })),
      });
    await becomes('hello', 'server.serverproxy.access_denied');
    const given = await change('TEST:GOV:1:is', '', 'hello');
    expect(given.status).to.equal(201);
    expect((given.body as readonly object[])[0]).to.include({ service_code: 'hello' });
    await becomes('hello', 200);
    expect(await ask('other')).to.equal('server.serverproxy.access_denied');
    expect((await change(group, '', 'other')).status).to.equal(201);
    await becomes('other', 200);

    expect(await idsOf(`${CLIENT}/service-clients`)).to.have.members(['TEST:COM:1:is', 'TEST:GOV:1:is', group]);
    expect(await got(`${CLIENT}/service-clients/${group}`)).to.include({
      ...{ id: group, local_group_code: 'towns', name: 'Всички общини', service_client_type: 'LOCALGROUP' },
    });
    const rights = (await got(`${CLIENT}/service-clients/${group}/access-rights`)) as readonly object[];
    expect(rights.map((right) => ({ ...right, rights_given_at: '' }))).to.deep.equal([
      { service_code: 'other', rights_given_at: '' },
    ]);

    const refusals: readonly (readonly [string, string, string, readonly unknown[]])[] = [
      [group, '', 'other', [409, 'duplicate_accessright']],
      [group, '', 'none', [404, 'service_not_found']],
      ['TEST:COM:7:is', '', 'hello', [404, 'service_client_not_found']],
      ['TEST:none', '', 'hello', [404, 'service_client_not_found']],
      ['99', '', 'hello', [404, 'service_client_not_found']],
      ['TEST:GOV:1', '', 'hello', [400, 'invalid_service_client_id']],
      [group, '/delete', 'hello', [404, 'accessright_not_found']],
    ];
    for (const [subject, path, code, refusal] of refusals) {
      expect(told(await change(subject, path, code)), `${subject} ${code}`).to.deep.equal(refusal);
    }
    const denied = await officer.api('GET', `${CLIENT}/service-clients`);
    expect(told(denied)).to.deep.equal([403, 'permission_missing']);

    expect((await change('TEST:GOV:1:is', '/delete', 'hello')).status).to.equal(204);
    await becomes('hello', 'server.serverproxy.access_denied');
    const gone = await administrator.api('GET', `${CLIENT}/service-clients/TEST:GOV:1:is`);
    expect(told(gone)).to.deep.equal([404, 'service_client_not_found']);
    expect((await administrator.api('DELETE', `/local-groups/${group}`)).status).to.equal(204);
    await becomes('other', 'server.serverproxy.access_denied');
  });

  it('change in the audit log too', async () => {
    const events = (await server.events()).filter(({ outcome }) => outcome === 'success').map(({ event }) => event);
    expect(events).to.include.members([
      ...['Add group', 'Edit group description', 'Delete group', 'Add members to group', 'Remove members from group'],
      ...['Add access rights to subject', 'Remove access rights from subject'],
    ]);
  });
});
