import { expect } from 'chai';
import type { RunningAuthority } from '#certs/authority/program.ts';
import { fixedClock } from '#config/clock.ts';
import { AUTHORITY_NOW } from '../../authority.ts';
import { issue } from '../../pki/certificates.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { startTestAuthority } from '../../running-authority.ts';
import { temporaryFolders } from '../../temporary.ts';
import { EJBCA, pemOf } from '../trust/services.ts';
import { Administered, type Answer, type Operator, told } from './administered.ts';

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';
const idOf = ({ body }: Answer) => (body as { id: number }).id;

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`The check of a trust service by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let authority: RunningAuthority;
    let central: Administered;
    let operator: Operator;
    let ca: number;
    let intermediate: number;

    before(async function () {
      this.timeout(60_000);
      authority = await startTestAuthority(folders());
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), { clock: fixedClock(AUTHORITY_NOW), ...postgres });
      operator = await central.operator('administrator', [ADMINISTRATOR]);
      const { root, intermediate: below } = authority.authority;
      const added = await operator.upload('POST', '/certification-services', {
        ...{ certificate: pemOf(root), certificate_profile_info: EJBCA, tls_auth: 'false', default_csr_format: 'DER' },
      });
      ca = idOf(added);
      if (below === undefined) throw new Error('There is no intermediate authority');
      const path = `/certification-services/${ca}/intermediate-cas`;
      intermediate = idOf(await operator.upload('POST', path, { certificate: pemOf(below) }));
    });
    after(async () => {
      await central.stop();
      await authority.stop();
    });

    const check = (fields: Record<string, string | Buffer>, by = operator) =>
      by.upload('POST', '/drum/trust/check', fields);
    async function outcomes(fields: Record<string, string | Buffer>): Promise<Record<string, string>> {
      const { status, body } = await check(fields);
      expect([status, body]).to.deep.equal([200, body]);
      const { checks } = body as { checks: { name: string; outcome: string }[] };
      return Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
    }
    const CERTIFICATE = {
      ...{ 'certificate-chain': 'ok', 'certificate-validity': 'ok', 'certificate-purpose': 'ok' },
      'certificate-key': 'ok',
    };
    const ADDRESS = { 'address-name': 'ok', 'address-connection': 'ok', 'address-answer': 'ok' };

    it('finds all well with services that are', async () => {
      const { root, intermediate: below = root, tsa } = authority.authority;
      const { ocsp, tsa: stamping } = authority.urls;
      expect(await outcomes({ kind: 'certification_service', certificate: pemOf(root) })).to.deep.equal(CERTIFICATE);
      expect(await outcomes({ kind: 'intermediate_ca', certificate: pemOf(below), url: ocsp })).to.deep.equal({
        ...{ ...CERTIFICATE, ...ADDRESS },
      });
      const stamper = { kind: 'timestamping_service', certificate: pemOf(tsa), url: stamping };
      expect(await outcomes(stamper)).to.deep.equal({ ...CERTIFICATE, ...ADDRESS });
      const responder = { kind: 'ocsp_responder', url: ocsp, intermediate_ca_id: String(intermediate) };
      expect(await outcomes(responder)).to.deep.equal(ADDRESS);
    });

    it('finds a responder that signs with another certificate than it should', async () => {
      const other = issue({ subject: 'Other', purposes: ['1.3.6.1.5.5.7.3.9'] });
      const found = await outcomes({
        ...{ kind: 'ocsp_responder', url: authority.urls.ocsp, intermediate_ca_id: String(intermediate) },
        certificate: pemOf(other),
      });
      expect(found).to.deep.include({ 'certificate-purpose': 'ok', 'address-answer': 'failed' });
    });

    it('stands in the audit log with its address, by whom, and what was found', async () => {
      await check({ kind: 'ocsp_responder', url: 'http://127.0.0.1:1/', certification_service_id: String(ca) });
      const rows = await central.repository.reader.selectFrom('audit_event').selectAll().orderBy('id').execute();
      const last = rows.at(-1);
      expect(last).to.deep.include({ event: 'Check trust service', outcome: 'success', user_name: 'administrator' });
      expect(JSON.parse(last?.data ?? '{}')).to.deep.equal({
        after: {
          ...{ kind: 'ocsp_responder', url: 'http://127.0.0.1:1/' },
          outcomes: { 'address-name': 'ok', 'address-connection': 'failed' },
        },
      });
    });

    it('keeps why somebody saves a service although a check failed', async () => {
      const accepted = { accepted_because: 'The responder opens on Monday' };
      await check({
        kind: 'ocsp_responder',
        url: 'http://127.0.0.1:1/',
        certification_service_id: String(ca),
        ...accepted,
      });
      const rows = await central.repository.reader.selectFrom('audit_event').select('data').orderBy('id').execute();
      expect(JSON.parse(rows.at(-1)?.data ?? '{}')).to.deep.include({
        after: {
          ...{ kind: 'ocsp_responder', url: 'http://127.0.0.1:1/', ...accepted },
          outcomes: { 'address-name': 'ok', 'address-connection': 'failed' },
        },
      });
    });

    it('takes nothing else, and asks nothing then', async () => {
      const certificate = pemOf(authority.authority.root);
      for (const [fields, status, code] of [
        [{ kind: 'anything', certificate }, 400, 'validation_failure'],
        [{ kind: 'certification_service' }, 400, 'validation_failure'],
        [{ kind: 'certification_service', certificate: Buffer.from('x') }, 400, 'invalid_certificate'],
        [{ kind: 'certification_service', certificate, url: 'file:///etc/passwd' }, 400, 'invalid_url'],
        [{ kind: 'timestamping_service', certificate }, 400, 'validation_failure'],
        [{ kind: 'ocsp_responder', url: 'http://127.0.0.1:1/' }, 400, 'validation_failure'],
        [
          { kind: 'ocsp_responder', url: 'http://127.0.0.1:1/', certification_service_id: '999' },
          404,
          'certification_service_not_found',
        ],
      ] as const) {
        expect(told(await check(fields))).to.deep.equal([status, code]);
        expect((await central.events()).at(-1)).to.deep.include({ event: 'Check trust service', reason: code });
      }
      const officer = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
      const refused = await check({ kind: 'certification_service', certificate }, officer);
      expect(told(refused)).to.deep.equal([403, 'permission_missing']);
    });
  });
}
