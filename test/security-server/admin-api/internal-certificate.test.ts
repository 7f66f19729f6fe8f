import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Certificate } from '#certs/certificate.ts';
import { readCertificateRequest } from '#certs/csr.ts';
import { toPem } from '#certs/pem.ts';
import { until } from '../../country/poll.ts';
import { told, type Answer, type Operator } from '../../operator.ts';
import { authority, authorityName, issuedFor } from '../../pki/issued-for.ts';
import { AdministeredServer } from './administered.ts';

const CLIENT = 'TEST/GOV/1/is';
const BYTES = { 'content-type': 'application/octet-stream' };
const pem = ({ der }: Certificate): string => toPem('CERTIFICATE', der);
const hashOf = (der: Uint8Array): string => new X509Certificate(der).fingerprint256.replaceAll(':', '');

for (const workers of [0, 1]) {
  describe(`The internal TLS key of a security server, with ${workers} workers`, function () {
    this.timeout(60_000);
    let server: AdministeredServer;
    let officer: Operator;

    before(async () => {
      server = await AdministeredServer.start({
        parameters: { 'proxy.workers': workers },
        clients: [{ id: CLIENT, connectionType: 'HTTPS' }],
      });
      officer = await server.operator('officer', ['XROAD_SECURITY_OFFICER']);
    });
    after(() => server.stop());

    const details = async () => (await officer.api('GET', '/system/certificate')).body as Record<string, string>;
    const importing = (file: string | Uint8Array): Promise<Answer> =>
      officer.api('POST', '/system/certificate/import', Buffer.from(file), BYTES);
    const kept = () =>
      ['key', 'certificate'].map((part) => readFileSync(join(server.file.data, `internal-${part}.pem`), 'utf8'));

    /** What the port of information systems shows. */
    async function shown(): Promise<string> {
      const socket = connect({ host: server.country.address('ss1'), port: 8443, rejectUnauthorized: false });
      await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
      const { raw } = socket.getPeerX509Certificate() ?? { raw: Buffer.alloc(0) };
      socket.destroy();
      return hashOf(raw);
    }

    /** What becomes of a call by a program that shows this identity. */
    async function called([key = '', cert = '']: readonly string[]): Promise<string | number> {
      const { status, code } = await server.country.ask('ss1', {
        ...{ service: `${CLIENT}/listMethods`, client: CLIENT, tls: { key, cert } },
      });
      return code ?? status;
    }

    async function certified(name = 'C=BG, CN=ss1.example.bg'): Promise<Certificate> {
      const asked = await officer.api('POST', '/system/certificate/csr', { name });
      expect(asked.status).to.equal(200);
      expect(asked.headers['content-disposition']).to.match(/filename="?internal_tls_cert_request_\d{8}\.p10/);
      const { publicKey, subject } = readCertificateRequest(Buffer.from(asked.body as string));
      return issuedFor(publicKey, subject);
    }

    it('is shown as it is, and exported as an archive', async () => {
      const { hash } = await details();
      expect(await shown()).to.equal(hash);
      const { headers, bytes } = await officer.raw('/api/v1/system/certificate/export');
      expect(headers['content-disposition']).to.contain('filename=certs.tar.gz');
      const tar = gunzipSync(bytes);
      expect(tar.toString('latin1', 0, 10)).to.equal('./cert.pem');
      const size = Number.parseInt(tar.toString('latin1', 124, 135), 8);
      expect(hashOf(new X509Certificate(tar.subarray(512, 512 + size)).raw)).to.equal(hash);
    });

    it('is made anew: exchanges show and know the new one at once, and the next start has it', async () => {
      const before = kept();
      expect(await called(before)).to.equal(200);
      const answer = await officer.api('POST', '/system/certificate');
      expect([answer.status, answer.body]).to.deep.equal([201, '']);
      const { hash = '' } = await details();
      await until('the new certificate', async () => (await shown()) === hash);
      expect(hashOf(new X509Certificate(kept()[1] ?? '').raw)).to.equal(hash);
      expect(kept()[0]).not.to.equal(before[0]);
      expect(await called(kept())).to.equal(200);
      expect(await called(before)).to.match(/ssl_authentication_failed/);
      expect((await server.events()).at(-1)).to.include({
        event: 'Generate new internal TLS key and certificate',
        outcome: 'success',
      });
    });

    it('is certified by a request, alone or with those above it', async () => {
      const first = await certified();
      const answer = await importing(first.der);
      expect([answer.status, (answer.body as { hash: string }).hash]).to.deep.equal([200, hashOf(first.der)]);
      await until('the imported certificate', async () => (await shown()) === hashOf(first.der));
      expect(await called(kept())).to.equal(200);
      expect(told(await importing(pem(first)))).to.deep.equal([409, 'certificate_already_exists']);
      const root = await issuedFor(authority.publicKey, authorityName);
      expect((await importing(pem(first) + pem(root))).status).to.equal(200);
      expect(told(await importing(pem(root) + pem(first)))).to.deep.equal([500, 'import_internal_cert_failed']);
    });

    it('is not certified for another key, nor by what is no certificate', async () => {
      const { hash } = await details();
      const stranger = await issuedFor(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, authorityName);
      expect(told(await importing(stranger.der))).to.deep.equal([404, 'key_not_found']);
      expect(told(await importing('nothing'))).to.deep.equal([400, 'invalid_certificate']);
      const refused = await officer.api('POST', '/system/certificate/csr', { name: 'nothing' });
      expect(told(refused)).to.deep.equal([400, 'invalid_distinguished_name']);
      expect((await details()).hash).to.equal(hash);
    });

    it('is exported by registration officers and replaced by others', async () => {
      const registrar = await server.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
      expect((await registrar.raw('/api/v1/system/certificate/export')).bytes.length).to.be.above(0);
      expect(told(await registrar.api('POST', '/system/certificate'))).to.deep.equal([403, 'permission_missing']);
    });
  });
}
