import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkAuditLog } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, FIRST_PASSWORD, PASSWORD, type Operator, told } from './administered.ts';

const FORM = { 'content-type': 'multipart/form-data; boundary=b' };
const REGISTRATION = { type: 'CLIENT_REGISTRATION_REQUEST', origin: 'CENTER', security_server_id: 'TEST:GOV:1:ss1' };

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Abuse of the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let home: string;
    let central: Administered;
    let operator: Operator;

    before(async function () {
      this.timeout(60_000);
      home = folders();
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(home, postgres);
      operator = await central.operator('integrator');
    });
    after(() => central.stop());

    it('nothing that a stranger sends is read, however the address is written', async () => {
      const stranger = central.stranger();
      for (const path of ['/members/', '/trusted-anchors/', '/management-requests/', '/nothing', '/Members']) {
        for (const [body, headers] of [
          ['{', { 'content-type': 'application/json' }],
          ['--b\r\nContent', FORM],
        ] as const) {
          expect([path, ...told(await stranger.api('POST', path, body, headers))]).to.deep.equal([
            path,
            404,
            'not_found',
          ]);
        }
      }
      expect((await stranger.api('GET', '/clients/?limit=x')).status).to.equal(404);
    });

    for (const [what, method, path, body] of [
      [
        'a member’s name',
        'POST',
        '/members',
        { member_id: { member_class: 'GOV', member_code: '9' }, member_name: 'x\ufffe' },
      ],
      [
        'half a character',
        'POST',
        '/members',
        { member_id: { member_class: 'GOV', member_code: '9' }, member_name: 'x\ud800' },
      ],
      ['a group’s description', 'POST', '/global-groups', { code: 'g', description: 'x\uffff' }],
      [
        'a client that is asked for',
        'POST',
        '/management-requests',
        { ...REGISTRATION, client_id: 'TEST:GOV:1:a\u0001b' },
      ],
      [
        'a client’s code with a path in it',
        'POST',
        '/management-requests',
        { ...REGISTRATION, client_id: 'TEST:GOV:1:a;../b' },
      ],
      [
        'the name of a client',
        'POST',
        '/management-requests',
        { ...REGISTRATION, client_id: 'TEST:GOV:1:new', subsystem_name: 'a\u0001' },
      ],
      ['a code of blanks', 'POST', '/member-classes', { code: '  ', description: 'x' }],
      ['the character U+0000', 'POST', '/member-classes', { code: 'a\u0000', description: 'x' }],
    ] as const) {
      it(`${what} that no configuration could be published with is refused`, async () => {
        expect(told(await operator.api(method, path, body))).to.deep.equal([400, 'validation_failure']);
      });
    }

    it('bodies that are nested deeper than any that is described are refused', async () => {
      const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
      for (const levels of [100, 20_000]) {
        for (const [method, path, body] of [
          [
            'POST',
            '/members',
            `{"member_id":{"member_class":"GOV","member_code":"9"},"member_name":"x","y":${nested(levels)}}`,
          ],
          ['PUT', '/system/server-address', `{"central_server_address":"x","y":${nested(levels)}}`],
          ['POST', '/members', nested(levels)],
        ] as const) {
          const answer = await operator.api(method, path, body, { 'content-type': 'application/json' });
          expect([path, levels, ...told(answer)]).to.deep.equal([path, levels, 400, 'validation_failure']);
        }
      }
    });

    it('names that are read as others than they are, because they turn the direction of writing, are refused', async () => {
      for (const sign of ['\u202e', '\u200f', '\u2066']) {
        const member_id = { member_class: 'GOV', member_code: `a${sign}b` };
        const added = await operator.api('POST', '/members', { member_id, member_name: 'x' });
        expect(told(added)).to.deep.equal([400, 'validation_failure']);
        const named = { member_id: { ...member_id, member_code: 'turned' }, member_name: `a${sign}b` };
        expect(told(await operator.api('POST', '/members', named))).to.deep.equal([400, 'validation_failure']);
      }
    });

    it('addresses that no database could look for are refused, or find nothing', async () => {
      for (const path of [
        '/global-groups/%00',
        '/clients?q=%00',
        '/members/TEST:GOV:a%00b',
        '/trusted-anchors/%00/download',
      ]) {
        expect([path, (await operator.api('GET', path)).status]).to.deep.equal([path, 400]);
      }
      for (const number of ['9223372036854775808', '1e400', 'Infinity', '0x1', '-1']) {
        const answer = await operator.api('GET', `/timestamping-services/${number}`);
        expect(answer.status, number).to.be.oneOf([400, 404]);
      }
    });

    it('forms that break off or are none are refused', async () => {
      for (const body of [
        '--b\r\nContent',
        '',
        '--b\r\nContent-Disposition: form-data; name="certificate"; filename="x"\r\n\r\nabc',
      ]) {
        const answer = await operator.api('POST', '/certification-services', body, FORM);
        expect(told(answer)).to.deep.equal([400, 'validation_failure']);
      }
      const many = { types: Array<string>(3_000).fill('MEMBER') };
      expect((await operator.api('POST', '/global-groups/security-server-owners/members', many)).status).to.equal(200);
    });

    it('attempts to log in at the same time are all counted', async () => {
      await central.operator('burst');
      const before = (await central.events()).length;
      await Promise.all(Array.from({ length: 20 }, () => central.stranger().logIn('burst', 'wrong')));
      const reasons = (await central.events(before)).map(({ reason }) => reason);
      expect(reasons.filter((reason) => reason === 'password_wrong')).to.have.length(5);
      expect(reasons.filter((reason) => reason === 'user_locked')).to.have.length(15);
      expect((await central.stranger().logIn('burst', PASSWORD)).status).to.equal(401);
    });

    it('no session by an old password outlives the change of it', async () => {
      for (let round = 0; round < 4; round += 1) {
        const name = `changing${round}`;
        await central.addUser(name);
        const owner = central.stranger();
        await owner.logIn(name, FIRST_PASSWORD);
        const others = [central.stranger(), central.stranger()];
        await Promise.all([
          ...others.map((other) => other.logIn(name, FIRST_PASSWORD)),
          owner.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD }),
        ]);
        for (const other of others) expect((await other.api('GET', '/user')).status).to.equal(401);
      }
    });

    it('changes at the same time leave nothing that hangs in the air, and no error of the server', async () => {
      const tsa = readFileSync(join(home, 'tsa.pem'));
      const same = { url: 'http://127.0.0.1:8899', cost_type: 'FREE', certificate: tsa };
      const added = await Promise.all(
        Array.from({ length: 5 }, () => operator.upload('POST', '/timestamping-services', same)),
      );
      expect(added.map(({ status }) => status).toSorted()).to.deep.equal([201, 409, 409, 409, 409]);
      for (let round = 0; round < 5; round += 1) {
        const member = { member_class: 'GOV', member_code: `gone${round}` };
        await operator.api('POST', '/members', { member_id: member, member_name: 'Gone' });
        const answers = await Promise.all([
          operator.api('DELETE', `/members/TEST:GOV:gone${round}`),
          ...Array.from({ length: 4 }, (_, index) =>
            operator.api('POST', '/subsystems', { subsystem_id: { ...member, subsystem_code: `s${index}` } }),
          ),
        ]);
        for (const { status } of answers) expect(status).to.be.oneOf([201, 204, 404]);
      }
      const orphans = await central.repository.reader
        .selectFrom('subsystem')
        .select('key')
        .where('member_key', 'like', '%gone%')
        .execute();
      expect(orphans).to.deep.equal([]);
    });

    it('the audit log holds while it is written', async () => {
      const writer = new AbortController();
      const writing = (async () => {
        while (!writer.signal.aborted)
          await central.stranger({ authorization: 'X-Road-ApiKey token=wrong' }).api('GET', '/user');
      })();
      for (let check = 0; check < 20; check += 1) {
        expect(await checkAuditLog(administrationTables(central.repository.reader))).not.to.have.property('brokenAt');
      }
      writer.abort();
      await writing;
    });
  });
}
