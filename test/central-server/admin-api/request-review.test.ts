import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { issue, type Issued } from '../../pki/certificates.ts';
import { makeOcspResponse, type OcspToMake } from '../../pki/ocsp.ts';
import { TestResponder } from '../../pki/ocsp-responder.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { EJBCA, pemOf } from '../trust/services.ts';
import { Administered, codeOf, type Answer, type Operator, told } from './administered.ts';

/** A security server of a member that nobody knows yet: it takes messages, and no questions about certificates. */
const ADDRESS = '127.0.23.7';
const BG = { instance: 'TEST', memberClass: 'GOV' } as const;
const LONG = { notBefore: '2025-01-01', notAfter: '2035-01-01' } as const;

const root = issue({ subject: 'Root', ca: true, keyUsage: ['keyCertSign'], ...LONG });
const issued = (name: string, usage: 'digitalSignature' | 'nonRepudiation'): Issued =>
  issue({ subject: name, issuer: root, keyUsage: [usage], keyLabel: name, ...LONG });

interface Review {
  readonly request: Record<string, unknown>;
  readonly asked_by: Record<string, unknown>;
  readonly creates_member: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly reason: string;
    readonly values?: object;
    readonly detail: string;
  }[];
  readonly changes: readonly { readonly kind: string }[];
  readonly decision?: Record<string, unknown>;
}

const messageOf = ({ body }: Answer) => (body as { error: { metadata: string[] } }).error.metadata[0];

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`The review of management requests (${engine})`, () => {
    const folders = temporaryFolders();
    const responder = new TestResponder();
    let central: Administered;
    let officer: Operator;
    let server: Server;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), postgres);
      officer = await central.operator('officer');
      await responder.start();
      const fields = {
        certificate: pemOf(root),
        certificate_profile_info: EJBCA,
        tls_auth: 'false',
        default_csr_format: 'DER',
      };
      const { body } = await officer.upload('POST', '/certification-services', fields);
      const path = `/certification-services/${(body as { id: number }).id}/ocsp-responders`;
      const added = await officer.upload('POST', path, {
        ...{ url: responder.url, cost_type: 'FREE', certificate: pemOf(root) },
      });
      expect(added.status).to.equal(201);
      server = createServer((socket) => socket.destroy());
      await new Promise<void>((done) => server.listen(5500, ADDRESS, done));
    });
    after(async () => {
      await responder.stop();
      server.close();
      await central.stop();
    });

    /** Answers for a certificate from now on. */
    function says({ certificate }: Issued, status: OcspToMake['status']): void {
      const thisUpdate = new Date(systemClock.now().getTime() - 60_000).toISOString();
      const about = { certificate, issuer: root.certificate, responder: root, thisUpdate };
      const answer = makeOcspResponse({ ...about, ...(status === undefined ? {} : { status }) });
      responder.answerFor('one', certificate, root.certificate, () => answer);
    }
    const ask = (request: ManagementRequest, signer?: Issued) =>
      central.repository
        .managementRequests(systemClock, { authCertReg: false, clientReg: false, ownerChange: false })
        .add(request, { origin: 'SECURITY_SERVER', signer: signer?.certificate.der });
    const registration = (memberCode: string, certificate: Issued, address = ADDRESS): ManagementRequest => ({
      ...{ kind: 'authCertReg', server: { ...BG, type: 'SERVER', memberCode, serverCode: 'ss' } },
      ...{ address, authenticationCertificate: certificate.certificate.der },
    });
    const client = (memberCode: string, subsystemCode: string): ManagementRequest => ({
      ...{ kind: 'clientReg', server: { ...BG, type: 'SERVER', memberCode: '1', serverCode: 'ss1' } },
      ...{ client: { ...BG, type: 'SUBSYSTEM', memberCode, subsystemCode }, subsystemName: 'Регистър' },
    });
    const at = (id: number, what: string) => `/drum/management-requests/${id}/${what}`;
    async function review(id: number): Promise<Review> {
      const answer = await officer.api('GET', at(id, 'review'));
      expect([answer.status, codeOf(answer)]).to.deep.equal([200, undefined]);
      return answer.body as Review;
    }
    const outcomesOf = ({ checks }: Review) => Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
    const reasonsOf = ({ checks }: Review) => Object.fromEntries(checks.map(({ name, reason }) => [name, reason]));
    const lastEvent = async () => (await central.events()).at(-1);

    it('tells who asks for what, what was checked and what will change, and the member is added when that is asked', async () => {
      const [own, signer] = [issued('ss of 77', 'digitalSignature'), issued('77', 'nonRepudiation')];
      says(own, 'good');
      says(signer, 'unknown');
      const id = await ask(registration('77', own), signer);
      const found = await review(id);
      expect(found.request).to.deep.include({ id, status: 'WAITING', address: ADDRESS });
      expect(found.request)
        .to.have.nested.property('certificate_details.hash')
        .that.equals(own.certificate.sha256Hex.toUpperCase());
      expect(found.request).to.have.nested.property('signer_certificate_details.subject_common_name', '77');
      expect(found.asked_by).to.deep.include({ is_member: false, owned_servers: 0, is_server_known: false });
      expect(found.creates_member).to.equal(true);
      expect(outcomesOf(found)).to.deep.equal({
        ...{ approval: 'ok', 'member-signature': 'ok', 'key-possession': 'ok' },
        ...{ 'authentication-certificate-path': 'ok', 'authentication-certificate-status': 'ok' },
        ...{ 'signing-certificate-path': 'ok', 'signing-certificate-status': 'warning' },
        ...{ 'address-name': 'ok', 'address-port-5500': 'ok', 'address-port-5577': 'failed' },
      });
      expect(reasonsOf(found)).to.deep.equal({
        ...{ approval: 'approvable', 'member-signature': 'signed', 'key-possession': 'key-signed' },
        ...{ 'authentication-certificate-path': 'issued-by-approved' },
        ...{ 'authentication-certificate-status': 'status-good', 'signing-certificate-path': 'issued-by-approved' },
        ...{ 'signing-certificate-status': 'status-unknown', 'address-name': 'host-found' },
        ...{ 'address-port-5500': 'connected', 'address-port-5577': 'connection-refused' },
      });
      expect(found.checks.at(-1)).to.deep.include({ values: { of: `${ADDRESS}:5577` } });
      expect(found.changes.map(({ kind }) => kind)).to.deep.equal([
        'member-added',
        'server-added',
        'owner-joins-group',
        'authentication-certificate-added',
      ]);
      // A trial changes nothing.
      expect((await officer.api('GET', '/members/TEST:GOV:77')).status).to.equal(404);

      const refused = await officer.api('POST', at(id, 'approve'), {});
      expect(told(refused)).to.deep.equal([409, 'management_request_member_not_found']);
      const changes = central.changes;
      const approved = await officer.api('POST', at(id, 'approve'), { create_member: { name: 'Община' } });
      expect([approved.status, (approved.body as { status: string }).status]).to.deep.equal([200, 'APPROVED']);
      expect(central.changes).to.equal(changes + 1);
      expect(await lastEvent()).to.deep.include({ event: 'Approve management request', user_name: 'officer' });
      expect((await officer.api('GET', '/members/TEST:GOV:77')).body).to.deep.include({ member_name: 'Община' });
      const after = await review(id);
      expect(after.decision).to.deep.include({ status: 'APPROVED', by: 'officer' });
      expect([after.checks, after.changes]).to.deep.equal([[], []]);
      expect(after.asked_by).to.deep.include({ is_member: true, member_name: 'Община', owned_servers: 1 });
      expect(after.asked_by.member_since).to.match(/^\d{4}-/);
      const again = await officer.api('POST', at(id, 'approve'), { create_member: { name: 'Община' } });
      expect(told(again)).to.deep.equal([409, 'management_request_decided']);
      expect(messageOf(again)).to.match(/became APPROVED by officer at \d{4}-/);
    });

    it('tells what speaks against a request', async () => {
      const own = issued('revoked', 'digitalSignature');
      says(own, { revokedAt: '2026-01-01T00:00:00Z' });
      const found = await review(await ask(registration('1', own, 'nowhere.invalid')));
      expect(outcomesOf(found)).to.deep.equal({
        ...{ approval: 'ok', 'member-signature': 'warning', 'key-possession': 'warning' },
        ...{ 'authentication-certificate-path': 'ok', 'authentication-certificate-status': 'failed' },
        'address-name': 'failed',
      });
      expect(reasonsOf(found)).to.deep.include({
        ...{ 'member-signature': 'entered-by-api', 'authentication-certificate-status': 'status-revoked' },
      });
      expect(found.checks.find(({ reason }) => reason === 'status-revoked')?.values).to.deep.equal({
        ...{ of: responder.url, at: '2026-01-01T00:00:00.000Z' },
      });
      expect(found.creates_member).to.equal(false);
      const strange = issue({ subject: 'Somebody', keyUsage: ['digitalSignature'], ...LONG });
      expect(outcomesOf(await review(await ask(registration('1', strange))))).to.deep.include({
        'authentication-certificate-path': 'failed',
      });
      const nowhere = { ...client('1', 'x'), server: { ...BG, type: 'SERVER', memberCode: '1', serverCode: 'none' } };
      const { checks } = await review(await ask(nowhere as ManagementRequest));
      expect(checks[0]).to.deep.include({ name: 'approval', outcome: 'failed', reason: 'refused' });
      expect(checks[0]?.values).to.deep.equal({ code: 'management_request_server_not_found' });
      expect(checks[0]?.detail).to.match(/^management_request_server_not_found: /);
    });

    it('ends with a reason where the request is declined', async () => {
      const id = await ask(client('1', 'fresh'));
      expect((await review(id)).changes.map(({ kind }) => kind)).to.deep.equal(['subsystem-added', 'client-added']);
      for (const reason of ['too short', ' '.repeat(20), 'x'.repeat(256), undefined]) {
        const refused = await officer.api('POST', at(id, 'decline'), { reason });
        expect(told(refused)).to.deep.equal([400, 'validation_failure']);
      }
      const declined = await officer.api('POST', at(id, 'decline'), { reason: 'Подписалият не е известен' });
      expect([declined.status, (declined.body as { status: string }).status]).to.deep.equal([200, 'DECLINED']);
      expect(await lastEvent()).to.deep.include({ event: 'Decline management request', user_name: 'officer' });
      expect((await review(id)).decision).to.deep.include({ by: 'officer', reason: 'Подписалият не е известен' });
      const shown = await officer.api('GET', `/management-requests/${id}`);
      expect(shown.body).to.deep.include({ comments: 'Подписалият не е известен' });
      const late = await officer.api('POST', at(id, 'decline'), { reason: 'Once more and for all' });
      expect(told(late)).to.deep.equal([409, 'management_request_decided']);
      expect(told(await officer.api('POST', `/management-requests/${id}/approval`))).to.deep.equal([
        ...[400, 'management_request_invalid_state'],
      ]);
    });

    it('is not needed for X-Road’s approval, which adds a member by its code', async () => {
      const id = await ask(client('78', 'is'));
      expect((await officer.api('POST', `/management-requests/${id}/approval`)).status).to.equal(200);
      expect((await officer.api('GET', '/members/TEST:GOV:78')).body).to.deep.include({ member_name: '78' });
      const unknown = { ...client('1', 'is'), client: { ...BG, memberClass: 'NONE', type: 'MEMBER', memberCode: '1' } };
      const other = await ask(unknown as ManagementRequest);
      expect(told(await officer.api('POST', `/management-requests/${other}/approval`))).to.deep.equal([
        ...[404, 'member_class_not_found'],
      ]);
    });

    it('names what was taken back here, and what needed no decision', async () => {
      const body = { type: 'CLIENT_REGISTRATION_REQUEST', origin: 'CENTER', security_server_id: 'TEST:GOV:1:ss1' };
      const asked = await officer.api('POST', '/management-requests', { ...body, client_id: 'TEST:GOV:1:own' });
      const { id } = asked.body as { id: number };
      expect(reasonsOf(await review(id))).to.deep.equal({ approval: 'approvable', 'member-signature': 'asked-here' });
      expect((await officer.api('DELETE', `/management-requests/${id}`)).status).to.equal(200);
      expect(await lastEvent()).to.deep.include({ event: 'Revoke management request' });
      expect((await review(id)).decision).to.deep.include({ status: 'REVOKED', by: 'officer' });
      const deletion = await ask({
        ...{ kind: 'clientDeletion', server: { ...BG, type: 'SERVER', memberCode: '1', serverCode: 'ss1' } },
        client: { ...BG, type: 'SUBSYSTEM', memberCode: '78', subsystemCode: 'is' },
      });
      expect(await lastEvent()).to.deep.include({ event: 'Add management request', user_name: null });
      expect(await review(deletion)).not.to.have.property('decision');
      const late = await officer.api('POST', at(deletion, 'approve'), {});
      expect(messageOf(late)).to.match(/never needed a decision/);
    });

    it('is for those who may see requests, and there must be one', async () => {
      expect(told(await officer.api('GET', at(999, 'review')))).to.deep.equal([404, 'management_request_not_found']);
      expect(told(await officer.api('POST', at(999, 'decline'), { reason: 'For no reason at all' }))).to.deep.equal([
        ...[404, 'management_request_not_found'],
      ]);
    });
  });
}
