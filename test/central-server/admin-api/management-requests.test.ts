import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator, told } from './administered.ts';

const SERVER = 'TEST:GOV:2:ss2';

interface Request {
  readonly id: number;
  readonly status?: string;
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Management requests by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let officer: Operator;
    /** What brings the requests of security servers. */
    let bringer: Operator;
    let certificate: string;

    before(async function () {
      this.timeout(60_000);
      const home = folders();
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(home, postgres);
      officer = await central.operator('officer');
      const { body } = await officer.api('POST', '/api-keys', ['XROAD_MANAGEMENT_SERVICE']);
      bringer = central.stranger({ authorization: `X-Road-ApiKey token=${(body as { key: string }).key}` });
      certificate = new X509Certificate(readFileSync(join(home, 'ca.pem'))).raw.toString('base64');
      const member = { member_id: { member_class: 'GOV', member_code: '2' }, member_name: 'Втори' };
      expect((await officer.api('POST', '/members', member)).status).to.equal(201);
    });
    after(() => central.stop());

    const bring = (type: string, more: object = {}, by = bringer) =>
      by.api('POST', '/management-requests', {
        ...{ type, origin: 'SECURITY_SERVER', security_server_id: SERVER, ...more },
      });
    const found = async (query: string): Promise<Request[]> => {
      const answer = await officer.api('GET', `/management-requests?${query}`);
      expect(answer.status).to.equal(200);
      return (answer.body as { items: Request[] }).items;
    };
    const registration = () => ({ server_address: 'ss2.example', authentication_certificate: certificate });

    it('wait, are found, and are approved, after which the server is there', async () => {
      const asked = await bring('AUTH_CERT_REGISTRATION_REQUEST', registration());
      expect(asked.status).to.equal(202);
      const { id } = asked.body as Request;
      expect(asked.body).to.deep.include({
        status: 'WAITING',
        security_server_id: SERVER,
        server_address: 'ss2.example',
      });
      expect((await found('status=WAITING')).map((request) => request.id)).to.deep.equal([id]);
      expect((await found(`query=${encodeURIComponent('втор')}`))[0]).to.deep.include({
        id,
        security_server_owner: 'Втори',
      });
      expect(await found('query=nowhere')).to.deep.equal([]);
      expect(await found('types=CLIENT_REGISTRATION_REQUEST')).to.deep.equal([]);
      expect((await found(`server_id=${SERVER}&sort=created_at&desc=true`)).map((request) => request.id)).to.deep.equal(
        [id],
      );
      const shown = (await officer.api('GET', `/management-requests/${id}`)).body as { certificate_details: object };
      expect(shown.certificate_details).to.deep.include({ subject_common_name: 'ca' });
      const changes = central.changes;
      const approved = await officer.api('POST', `/management-requests/${id}/approval`);
      expect([approved.status, (approved.body as Request).status]).to.deep.equal([200, 'APPROVED']);
      expect(central.changes).to.equal(changes + 1);
      expect((await officer.api('GET', `/security-servers/${SERVER}`)).body).to.deep.include({
        ...{ server_address: 'ss2.example', owner_name: 'Втори' },
      });
      expect((await central.events()).at(-1)).to.deep.include({
        event: 'Approve management request',
        outcome: 'success',
      });
      expect(told(await officer.api('POST', `/management-requests/${id}/approval`))).to.deep.equal([
        ...[400, 'management_request_invalid_state'],
      ]);
    });

    it('of clients are declined, and shown with what was decided', async () => {
      const asked = await bring('CLIENT_REGISTRATION_REQUEST', { client_id: 'TEST:GOV:1:sub' });
      const { id } = asked.body as Request;
      expect((await officer.api('DELETE', `/management-requests/${id}`)).status).to.equal(200);
      const shown = await officer.api('GET', `/management-requests/${id}`);
      expect(shown.body).to.deep.include({
        ...{ status: 'DECLINED', type: 'CLIENT_REGISTRATION_REQUEST', origin: 'SECURITY_SERVER' },
        ...{ client_owner_name: 'First', client_subsystem_name: 'A subsystem' },
      });
      expect((await officer.api('GET', `/security-servers/${SERVER}/clients`)).body).to.deep.equal([]);
    });

    it('that need no decision take effect at once', async () => {
      expect((await bring('ADDRESS_CHANGE_REQUEST', { server_address: 'new.example' })).status).to.equal(202);
      expect((await bring('MAINTENANCE_MODE_ENABLE_REQUEST', { message: 'Back at noon' })).status).to.equal(202);
      expect((await officer.api('GET', `/security-servers/${SERVER}`)).body).to.deep.include({
        ...{ server_address: 'new.example', in_maintenance_mode: true, maintenance_mode_message: 'Back at noon' },
      });
      expect((await bring('MAINTENANCE_MODE_DISABLE_REQUEST')).status).to.equal(202);
    });

    for (const [what, type, more, expected] of [
      ['without the client that they are about', 'CLIENT_REGISTRATION_REQUEST', {}, [400, 'validation_failure']],
      ['without an address', 'ADDRESS_CHANGE_REQUEST', {}, [400, 'validation_failure']],
      [
        'about an unknown server',
        'CLIENT_DISABLE_REQUEST',
        { security_server_id: 'TEST:GOV:2:none', client_id: 'TEST:GOV:1:sub' },
        [409, 'management_request_server_client_not_found'],
      ],
      ['of an unknown kind', 'SOMETHING', {}, [400, 'validation_failure']],
      [
        'with a server’s identifier that is none',
        'MAINTENANCE_MODE_DISABLE_REQUEST',
        { security_server_id: 'x' },
        [400, 'invalid_encoded_id'],
      ],
    ] as const) {
      it(`are refused ${what}`, async () => {
        expect(told(await bring(type, more))).to.deep.equal(expected);
      });
    }

    it('with something else in the place of a certificate are refused', async () => {
      const answer = await bring('AUTH_CERT_REGISTRATION_REQUEST', {
        ...{ server_address: 'x', authentication_certificate: Buffer.from('none').toString('base64') },
      });
      expect(answer.status).to.equal(400);
    });

    it('are decided once, and there must be one', async () => {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/approval'],
      ] as const) {
        const answer = await officer.api(method, `/management-requests/9999${path}`);
        expect(told(answer)).to.deep.equal([404, 'management_request_not_found']);
      }
    });

    it('are brought only by what brings them, and by nobody in another’s name', async () => {
      expect(told(await bring('CLIENT_DELETION_REQUEST', { client_id: 'TEST:GOV:1:sub' }, officer))).to.deep.equal([
        ...[403, 'permission_missing'],
      ]);
      expect(
        told(await bring('CLIENT_DELETION_REQUEST', { client_id: 'TEST:GOV:1:sub', origin: 'CENTER' })),
      ).to.deep.equal([...[403, 'permission_missing']]);
      const own = await bring(
        'CLIENT_REGISTRATION_REQUEST',
        { client_id: 'TEST:GOV:1:sub', origin: 'CENTER' },
        officer,
      );
      expect(own.status).to.equal(202);
      expect((await found('origin=CENTER')).map(({ id }) => id)).to.deep.equal([(own.body as Request).id]);
      // Whoever brings requests decides of none.
      expect(
        told(await bringer.api('POST', `/management-requests/${(own.body as Request).id}/approval`)),
      ).to.deep.equal([...[403, 'permission_missing']]);
    });
  });
}
