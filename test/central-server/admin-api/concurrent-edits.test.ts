import { expect } from 'chai';
import { issue, type Issued } from '../../pki/certificates.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { EJBCA, pemOf } from '../trust/services.ts';
import { Administered, codeOf, type Answer, type Operator, told } from './administered.ts';

const authority = (subject: string): Issued =>
  issue({ subject, ca: true, keyUsage: ['keyCertSign'], notBefore: '2025-01-01', notAfter: '2035-01-01' });
const [CA, OTHER_CA] = [authority('Edited'), authority('Added twice')];
const idOf = ({ body }: Answer) => (body as { id: number }).id;
const etagOf = ({ headers }: Answer) => String(headers.etag);
const RESPONDER = { url: 'http://127.0.0.1:8888', cost_type: 'FREE', certificate: pemOf(CA) };
const service = (ca: Issued) => ({
  ...{ certificate: pemOf(ca), certificate_profile_info: EJBCA, tls_auth: 'false', default_csr_format: 'DER' },
});

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Two who change the same (${engine})`, () => {
    const folders = temporaryFolders();
    const running: Administered[] = [];
    /** With PostgreSQL, at two central servers. */
    let one: Operator;
    let other: Operator;
    let ca: string;

    before(async function () {
      this.timeout(60_000);
      const options = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      const first = await Administered.start(folders(), options);
      running.push(first);
      if (engine === 'PostgreSQL') running.push(await Administered.start(folders(), options));
      one = await first.operator('one');
      await first.operator('other');
      other = (running.at(-1) ?? first).stranger();
      await other.logIn('other', 'four words nobody guesses');
      const member = { member_class: 'GOV', member_code: '2' };
      await one.api('POST', '/members', { member_id: member, member_name: 'Втори' });
      await one.api('POST', '/subsystems', { subsystem_id: { ...member, subsystem_code: 's' }, subsystem_name: 'С' });
      await one.api('POST', '/member-classes', { code: 'MUN', description: 'Общини' });
      await one.api('POST', '/global-groups', { code: 'g', description: 'Група' });
      ca = `/certification-services/${idOf(await one.upload('POST', '/certification-services', service(CA)))}`;
    });
    after(async () => {
      for (const central of running) await central.stop();
    });

    for (const [what, shown, changed, edit] of [
      ['a member', '/members/TEST:GOV:2', '/members/TEST:GOV:2', 'member_name'],
      ['a member class', '/drum/member-classes/MUN', '/member-classes/MUN', 'description'],
      ['a subsystem', '/drum/subsystems/TEST:GOV:2:s', '/subsystems/TEST:GOV:2:s', 'subsystem_name'],
      ['a global group', '/global-groups/g', '/global-groups/g', 'description'],
    ] as const) {
      it(`of ${what}: the second is told, with what the first has made of it`, async () => {
        const before = await one.api('GET', shown);
        expect(etagOf(before)).to.match(/^"[\w-]{43}"$/);
        expect(etagOf(await other.api('GET', shown))).to.equal(etagOf(before));
        const seen = { 'if-match': etagOf(before) };
        expect((await one.api('PATCH', changed, { [edit]: 'Първа промяна' }, seen)).status).to.equal(200);
        for (const refused of [
          await other.api('PATCH', changed, { [edit]: 'Втора промяна' }, seen),
          await other.api('DELETE', changed, undefined, seen),
        ]) {
          expect(told(refused)).to.deep.equal([412, 'changed_meanwhile']);
          const now = await one.api('GET', shown);
          expect((refused.body as { current: object }).current).to.deep.equal(now.body);
          expect(etagOf(refused)).to.equal(etagOf(now));
          expect(JSON.stringify(now.body)).to.include('Първа промяна');
        }
        const last = await running[0]?.events();
        expect(last?.at(-1)).to.deep.include({ outcome: 'failure', user_name: 'other', reason: 'changed_meanwhile' });
        // Whoever says nothing of what they have seen changes it, as in X-Road; and so does who has seen any of several states.
        expect((await other.api('PATCH', changed, { [edit]: 'Трета' })).status).to.equal(200);
        const again = `${etagOf(before)}, ${etagOf(await one.api('GET', shown))}`;
        expect((await other.api('PATCH', changed, { [edit]: 'Четвърта' }, { 'if-match': again })).status).to.equal(200);
        expect((await other.api('PATCH', changed, { [edit]: 'Пета' }, { 'if-match': '*' })).status).to.equal(200);
        const weak = { 'if-match': `W/${etagOf(await one.api('GET', shown))}` };
        expect((await other.api('PATCH', changed, { [edit]: 'x' }, weak)).status).to.equal(412);
      });
    }

    it('at the same moment: one of two changes of one state is made', async () => {
      const path = '/members/TEST:GOV:2';
      const seen = { 'if-match': etagOf(await one.api('GET', path)) };
      const answers = await Promise.all(
        [one, other, one, other].map((by, index) => by.api('PATCH', path, { member_name: `Име ${index}` }, seen)),
      );
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 412, 412, 412]);
    });

    it('of an OCSP responder: a certificate that is not shown counts too', async () => {
      const added = await one.upload('POST', `${ca}/ocsp-responders`, RESPONDER);
      const path = `/ocsp-responders/${idOf(added)}`;
      const before = await one.api('GET', path);
      expect((await one.upload('PATCH', path, { certificate: pemOf(OTHER_CA) })).status).to.equal(200);
      const after = await one.api('GET', path);
      expect(after.body).to.deep.equal(before.body);
      expect(etagOf(after)).not.to.equal(etagOf(before));
    });

    it('need an ETag that can be one, and something that has one', async () => {
      for (const wrong of ['', 'x', '"x', '"x" "y"', '*, "x"']) {
        const answer = await one.api('PATCH', '/members/TEST:GOV:2', { member_name: 'x' }, { 'if-match': wrong });
        expect([wrong, ...told(answer)]).to.deep.equal([wrong, 400, 'validation_failure']);
      }
      const gone = await one.api('DELETE', '/trusted-anchors/AB', undefined, { 'if-match': '*' });
      expect(told(gone)).to.deep.equal([400, 'validation_failure']);
      const none = await one.api('PATCH', '/members/TEST:GOV:none', { member_name: 'x' }, { 'if-match': '"x"' });
      expect(told(none)).to.deep.equal([404, 'member_not_found']);
    });

    const member = { member_class: 'GOV', member_code: '3' };
    const create = (path: string, body: object) => (by: Operator) => by.api('POST', path, body);
    const upload = (path: string, fields: Record<string, string | Buffer>) => (by: Operator) =>
      by.upload('POST', path, fields);
    for (const [what, attempt, code] of [
      ['a member class', create('/member-classes', { code: 'NEW', description: 'Нов' }), 'member_class_exists'],
      ['a member', create('/members', { member_id: member, member_name: 'Трети' }), 'member_exists'],
      [
        'a subsystem',
        create('/subsystems', { subsystem_id: { ...member, subsystem_code: 's' }, subsystem_name: '' }),
        'subsystem_exists',
      ],
      ['a global group', create('/global-groups', { code: 'new', description: 'Нова' }), 'global_group_exists'],
      ['a certification service', upload('/certification-services', service(OTHER_CA)), 'certification_service_exists'],
      [
        'a time-stamping service',
        upload('/timestamping-services', { ...RESPONDER, url: 'http://127.0.0.1:8899' }),
        'timestamping_authority_exists',
      ],
      [
        'a management request',
        create('/management-requests', {
          ...{ type: 'CLIENT_REGISTRATION_REQUEST', origin: 'CENTER' },
          ...{ security_server_id: 'TEST:GOV:1:ss1', client_id: 'TEST:GOV:1:twice' },
        }),
        'management_request_exists',
      ],
    ] as const) {
      it(`make ${what} at the same moment: exactly one of them does`, async () => {
        const answers = await Promise.all([one, other, one, other].map(attempt));
        const made = answers.filter(({ status }) => status < 300);
        expect([made.length, answers.map(codeOf).filter((found) => found === code).length]).to.deep.equal([1, 3]);
        expect(answers.filter(({ status }) => status === 409)).to.have.lengthOf(3);
      });
    }
  });
}
