import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { AUTHORITY_NOW } from '../../test/authority.ts';
import { freePort } from '../../test/free-port.ts';
import { describeWithOpenssl } from '../../test/openssl.ts';
import { refusalOf } from '../../test/refusal.ts';
import {
  AuthorityUser,
  MEMBER_CSR,
  post,
  send,
  STAMPED,
  startTestAuthority,
  type Answer,
} from '../../test/running-authority.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { Certificate } from '../certificate.ts';
import { certificateRequestPem } from '../csr.ts';
import { ocspRequest } from '../ocsp/request.ts';
import { timestampRequest } from '../timestamp/request.ts';
import { acceptTimestampResponse } from '../timestamp/response.ts';
import type { RunningAuthority } from './program.ts';

describe('the authority over HTTP', () => {
  const newFolder = temporaryFolders();
  let running: RunningAuthority;
  let user: AuthorityUser;

  before(async () => {
    running = await startTestAuthority(newFolder());
    user = new AuthorityUser(running);
  });
  after(() => running.stop());

  it('issues for requests in DER and PEM, and shows what it issued', async () => {
    for (const body of [MEMBER_CSR, Buffer.from(certificateRequestPem(MEMBER_CSR))]) {
      const { status, type, body: pem } = await user.issue('profile=auth', body);
      expect([status, type]).to.deep.equal([200, 'application/x-pem-file']);
      const certificate = Certificate.fromPem(pem.toString());
      expect(certificate.isAuthentication()).to.equal(true);
      const serial = certificate.serial.toString(16);
      const again = await send(`${running.urls.ca}/certificates/${serial}.pem`);
      expect(again.body.toString()).to.equal(pem.toString());
      const all = JSON.parse((await send(`${running.urls.ca}/certificates`)).body.toString()) as unknown[];
      expect(all.at(-1)).to.deep.equal({
        serial,
        issuer: 'intermediate',
        profile: 'auth',
        subject: 'CN=1',
        standing: 'good',
      });
    }
  });

  it('issues below the root when asked', async () => {
    const { body } = await user.issue('profile=sign&issuer=root');
    expect(Certificate.fromPem(body.toString()).issuer.toRfc2253()).to.equal('CN=Test Root CA,O=Test');
  });

  it('shows its own certificates', async () => {
    const own = running.authority.certificates;
    expect([...own.keys()]).to.deep.equal(['root', 'ocsp', 'tsa', 'intermediate', 'ocsp-intermediate']);
    for (const [name, certificate] of own) {
      const { body } = await send(`${running.urls.ca}/${name}.pem`);
      expect(Certificate.fromPem(body.toString()).equals(certificate), name).to.equal(true);
    }
  });

  it('answers OCSP by POST and by GET', async () => {
    const certificate = await user.issued();
    const posted = await user.ocsp(certificate);
    expect([posted.status, posted.type]).to.deep.equal([200, 'application/ocsp-response']);
    expect(user.ocspVerdict(certificate, posted)).to.equal('accepted');
    const base64 = ocspRequest(certificate, user.intermediate).toString('base64');
    for (const path of [encodeURIComponent(base64), base64]) {
      expect(user.ocspVerdict(certificate, await send(`${running.urls.ocsp}/${path}`))).to.equal('accepted');
    }
  });

  it('gives time-stamps', async () => {
    const { status, type, body } = await user.stamp();
    expect([status, type]).to.deep.equal([200, 'application/timestamp-reply']);
    const tsaCertificates = [running.authority.tsa.certificate];
    const accepted = acceptTimestampResponse({ response: body, imprint: STAMPED, tsaCertificates });
    expect(accepted.genTime).to.deep.equal(AUTHORITY_NOW);
  });

  const refusals: [what: string, action: () => Promise<Answer>, status: number, error: string][] = [
    [
      'an unknown path',
      () => send(new URL('/other', running.urls.ca).href),
      404,
      'not_found: There is no such service here',
    ],
    [
      'an unknown certificate',
      () => send(`${running.urls.ca}/other.pem`),
      404,
      'not_found: There is no such certificate here',
    ],
    [
      'an unknown serial number',
      () => send(`${running.urls.ca}/certificates/1.pem`),
      404,
      'cert_not_found: No certificate 1 was issued here',
    ],
    [
      'an unknown profile',
      () => user.issue('profile=root'),
      400,
      'invalid_request: profile must be one of sign, auth, tls, configuration, ocsp, tsa',
    ],
    [
      'an unknown issuer',
      () => user.issue('profile=sign&issuer=me'),
      400,
      'invalid_request: issuer must be root or intermediate',
    ],
    [
      'what is no certificate request',
      () => user.issue('profile=sign', Buffer.from('x')),
      400,
      'malformed_csr: The certificate request cannot be read: neither DER nor PEM',
    ],
    [
      'a body without end',
      () => user.issue('profile=sign', Buffer.alloc(70_000)),
      400,
      'invalid_request: The request is longer than 65536 bytes',
    ],
    [
      'another method',
      () => send(`${running.urls.ca}/root.pem`, { method: 'DELETE' }),
      405,
      'invalid_http_method: Only certificates are asked for with POST',
    ],
    ['time-stamps by GET', () => send(running.urls.tsa), 405, 'invalid_http_method: This service is asked with POST'],
    [
      'another content type',
      () => post(running.urls.tsa, 'text/plain', timestampRequest(STAMPED)),
      400,
      'invalid_content_type: The content type must be application/timestamp-query',
    ],
    [
      'a path that is no text',
      () => send(`${running.urls.ocsp}/%ff`),
      400,
      'invalid_request: The path is not percent-encoded as it should be',
    ],
  ];
  for (const [what, action, status, error] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await action();
      const { code, message } = JSON.parse(answer.body.toString()) as { code: string; message: string };
      expect([answer.status, `${code}: ${message}`]).to.deep.equal([status, error]);
    });
  }

  it('gives services ports of their own where that is asked', async () => {
    const [first, second] = [await freePort(), await freePort()];
    const apart = await startTestAuthority(newFolder(), { ports: { ca: first, ocsp: second, tsa: second } });
    try {
      expect([apart.urls.ca, apart.urls.tsa]).to.deep.equal([
        `http://127.0.0.1:${first}/ca`,
        `http://127.0.0.1:${second}/tsa`,
      ]);
      expect((await send(`http://127.0.0.1:${first}/tsa`)).status).to.equal(404);
      expect((await send(apart.urls.tsa)).status).to.equal(405);
    } finally {
      await apart.stop();
    }
  });

  it('names a port that is in use, and lets its folder go', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const folder = newFolder();
    const ports = { ca: port, ocsp: port, tsa: port };
    expect(await refusalOf(() => startTestAuthority(folder, { ports }))).to.equal(
      `port_not_available: Port ${port} of 127.0.0.1 is in use by another program`,
    );
    holder.close();
    await (await startTestAuthority(folder)).stop();
  });

  it('stops at once, whoever still waits', async () => {
    const stopping = await startTestAuthority(newFolder());
    stopping.behave('tsa', { fault: 'silent' });
    stopping.behave('ca', { delayMs: 60_000 });
    const waiting = [new AuthorityUser(stopping).stamp(), send(`${stopping.urls.ca}/root.pem`)].map((answer) =>
      answer.then(
        () => 'answered',
        () => 'closed',
      ),
    );
    await setTimeout(50);
    const since = performance.now();
    await stopping.stop();
    expect(performance.now() - since).to.be.below(1000);
    expect(await Promise.all(waiting)).to.deep.equal(['closed', 'closed']);
  });
});

describeWithOpenssl('the authority over HTTP with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();
  let running: RunningAuthority | undefined;
  afterEach(() => running?.stop());

  /** Not waited for synchronously: that would keep the responder from answering. */
  const run = (args: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile('openssl', args, (_error, stdout, stderr) => {
        resolve(`${stderr}${stdout}`);
      });
    });

  for (const issuer of ['intermediate', 'root'] as const) {
    it(`tells OpenSSL what became of a certificate of the ${issuer} authority`, async () => {
      const folder = newFolder();
      const started = await startTestAuthority(folder, { clock: systemClock });
      running = started;
      const certificate = await started.authority.issueFor(MEMBER_CSR, { profile: 'sign', issuer });
      const path = join(folder, 'member.pem');
      const { body } = await send(`${started.urls.ca}/certificates/${certificate.serial.toString(16)}.pem`);
      writeFileSync(path, body);
      const ask = (digestOption: string): Promise<string> =>
        run([
          ...['ocsp', digestOption, '-issuer', join(folder, `${issuer}.pem`), '-cert', path, '-url', started.urls.ocsp],
          ...['-CAfile', join(folder, 'root.pem'), '-verify_other', join(folder, 'intermediate.pem')],
        ]);
      for (const digestOption of ['-sha1', '-sha256']) {
        expect(await ask(digestOption))
          .to.include('Response verify OK')
          .and.to.include('member.pem: good');
      }
      await started.authority.setStanding(certificate.serial, 'suspended');
      expect(await ask('-sha1'))
        .to.include('member.pem: revoked')
        .and.to.include('Reason: certificateHold');
      started.behave('ocsp', { fault: 'bad-signature' });
      expect(await ask('-sha1')).to.include('Response Verify Failure');
    });
  }
});
