import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { AuthorityUser, MEMBER_KEY, send, startTestAuthority, type Answer } from '../../test/running-authority.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import type { Certificate } from '../certificate.ts';
import { structureSignatureFault } from '../structure-signature.ts';
import type { RunningAuthority } from './program.ts';

describe('the control endpoint', () => {
  const newFolder = temporaryFolders();
  let running: RunningAuthority;
  let user: AuthorityUser;

  before(async () => {
    running = await startTestAuthority(newFolder());
    user = new AuthorityUser(running);
  });
  afterEach(() => running.reset());
  after(() => running.stop());

  const behave = async (service: string, behaviour: object): Promise<void> => {
    expect((await user.control(`/behaviour/${service}`, 'PUT', behaviour)).status).to.equal(200);
  };

  const asking: Record<'ocsp' | 'tsa' | 'ca', () => Promise<Answer>> = {
    ocsp: () => user.ocsp(user.intermediate),
    tsa: () => user.stamp(),
    ca: () => user.issue(),
  };

  for (const [service, ask] of Object.entries(asking)) {
    it(`makes ${service} late`, async () => {
      await behave(service, { delayMs: 150 });
      const since = performance.now();
      expect((await ask()).status).to.equal(200);
      expect(performance.now() - since).to.be.within(145, 1500);
    });

    it(`makes ${service} silent, and the others not`, async () => {
      await behave(service, { fault: 'silent' });
      const silent = ask().then(
        () => 'answered',
        () => 'closed',
      );
      for (const [other, askOther] of Object.entries(asking)) {
        if (other !== service) expect((await askOther()).status).to.equal(200);
      }
      expect(await Promise.race([silent, setTimeout(100, 'silent')])).to.equal('silent');
    });

    it(`makes ${service} answer HTTP 500`, async () => {
      await behave(service, { fault: 'http-error' });
      expect((await ask()).status).to.equal(500);
    });

    it(`makes ${service} answer half of its bytes`, async () => {
      const whole = await ask();
      await behave(service, { fault: 'malformed' });
      const half = await ask();
      expect([half.status, half.type]).to.deep.equal([200, whole.type]);
      // ECDSA signatures differ by a few bytes.
      expect(half.body.length).to.be.within(whole.body.length / 2 - 4, whole.body.length / 2 + 4);
    });
  }

  it('makes OCSP answers wrong', async () => {
    const certificate = await user.issued();
    const verdicts: string[] = [];
    for (const behaviour of [{ fault: 'stale', staleSeconds: 7200 }, { fault: 'bad-signature' }]) {
      await behave('ocsp', behaviour);
      verdicts.push(user.ocspVerdict(certificate, await user.ocsp(certificate)));
    }
    expect(verdicts).to.deep.equal([
      'incorrect_validation_info: OCSP response is too old (thisUpdate: 2026-11-22T10:00:00Z)',
      'incorrect_validation_info: Signature on OCSP response is not valid',
    ]);
  });

  it('makes certificates with a bad signature, or for another key', async () => {
    const good = await user.issued();
    await behave('ca', { fault: 'bad-signature' });
    const badlySigned = await user.issued();
    await behave('ca', { fault: 'wrong-key' });
    const otherKey = await user.issued();
    const describeOne = ({ signatureAlgorithm: algorithm, signedBytes, signature, publicKey }: Certificate) => [
      structureSignatureFault({ algorithm, signedBytes, signature }, user.intermediate.publicKey),
      publicKey.equals(MEMBER_KEY.publicKey),
    ];
    expect([good, badlySigned, otherKey].map(describeOne)).to.deep.equal([
      [undefined, true],
      ['the signature does not match', true],
      [undefined, false],
    ]);
  });

  it('revokes, suspends, disowns and reinstates a certificate', async () => {
    const certificate = await user.issued();
    const serial = certificate.serial.toString(16);
    const verdicts: string[] = [];
    for (const standing of ['revoked', 'suspended', 'unknown', 'good']) {
      const { body } = await user.control(`/certificates/${serial.toUpperCase()}`, 'PUT', { standing });
      expect(JSON.parse(body.toString())).to.deep.equal({ serial, standing });
      verdicts.push(user.ocspVerdict(certificate, await user.ocsp(certificate)));
    }
    const revoked =
      "cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-11-22 12:00:00)";
    expect(verdicts).to.deep.equal([
      revoked,
      revoked,
      "cert_validation: OCSP response says that the certificate's status is UNKNOWN",
      'accepted',
    ]);
  });

  it('makes all well again: behaviour, or everything', async () => {
    const certificate = await user.issued();
    await behave('ocsp', { fault: 'http-error' });
    await user.control(`/certificates/${certificate.serial.toString(16)}`, 'PUT', { standing: 'revoked' });
    const told = JSON.parse((await user.control('/behaviour', 'GET')).body.toString()) as object;
    expect(told).to.have.nested.property('ocsp.fault', 'http-error');
    expect((await user.control('/behaviour', 'DELETE')).status).to.equal(200);
    expect(user.ocspVerdict(certificate, await user.ocsp(certificate))).to.include('REVOKED');
    expect((await user.control('/reset', 'POST')).status).to.equal(200);
    expect(user.ocspVerdict(certificate, await user.ocsp(certificate))).to.equal('accepted');
  });

  const put = (path: string, type: string, body: string): Promise<Answer> =>
    send(`${running.urls.control ?? ''}${path}`, { method: 'PUT', type, body });
  const refusals: [what: string, action: () => Promise<Answer>, status: number, error: string][] = [
    [
      'an unknown service',
      () => user.control('/behaviour/other', 'PUT', {}),
      404,
      'not_found: The services are ocsp, tsa and ca',
    ],
    [
      'a fault of another service',
      () => user.control('/behaviour/tsa', 'PUT', { fault: 'stale' }),
      400,
      'invalid_request: fault: Invalid option: expected one of ' +
        '"silent"|"http-error"|"malformed"|"rejection"|"bad-signature"|"wrong-key"|"wrong-imprint"',
    ],
    [
      'an endless delay',
      () => user.control('/behaviour/tsa', 'PUT', { delayMs: 1e9 }),
      400,
      'invalid_request: delayMs: Too big: expected number to be <=600000',
    ],
    [
      'an unknown field',
      () => user.control('/behaviour/tsa', 'PUT', { late: 1 }),
      400,
      'invalid_request: body: Unrecognized key: "late"',
    ],
    [
      'an unknown certificate',
      () => user.control('/certificates/1', 'PUT', { standing: 'good' }),
      404,
      'cert_not_found: No certificate 1 was issued here',
    ],
    [
      'a serial number that is none',
      () => user.control('/certificates/x', 'PUT', { standing: 'good' }),
      400,
      'invalid_request: The serial number must be hexadecimal',
    ],
    ['an unknown path', () => user.control('/other', 'GET'), 404, 'not_found: There is no such control'],
    [
      'a body that is no JSON',
      () => put('/behaviour/tsa', 'application/json', '{'),
      400,
      'invalid_request: The body is not JSON',
    ],
    [
      'what a form in a browser can send',
      () => put('/behaviour/tsa', 'text/plain', '{}'),
      400,
      'invalid_content_type: The content type must be application/json',
    ],
    [
      'a name that somebody leads here',
      () => send(`${running.urls.control ?? ''}/behaviour`, { host: 'attacker.example:80' }),
      403,
      'access_denied: The control endpoint serves this machine only',
    ],
  ];
  for (const [what, action, status, error] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await action();
      const { code, message } = JSON.parse(answer.body.toString()) as { code: string; message: string };
      expect([answer.status, `${code}: ${message}`]).to.deep.equal([status, error]);
    });
  }

  it('is not there unless it is asked for', async () => {
    const alone = await startTestAuthority(newFolder(), {}, false);
    try {
      expect((await send(new URL('/control/behaviour', alone.urls.ca).href)).status).to.equal(404);
    } finally {
      await alone.stop();
    }
  });
});
