import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { expect } from 'chai';
import type { Certificate } from '#certs/certificate.ts';
import { readCertificateRequest } from '#certs/csr.ts';
import { toPem } from '#certs/pem.ts';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { systemClock } from '#config/clock.ts';
import { freePort } from '../../free-port.ts';
import { authority, authorityName, issuedFor } from '../../pki/issued-for.ts';
import { temporaryFolders } from '../../temporary.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { Administered, FIRST_PASSWORD, Operator, PASSWORD, told } from './administered.ts';

const PATH = '/management-services-configuration';
const ROLE = ['XROAD_SECURITY_OFFICER'];
const pem = ({ der }: Certificate): string => toPem('CERTIFICATE', der);
const hashOf = (der: Uint8Array): string => new X509Certificate(der).fingerprint256.replaceAll(':', '');

/** A certificate for the key of the service, by a request for one. */
async function issuedByRequest(officer: Operator, name = 'C=BG, O=МЕУ, CN=cs.example.bg'): Promise<Certificate> {
  const asked = await officer.api('POST', `${PATH}/generate-csr`, { name });
  const { publicKey, subject } = readCertificateRequest(Buffer.from(asked.body as string));
  return issuedFor(publicKey, subject);
}

const upload = (officer: Operator, file: string | Buffer) =>
  officer.upload('POST', `${PATH}/upload-certificate`, { certificate: Buffer.from(file) });
const details = async (officer: Operator) =>
  (await officer.api('GET', `${PATH}/certificate`)).body as Record<string, string>;

describe('The TLS certificate of the management service, by the admin API', () => {
  const folders = temporaryFolders();
  let home: string;
  let central: Administered;
  let officer: Operator;

  before(async () => {
    home = folders();
    central = await Administered.start(home);
    officer = await central.operator('officer', ROLE);
  });
  after(() => central.stop());

  const file = () => join(home, 'data', 'management-service.pem');

  it('is shown, and downloaded as an archive', async () => {
    const shown = await details(officer);
    expect(shown).to.deep.include({ subject_common_name: '127.0.0.1', issuer_common_name: '127.0.0.1' });
    const answer = await officer.raw(`/api/v1${PATH}/download-certificate`);
    expect(answer.headers['content-disposition']).to.equal('attachment; filename=management-service.tar.gz');
    expect(answer.headers['content-type']).to.equal('application/gzip');
    const tar = gunzipSync(answer.bytes);
    expect([tar.toString('latin1', 0, 24), tar.toString('latin1', 257, 262)]).to.deep.equal([
      './management-service.pem',
      'ustar',
    ]);
    expect(
      hashOf(new X509Certificate(tar.subarray(512, 512 + Number.parseInt(tar.toString('latin1', 124, 135), 8))).raw),
    ).to.equal(shown.hash);
  });

  it('is made anew with another key, which its owner alone can read', async () => {
    const before = await details(officer);
    const events = (await central.events()).length;
    const made = await officer.api('POST', `${PATH}/certificate`);
    expect([made.status, made.body]).to.deep.equal([201, '']);
    const after = await details(officer);
    expect(after.ec_public_key_point).not.to.equal(before.ec_public_key_point);
    expect(statSync(file()).mode & 0o777).to.equal(0o600);
    expect((await central.events()).slice(events)).to.deep.include({
      event: 'Generate management service TLS key and self-sign certificate',
      ...{ outcome: 'success', user_name: 'officer', reason: null },
    });
    // The registration service keeps its own, which is published.
    expect(readdirSync(join(home, 'data'))).to.include.members(['management-key.pem', 'management-certificate.pem']);
    const registration = readFileSync(join(home, 'data', 'management-certificate.pem'));
    expect(hashOf(new X509Certificate(registration).raw)).to.equal(before.hash);
  });

  it('is asked for by a request with the name given, and imported alone or with those above it', async () => {
    const asked = await officer.api('POST', `${PATH}/generate-csr`, { name: 'C=BG, O=МЕУ, CN=cs.example.bg' });
    expect(asked.status).to.equal(200);
    expect(asked.headers['content-disposition']).to.match(
      /^attachment; filename=management_service_tls_cert_request_\d{8}\.p10$/,
    );
    const request = readCertificateRequest(Buffer.from(asked.body as string));
    expect(request.subject.attributes.map(({ value }) => value)).to.deep.equal(['cs.example.bg', 'МЕУ', 'BG']);
    const root = await issuedFor(authority.publicKey, authorityName);
    const first = await issuedByRequest(officer);
    const answer = await upload(officer, first.der);
    expect([answer.status, (answer.body as { hash: string }).hash]).to.deep.equal([200, hashOf(first.der)]);
    expect(await details(officer)).to.deep.include({ hash: hashOf(first.der), issuer_common_name: 'Authority' });
    expect(told(await upload(officer, pem(first)))).to.deep.equal([400, 'certificate_already_exists']);
    expect((await upload(officer, pem(first) + pem(root))).status).to.equal(200);
    expect(told(await upload(officer, pem(root) + pem(first)))).to.deep.equal([400, 'certificate_import_failed']);
    const [kept] = (await central.events()).slice(-1);
    expect(kept).to.deep.include({ event: 'Upload management service TLS certificate', outcome: 'failure' });
    expect(readFileSync(file(), 'utf8').match(/BEGIN [A-Z ]+/g)).to.deep.equal([
      ...['BEGIN PRIVATE KEY', 'BEGIN CERTIFICATE', 'BEGIN CERTIFICATE'],
    ]);
  });

  it('is refused where it is for another key or cannot be read', async () => {
    const before = readFileSync(file(), 'utf8');
    const stranger = await issuedFor(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, authorityName);
    const own = pem(await issuedByRequest(officer));
    const key = before.slice(0, before.indexOf('-----BEGIN CERT'));
    for (const [sent, code] of [
      [pem(stranger), 'key_not_found'],
      [stranger.der, 'key_not_found'],
      ['nothing', 'cannot_convert_bytes_to_certificate'],
      [Buffer.from('3003020101', 'hex'), 'cannot_convert_bytes_to_certificate'],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'cannot_convert_bytes_to_certificate'],
      [key + own, 'cannot_convert_bytes_to_certificate'],
      [own.repeat(11), 'cannot_convert_bytes_to_certificate'],
      ['x'.repeat(140_000) + own, 'cannot_convert_bytes_to_certificate'],
      [own, 'accepted'],
    ] as const) {
      const [status, refused] = told(await upload(officer, sent));
      expect([status, refused ?? 'accepted']).to.deep.equal([code === 'accepted' ? 200 : 400, code]);
    }
    for (const body of [{}, { name: 'CN' }, { name: 'CN=a+O=b' }]) {
      expect(told(await officer.api('POST', `${PATH}/generate-csr`, body))).to.deep.equal([
        ...[400, 'invalid_distinguished_name'],
      ]);
    }
    expect(readFileSync(file(), 'utf8').startsWith(key)).to.equal(true);
  });

  it('stays, with the event of a failure, where the new one cannot be kept', async () => {
    const before = await details(officer);
    const kept = readFileSync(file());
    rmSync(file());
    mkdirSync(join(file(), 'x'), { recursive: true });
    expect((await officer.api('POST', `${PATH}/certificate`)).status).to.equal(500);
    expect(await details(officer)).to.deep.equal(before);
    expect((await central.events()).at(-1)).to.deep.include({ outcome: 'failure' });
    expect(readdirSync(join(home, 'data')).filter((name) => name.endsWith('.draft'))).to.deep.equal([]);
    rmSync(file(), { recursive: true });
    writeFileSync(file(), kept, { mode: 0o600 });
  });
});

describe('A management service that runs', () => {
  const folders = temporaryFolders();
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  after(() => dispatcher.close());

  it('shows a new certificate at once, keeps its connections, and has it after a restart', async function () {
    this.timeout(30_000);
    const home = folders();
    const port = await freePort();
    const parameters = {
      'admin-service.port': 0,
      'center.management-service-port': port,
      'center.registration-service-port': await freePort(),
    };
    const more = `administration: {}\nmanagementServices: {}\nparameters: ${JSON.stringify(parameters)}\n`;
    await writeCentralServer(home, await freePort(), more);
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    let server = await startInFolder(home);
    const kept = new HttpsAgent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    try {
      const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
      await usersOf(repository, systemClock).add('officer', FIRST_PASSWORD, ROLE);
      await repository.close();
      const officer = new Operator(`https://127.0.0.1:${server.adminPort}`, dispatcher);
      await officer.logIn('officer', FIRST_PASSWORD);
      await officer.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
      await officer.logIn('officer', PASSWORD);

      /** What a request meets: the port of our own end, so that connections are told apart, and the certificate. */
      const meet = (agent: HttpsAgent | false) =>
        new Promise<{ from: number | undefined; shown: string | undefined; answer: string }>((resolve, reject) => {
          const sent = httpsRequest(
            { port, path: '/managementservice/manage/', method: 'POST', agent, rejectUnauthorized: false },
            (response) => {
              const { socket } = response;
              if (!(socket instanceof TLSSocket)) throw new TypeError('Not a TLS connection');
              const met = {
                from: socket.localPort,
                shown: socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', ''),
              };
              buffer(response).then((bytes) => {
                resolve({ ...met, answer: bytes.toString('utf8') });
              }, reject);
            },
          );
          sent.on('error', reject).end();
        });

      const first = await meet(kept);
      expect(first.answer).to.include('ssl_authentication_failed');
      expect(first.shown).to.equal((await details(officer)).hash);
      for (const change of ['made', 'imported']) {
        if (change === 'made') expect((await officer.api('POST', `${PATH}/certificate`)).status).to.equal(201);
        else expect((await upload(officer, pem(await issuedByRequest(officer)))).status).to.equal(200);
        const { hash } = await details(officer);
        expect(hash).not.to.equal(first.shown);
        expect((await meet(false)).shown).to.equal(hash);
        const again = await meet(kept);
        expect(again.from).to.equal(first.from);
        expect(again.answer).to.include('ssl_authentication_failed');
      }
      const { hash } = await details(officer);
      await server.stop();
      server = await startInFolder(home);
      expect((await meet(false)).shown).to.equal(hash);
    } finally {
      kept.destroy();
      await server.stop();
    }
  });
});
