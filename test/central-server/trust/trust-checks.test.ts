import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trustChecks, type TrustQuestion } from '#central-server/trust/trust-checks.ts';
import type { RunningAuthority } from '#certs/authority/program.ts';
import { AUTHORITY_NOW } from '../../authority.ts';
import { issue } from '../../pki/certificates.ts';
import { makeOcspError } from '../../pki/ocsp.ts';
import { refusalOf } from '../../refusal.ts';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { startTestAuthority } from '../../running-authority.ts';
import { temporaryFolders } from '../../temporary.ts';
import { OCSP_SIGNER, OWN_CA, OWN_INTERMEDIATE, pemOf, TSA } from './services.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

/** Each check and its outcome. */
async function outcomes(question: Partial<TrustQuestion>): Promise<Record<string, string>> {
  const checks = await trustChecks({
    ...{ certificate: pemOf(OWN_CA), use: 'authority', known: [], now: NOW, ...question },
  });
  expect(checks.every(({ detail }) => detail !== '')).to.equal(true);
  return Object.fromEntries(checks.map(({ name, outcome }) => [name.replace('certificate-', ''), outcome]));
}

describe('The checks of a trust service before it is saved', () => {
  it('pass a good authority, at the top and below one that is known', async () => {
    const good = { chain: 'ok', validity: 'ok', purpose: 'ok', key: 'ok' };
    expect(await outcomes({})).to.deep.equal(good);
    const certificate = pemOf(OWN_INTERMEDIATE);
    expect(await outcomes({ certificate, known: [OWN_CA.certificate.der] })).to.deep.equal(good);
    const timestamping = { certificate: pemOf(TSA), use: 'timestamping', known: [OWN_CA.certificate.der] } as const;
    expect(await outcomes(timestamping)).to.deep.equal(good);
  });

  it('tell an unknown issuer from a wrong signature', async () => {
    expect(await outcomes({ certificate: pemOf(OWN_INTERMEDIATE) })).to.deep.include({ chain: 'warning' });
    const known = issue({ subject: 'Known' });
    const forged = issue({ subject: 'Forged', issuer: OWN_CA, issuerName: 'Known' });
    const question = { certificate: pemOf(forged), known: [known.certificate.der] };
    expect(await outcomes(question)).to.deep.include({ chain: 'failed' });
    const unlike = issue({ subject: 'Self', issuer: OWN_CA, issuerName: 'Self' });
    expect(await outcomes({ certificate: pemOf(unlike) })).to.deep.include({ chain: 'failed' });
  });

  for (const [notAfter, outcome] of [
    ['2026-06-01T11:59:59Z', 'failed'],
    ['2026-08-01T12:00:00Z', 'warning'],
    ['2026-08-30T12:00:00Z', 'warning'],
    ['2026-08-31T12:00:01Z', 'ok'],
  ] as const) {
    it(`say ${outcome} of a certificate until ${notAfter}`, async () => {
      const certificate = pemOf(issue({ subject: 'Short', ca: true, notAfter }));
      expect(await outcomes({ certificate })).to.deep.include({ validity: outcome });
    });
  }

  it('fail a certificate that is not valid yet, not for this use, or of a weak key', async () => {
    const early = pemOf(issue({ subject: 'Early', notBefore: '2026-07-01T00:00:00Z' }));
    expect(await outcomes({ certificate: early })).to.deep.include({ validity: 'failed', purpose: 'failed' });
    const unable = pemOf(issue({ subject: 'Unable', ca: true, keyUsage: ['cRLSign'] }));
    expect(await outcomes({ certificate: unable })).to.deep.include({ purpose: 'failed' });
    const other = { certificate: pemOf(OCSP_SIGNER), use: 'timestamping' } as const;
    expect(await outcomes(other)).to.deep.include({ purpose: 'failed' });
    const weak = pemOf(issue({ subject: 'Weak', key: 'weak-rsa', ca: true, digest: 'sha1' }));
    expect(await outcomes({ certificate: weak })).to.deep.include({ key: 'failed' });
  });

  it('say what was found by a reason, with the values that it names', async () => {
    const found = async (question: Partial<TrustQuestion>) => {
      const checks = await trustChecks({
        certificate: pemOf(OWN_CA),
        use: 'authority',
        known: [],
        now: NOW,
        ...question,
      });
      return checks.map(({ reason, values }) => (values === undefined ? reason : [reason, values]));
    };
    const notAfter = '2026-06-01T11:59:59Z';
    const expired = issue({ subject: 'Short', issuer: OWN_CA, key: 'weak-rsa', notAfter, digest: 'sha1' });
    expect(await found({ certificate: pemOf(expired) })).to.deep.equal([
      ['issuer-unknown', { issuer: distinguishedNameText(expired.certificate.issuer) }],
      ['expired', { until: '2026-06-01T11:59:59.000Z' }],
      'no-authority',
      ['rsa-key', { bits: '512', least: '2048' }],
    ]);
    expect((await found({})).at(0)).to.equal('self-signed');
    expect((await found({ certificate: pemOf(TSA), use: 'timestamping' })).at(2)).to.equal('fit-for-timestamps');
  });

  it('are not made of what is no certificate, nor of an address other than of HTTP', async () => {
    expect(await refusalOf(() => outcomes({ certificate: Buffer.from('x') }))).to.match(/^invalid_certificate: /);
    expect(await refusalOf(() => outcomes({ url: 'file:///etc/passwd' }))).to.match(/^invalid_url: /);
  });
});

describe('The checks of the address of a trust service', () => {
  const folder = temporaryFolders();
  let authority: RunningAuthority;
  let server: Server;
  let answer: Buffer | number = 404;
  let own = '';
  before(async () => {
    authority = await startTestAuthority(folder());
    server = createServer((request, response) => {
      request.resume();
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.end(answer);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    own = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(async () => {
    await authority.stop();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const lastReason = async (question: Partial<TrustQuestion>) => {
    const checks = await trustChecks({
      ...{ certificate: pemOf(OWN_CA), use: 'authority', known: [], now: AUTHORITY_NOW, ...question },
    });
    const { reason, values } = checks.at(-1) ?? {};
    return [reason, values];
  };
  const addressOutcomes = async (question: Partial<TrustQuestion>) => {
    const found = await outcomes({ now: AUTHORITY_NOW, ...question });
    return ['address-name', 'address-connection', 'address-answer'].map((name) => found[name] ?? '-').join(' ');
  };
  const GOOD = 'ok ok ok';

  it('pass services that answer', async () => {
    const { root, intermediate, tsa: stamper } = authority.authority;
    const known = [root.certificate.der];
    const ocsp = { url: authority.urls.ocsp, certificate: intermediate?.certificate.der ?? Buffer.alloc(0), known };
    expect(await addressOutcomes(ocsp)).to.equal(GOOD);
    const tsa = { url: authority.urls.tsa, certificate: stamper.certificate.der, known } as const;
    expect(await addressOutcomes({ ...tsa, use: 'timestamping' })).to.equal(GOOD);
  });

  it('tell a name, a connection and an answer that fail', async () => {
    expect(await addressOutcomes({ url: 'http://nowhere.invalid/' })).to.equal('failed - -');
    expect(await addressOutcomes({ url: 'http://127.0.0.1:1/' })).to.equal('ok failed -');
    answer = 503;
    expect(await addressOutcomes({ url: own })).to.equal('ok ok failed');
    const secure = own.replace('http:', 'https:');
    expect(await addressOutcomes({ url: secure })).to.equal('ok ok failed');
    expect(await lastReason({ url: 'http://127.0.0.1:1/' })).to.deep.equal([
      'connection-refused',
      { of: '127.0.0.1:1' },
    ]);
    expect(await lastReason({ url: own })).to.deep.equal(['http-status', { of: own, status: '503' }]);
    expect(await lastReason({ url: secure })).to.deep.equal(['tls-failed', { of: secure }]);
  });

  it('fail what is no service of this kind, and warn where it refuses to answer', async () => {
    answer = Buffer.from('<html></html>');
    expect(await addressOutcomes({ url: own })).to.equal('ok ok failed');
    expect(await addressOutcomes({ url: own, use: 'timestamping' })).to.equal('ok ok failed');
    answer = Buffer.alloc(300_000);
    expect(await addressOutcomes({ url: own })).to.equal('ok ok failed');
    expect((await lastReason({ url: own, use: 'timestamping', certificate: pemOf(TSA) }))[0]).to.equal('answer-unfit');
    answer = makeOcspError(6);
    expect(await addressOutcomes({ url: own })).to.equal('ok ok warning');
    const other = { url: authority.urls.tsa, use: 'timestamping', certificate: pemOf(TSA) } as const;
    expect(await addressOutcomes(other)).to.equal('ok ok failed');
  });
});
