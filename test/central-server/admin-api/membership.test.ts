import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator, told } from './administered.ts';

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Membership by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let operator: Operator;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), postgres);
      operator = await central.operator('integrator');
    });
    after(() => central.stop());

    it('a class, a member, its subsystem and its groups come and go, and each change is published and audited', async () => {
      const changes = central.changes;
      const before = (await central.events()).length;
      for (const [method, path, body, status, answered] of [
        [
          'POST',
          '/member-classes',
          { code: 'MUN', description: 'Общини' },
          201,
          { code: 'MUN', description: 'Общини' },
        ],
        [
          'PATCH',
          '/member-classes/MUN',
          { description: 'Общини и райони' },
          200,
          { code: 'MUN', description: 'Общини и райони' },
        ],
        [
          'POST',
          '/members',
          { member_id: { member_class: 'MUN', member_code: '000696327' }, member_name: 'Столична община' },
          201,
          undefined,
        ],
        ['PATCH', '/members/TEST:MUN:000696327', { member_name: 'СО' }, 200, undefined],
        [
          'POST',
          '/subsystems',
          {
            subsystem_id: { member_class: 'MUN', member_code: '000696327', subsystem_code: 'desk' },
            subsystem_name: 'Гише',
          },
          201,
          undefined,
        ],
        ['PATCH', '/subsystems/TEST:MUN:000696327:desk', { subsystem_name: 'Едно гише' }, 200, undefined],
        ['POST', '/global-groups', { code: 'municipalities', description: 'Общини' }, 201, undefined],
        ['PATCH', '/global-groups/municipalities', { description: 'Всички общини' }, 200, undefined],
        [
          'POST',
          '/global-groups/municipalities/members/add',
          { items: ['TEST:MUN:000696327', 'TEST:MUN:000696327:desk'] },
          201,
          { items: ['TEST:MUN:000696327', 'TEST:MUN:000696327:desk'] },
        ],
        ['DELETE', '/global-groups/municipalities/members/TEST:MUN:000696327', undefined, 204, ''],
        ['DELETE', '/global-groups/municipalities', undefined, 204, ''],
        ['DELETE', '/subsystems/TEST:MUN:000696327:desk', undefined, 204, ''],
        ['DELETE', '/members/TEST:MUN:000696327', undefined, 204, ''],
        ['DELETE', '/member-classes/MUN', undefined, 204, ''],
      ] as const) {
        const answer = await operator.api(method, path, body);
        expect([method, path, answer.status, answer.status < 300 ? '' : answer.body]).to.deep.equal([
          method,
          path,
          status,
          '',
        ]);
        if (answered !== undefined) expect(answer.body).to.deep.equal(answered);
      }
      expect(central.changes - changes).to.equal(14);
      const events = (await central.events(before)).map(({ event, outcome, user_name: user }) => [
        event,
        outcome,
        user,
      ]);
      expect(events.map(([event]) => event)).to.deep.equal([
        'Add member class',
        'Edit member class description',
        'Add member',
        'Edit member name',
        'Add subsystem',
        'Edit subsystem',
        'Add global group',
        'Edit global group description',
        'Add members to global group',
        'Remove members from global group',
        'Delete global group',
        'Delete subsystem',
        'Delete member',
        'Delete member class',
      ]);
      for (const [, outcome, user] of events) expect([outcome, user]).to.deep.equal(['success', 'integrator']);
    });

    it('what was there before and after stands in the audit log', async () => {
      await operator.api('POST', '/members', {
        member_id: { member_class: 'GOV', member_code: '7' },
        member_name: 'Before',
      });
      await operator.api('PATCH', '/members/TEST:GOV:7', { member_name: 'After' });
      const row = await central.repository.reader
        .selectFrom('audit_event')
        .select(['data', 'url', 'authentication', 'address'])
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      const id = { type: 'MEMBER', instance: 'TEST', memberClass: 'GOV', memberCode: '7' };
      expect(JSON.parse(row.data)).to.deep.equal({ before: { id, name: 'Before' }, after: { id, name: 'After' } });
      expect(row).to.deep.include({
        url: '/api/v1/members/TEST:GOV:7',
        authentication: 'Session',
        address: '127.0.0.1',
      });
    });

    it('a change that fails leaves the catalogue as it is, and its failure in the audit log', async () => {
      const changes = central.changes;
      for (const [method, path, body, status, expected] of [
        ['POST', '/member-classes', { code: 'GOV', description: 'x' }, 409, 'member_class_exists'],
        ['POST', '/member-classes', { code: 'a/b', description: 'x' }, 400, 'validation_failure'],
        ['PATCH', '/member-classes/NONE', { description: 'x' }, 404, 'member_class_not_found'],
        ['PATCH', '/member-classes/GOV', { description: 'x' }, 409, 'declared_in_file'],
        ['DELETE', '/member-classes/GOV', undefined, 409, 'declared_in_file'],
        [
          'POST',
          '/members',
          { member_id: { member_class: 'NONE', member_code: '1' }, member_name: 'x' },
          404,
          'member_class_not_found',
        ],
        [
          'POST',
          '/members',
          { member_id: { member_class: 'GOV', member_code: '1' }, member_name: 'x' },
          409,
          'member_exists',
        ],
        ['POST', '/members', { member_id: { member_class: 'GOV', member_code: '2' } }, 400, 'validation_failure'],
        ['PATCH', '/members/TEST:GOV:1', { member_name: 'x' }, 409, 'declared_in_file'],
        ['DELETE', '/members/TEST:GOV:99', undefined, 404, 'member_not_found'],
        ['DELETE', '/members/OTHER:GOV:1', undefined, 400, 'invalid_member_id'],
        ['DELETE', '/members/TEST:GOV', undefined, 400, 'invalid_member_id'],
        [
          'POST',
          '/subsystems',
          { subsystem_id: { member_class: 'GOV', member_code: '1', subsystem_code: 'sub' } },
          409,
          'subsystem_exists',
        ],
        ['DELETE', '/subsystems/TEST:GOV:1:none', undefined, 404, 'subsystem_not_found'],
        ['DELETE', '/subsystems/TEST:GOV:1', undefined, 400, 'invalid_subsystem_id'],
        ['DELETE', '/subsystems/TEST:GOV:1:sub/servers/TEST:GOV:1:none', undefined, 404, 'security_server_not_found'],
        ['DELETE', '/security-servers/TEST:GOV:1:ss1', undefined, 409, 'declared_in_file'],
        ['PATCH', '/security-servers/TEST:GOV:1:ss1', { server_address: 'other.example' }, 409, 'declared_in_file'],
        ['DELETE', '/security-servers/x', undefined, 400, 'invalid_encoded_id'],
        ['DELETE', '/global-groups/security-server-owners', undefined, 400, 'owners_global_group_cannot_be_deleted'],
      ] as const) {
        const before = (await central.events()).length;
        const answer = await operator.api(method, path, body);
        expect([method, path, ...told(answer)]).to.deep.equal([method, path, status, expected]);
        const [event] = await central.events(before);
        expect(event).to.deep.include({ outcome: 'failure', user_name: 'integrator', reason: expected });
      }
      expect(central.changes).to.equal(changes);
    });

    it('what there is, is found', async () => {
      for (const path of [
        '/members/TEST:GOV:1',
        '/members/TEST:GOV:1/subsystems',
        '/members/TEST:GOV:1/global-groups',
        '/members/TEST:GOV:1/owned-servers',
        '/members/TEST:GOV:1/used-servers',
        '/security-servers',
        '/security-servers?q=ss1&sort=owner_name&desc=true&limit=1',
        '/security-servers/TEST:GOV:1:ss1',
        '/security-servers/TEST:GOV:1:ss1/clients',
        '/security-servers/TEST:GOV:1:ss1/authentication-certificates',
        '/clients?security_server=TEST:GOV:1:ss1',
        '/drum/members?q=GOV&sort=member_name&desc=true&limit=1',
        '/global-groups',
        '/global-groups/security-server-owners',
        '/global-groups/security-server-owners/members/filter-model',
      ]) {
        const answer = await operator.api('GET', path);
        expect([path, answer.status]).to.deep.equal([path, 200]);
      }
      const found = await operator.api('GET', '/clients?q=GOV&client_type=SUBSYSTEM&limit=1&offset=1');
      const { clients, paging_metadata: paging } = found.body as { clients: object[]; paging_metadata: object };
      expect(clients).to.have.length(1);
      const all = (await operator.api('GET', '/drum/members')).body as { members: object[] };
      expect(all.members[0]).to.have.all.keys('client_id', 'member_name', 'subsystems', 'servers');
      expect((await operator.api('GET', '/drum/members?sort=servers')).status).to.equal(400);
      expect(paging).to.deep.equal({ total_items: 2, items: 1, limit: 1, offset: 1 });
      const members = await operator.api('POST', '/global-groups/security-server-owners/members', {});
      expect(members.status).to.equal(200);
    });
  });
}
