import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { freePort } from '../../free-port.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { Administered, type Answer, type Operator, told } from './administered.ts';

const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.FiVRKCertificateProfileInfoProvider';
const idOf = ({ body }: Answer) => (body as { id: number }).id;

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Trust services by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let home: string;
    let central: Administered;
    let operator: Operator;
    const file = (name: string): Buffer => readFileSync(join(home, `${name}.pem`));

    before(async function () {
      this.timeout(60_000);
      home = folders();
      // Of another central server: certificates that this one does not have yet.
      await writeCentralServer(home, 1);
      central = await Administered.start(
        folders(),
        engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() },
      );
      operator = await central.operator('integrator');
    });
    after(() => central.stop());

    it('are added, shown, changed and deleted, and each change is published and audited', async () => {
      const before = (await central.events()).length;
      const { changes } = central;
      // The country's file has a service of the same name, which is that of the certificate.
      const service = await operator.upload('POST', '/certification-services', {
        certificate: file('auth'),
        certificate_profile_info: PROFILE,
        tls_auth: 'false',
        default_csr_format: 'DER',
        acme_server_directory_url: 'http://127.0.0.1:8887',
      });
      expect([service.status, service.body]).to.deep.equal([201, service.body]);
      expect(service.body).to.deep.include({ name: 'auth', tls_auth: false, certificate_profile_info: PROFILE });
      const ca = `/certification-services/${idOf(service)}`;
      const intermediate = await operator.upload('POST', `${ca}/intermediate-cas`, { certificate: file('ca') });
      expect(intermediate.status).to.equal(201);
      const sub = `/intermediate-cas/${idOf(intermediate)}`;
      const responder = { url: 'http://127.0.0.1:8888', cost_type: 'FREE', certificate: file('tsa') };
      const [first, second] = [
        await operator.upload('POST', `${ca}/ocsp-responders`, responder),
        await operator.upload('POST', `${sub}/ocsp-responders`, responder),
      ];
      expect(first.body).to.deep.equal({
        id: idOf(first),
        url: responder.url,
        cost_type: 'FREE',
        has_certificate: true,
      });
      const tsa = await operator.upload('POST', '/timestamping-services', {
        ...responder,
        url: 'http://127.0.0.1:8899',
      });
      expect(tsa.status).to.equal(201);
      expect(tsa.body).to.deep.include({ url: 'http://127.0.0.1:8899', name: 'tsa', cost_type: 'FREE' });

      for (const path of [
        ...['/certification-services', ca, `${ca}/certificate`, `${ca}/intermediate-cas`, `${ca}/ocsp-responders`],
        ...[
          sub,
          `${sub}/ocsp-responders`,
          `/ocsp-responders/${idOf(first)}`,
          `/ocsp-responders/${idOf(first)}/certificate`,
        ],
        ...['/timestamping-services', `/timestamping-services/${idOf(tsa)}`, '/trusted-anchors'],
      ]) {
        expect([path, (await operator.api('GET', path)).status]).to.deep.equal([path, 200]);
      }
      expect((await operator.api('PATCH', ca, { tls_auth: 'true' })).body).to.deep.include({ tls_auth: true });
      const moved = await operator.upload('PATCH', `/ocsp-responders/${idOf(first)}`, { url: 'http://127.0.0.1:8886' });
      expect(moved.body).to.deep.include({ url: 'http://127.0.0.1:8886', cost_type: 'FREE', has_certificate: true });
      const renewed = await operator.upload('PATCH', `/timestamping-services/${idOf(tsa)}`, {
        ...{ url: 'http://127.0.0.1:8899', cost_type: 'PAID', certificate: file('ca') },
      });
      expect(renewed.body).to.deep.include({ cost_type: 'PAID' });
      for (const path of [
        `/timestamping-services/${idOf(tsa)}`,
        `/ocsp-responders/${idOf(first)}`,
        `${sub}/ocsp-responders/${idOf(second)}`,
        sub,
        ca,
      ]) {
        expect([path, (await operator.api('DELETE', path)).status]).to.deep.equal([path, 204]);
        expect((await operator.api('DELETE', path)).status).to.equal(404);
      }
      expect(central.changes - changes).to.equal(13);
      const events = (await central.events(before)).filter(({ outcome }) => outcome === 'success');
      expect(events.map(({ event }) => event)).to.deep.equal([
        'Add certification service',
        'Add intermediate CA',
        'Add OCSP responder of certification service',
        'Add OCSP responder of intermediate CA',
        'Add timestamping service',
        'Edit certification service settings',
        'Edit OCSP responder',
        'Edit timestamping service',
        'Delete timestamping service',
        'Delete OCSP responder',
        'Delete OCSP responder',
        'Delete intermediate CA',
        'Delete certification service',
      ]);
    });

    it('take no file that is no certificate, none that is missing, and none that is too large', async () => {
      const settings = { certificate_profile_info: PROFILE, default_csr_format: 'PEM' };
      const { changes } = central;
      for (const [certificate, status, code] of [
        [Buffer.from('-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n'), 400, 'invalid_certificate'],
        [Buffer.from([0x30, 0x80]), 400, 'invalid_certificate'],
        [Buffer.alloc(10_000_001), 413, 'validation_failure'],
        ['a text in the place of a file', 400, 'validation_failure'],
      ] as const) {
        const answer = await operator.upload('POST', '/certification-services', { ...settings, certificate });
        expect(told(answer)).to.deep.equal([status, code]);
      }
      expect(told(await operator.upload('POST', '/certification-services', settings))).to.deep.equal([
        ...[400, 'validation_failure'],
      ]);
      const unknown = { ...settings, certificate: file('ca'), certificate_profile_info: 'no.such.Profile' };
      expect(told(await operator.upload('POST', '/certification-services', unknown))).to.deep.equal([
        ...[400, 'certificate_profile_info_class_not_found'],
      ]);
      const url = { url: 'ftp://x', cost_type: 'FREE', certificate: file('tsa') };
      expect(told(await operator.upload('POST', '/timestamping-services', url))).to.deep.equal([400, 'invalid_url']);
      const cost = { url: 'http://127.0.0.1:1', cost_type: 'CHEAP', certificate: file('tsa') };
      expect(told(await operator.upload('POST', '/timestamping-services', cost))[0]).to.equal(400);
      expect(central.changes).to.equal(changes);
    });

    it('that the file declares are the file’s', async () => {
      const [declared] = (await operator.api('GET', '/certification-services')).body as { id: number }[];
      expect(told(await operator.api('DELETE', `/certification-services/${declared?.id}`))).to.deep.equal([
        ...[409, 'declared_in_file'],
      ]);
    });

    it('the anchor of another instance is trusted when what it names answers, downloaded as it was, and given up', async function () {
      this.timeout(30_000);
      const neighbour = folders();
      await writeCentralServer(neighbour, await freePort(), '', 'OTHER');
      const server = await startInFolder(neighbour);
      const anchor = readFileSync(server.anchors.EXTERNAL);
      try {
        const preview = await operator.upload('POST', '/trusted-anchors/preview', { anchor });
        expect(preview.body).to.deep.include({ instance_identifier: 'OTHER' });
        expect((await operator.api('GET', '/trusted-anchors')).body).to.deep.equal([]);
        const added = await operator.upload('POST', '/trusted-anchors', { anchor });
        expect([added.status, added.body]).to.deep.equal([201, preview.body]);
        const { hash } = added.body as { hash: string };
        const download = await operator.api('GET', `/trusted-anchors/${hash}/download`);
        expect(download.body).to.equal(anchor.toString());
        expect(download.headers['content-disposition']).to.match(/configuration_anchor_OTHER_UTC_[\d_]+\.xml/);
        expect((await operator.api('DELETE', `/trusted-anchors/${hash}`)).status).to.equal(204);
        expect(told(await operator.api('DELETE', `/trusted-anchors/${hash}`))[0]).to.equal(404);
      } finally {
        await server.stop();
      }
      expect(told(await operator.upload('POST', '/trusted-anchors', { anchor }))[1]).to.equal(
        'trusted_anchor_verification_failed',
      );
    });

    it('others are not kept waiting while an anchor’s source does not answer', async function () {
      this.timeout(30_000);
      const home2 = folders();
      const port = await freePort();
      await writeCentralServer(home2, port, '', 'SLOW');
      const server = await startInFolder(home2);
      const anchor = readFileSync(server.anchors.EXTERNAL);
      await server.stop();
      let asked: () => void = () => undefined;
      const isAsked = new Promise<void>((resolve) => (asked = resolve));
      const silent = createServer(() => {
        asked();
      });
      await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
      try {
        const upload = operator.upload('POST', '/trusted-anchors', { anchor });
        await isAsked;
        const other = await operator.api('POST', '/member-classes', { code: `C${port}`, description: 'meanwhile' });
        expect(other.status).to.equal(201);
        silent.closeAllConnections();
        expect((await upload).status).to.equal(400);
      } finally {
        silent.close();
      }
    });
  });
}
