import { expect } from 'chai';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Certificate } from '#certs/certificate.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import type { Trust } from '#certs/trust.ts';
import { issue, type CertificateToMake, type Issued } from '../../test/pki/certificates.ts';
import { TestResponder, type Behaviour } from '../../test/pki/ocsp-responder.ts';
import { makeOcspError, makeOcspResponse, type OcspToMake } from '../../test/pki/ocsp.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { refusal } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { OwnCertificateStatus, type OwnCertificateStatusOptions } from './own-certificates.ts';

const CA: Partial<CertificateToMake> = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] };
const root = issue({ subject: 'Root', ...CA });
const middle = issue({ subject: 'Middle', issuer: root, ...CA });
const end = issue({ subject: 'End', issuer: middle });
const other = issue({ subject: 'Other', issuer: root });
const answerer = issue({ subject: 'Answerer', issuer: root });
const stranger = issue({ subject: 'Stranger' });

const START = new Date('2026-06-01T12:00:00Z');
const FRESH_SECONDS = 3_600;
const log = keptLog();

describe('OCSP responses of the own certificates', () => {
  const folder = temporaryFolders();
  const started: OwnCertificateStatus[] = [];
  let first: TestResponder;
  let second: TestResponder;
  let now: Date;

  beforeEach(async () => {
    now = START;
    first = await new TestResponder().start();
    second = await new TestResponder().start();
    for (const responder of [first, second]) {
      responder.answerFor('end', end.certificate, middle.certificate, fresh(end, middle));
      responder.answerFor('middle', middle.certificate, root.certificate, fresh(middle, root));
      responder.answerFor('other', other.certificate, root.certificate, fresh(other, root));
    }
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((status) => status.stop()));
    await Promise.all([first.stop(), second.stop()]);
  });

  function response(subject: Issued, issuer: Issued, rest: Partial<OcspToMake> = {}): Buffer {
    const facts = { certificate: subject.certificate, issuer: issuer.certificate, responder: answerer };
    return makeOcspResponse({ ...facts, thisUpdate: minutesBefore(1), ...rest });
  }

  function fresh(subject: Issued, issuer: Issued): Behaviour {
    return () => response(subject, issuer);
  }

  const minutesBefore = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

  function trust(): Trust {
    const ocspResponders = [
      { url: first.url, certificate: answerer.certificate },
      { url: ` ${second.url} `, certificate: answerer.certificate },
    ];
    return {
      instance: 'XX',
      services: [
        {
          name: 'Test',
          authenticationOnly: false,
          profile: '',
          top: { certificate: root.certificate, ocspResponders },
          intermediates: [{ certificate: middle.certificate, ocspResponders }],
        },
      ],
      ocspFreshnessSecondsMax: FRESH_SECONDS,
      ocspVerifyNextUpdate: true,
    };
  }

  function make(options: Partial<OwnCertificateStatusOptions> = {}): OwnCertificateStatus {
    const status = new OwnCertificateStatus({
      directory: folder(),
      certificates: () => [end.certificate],
      trust,
      fetchIntervalSeconds: () => 1_200,
      retrySeconds: 60,
      timeouts: { connectMs: 300, readMs: 300 },
      clock: { kind: 'fixed', now: () => now },
      log,
      ...options,
    });
    started.push(status);
    return status;
  }

  async function start(options: Partial<OwnCertificateStatusOptions> = {}): Promise<OwnCertificateStatus> {
    const status = make(options);
    await status.start();
    await status.refresh('missing');
    return status;
  }

  function statesOf(status: OwnCertificateStatus): Record<string, string> {
    return Object.fromEntries(
      status
        .state()
        .map(({ certificate, kind, fault }) => [
          certificate.subject.get('CN') ?? '',
          fault === undefined ? kind : `${kind} (${fault.code}: ${fault.message})`,
        ]),
    );
  }

  const thisUpdateOf = (status: OwnCertificateStatus, { certificate }: Issued) =>
    status
      .state()
      .find((state) => state.certificate.equals(certificate))
      ?.thisUpdate?.toISOString();

  it('are fetched for each certificate and its intermediates, never for the top authority', async () => {
    const status = await start({ certificates: () => [end.certificate, other.certificate, root.certificate] });
    expect(first.asked.sort()).to.deep.equal(['end', 'middle', 'other']);
    expect(second.asked).to.deep.equal([]);
    const path = [middle.certificate, end.certificate];
    const serials = status.responsesFor(path).map((der) => readOcspResponse(der).certificateId.serial);
    expect(serials).to.deep.equal(path.map(({ serial }) => serial));
    expect(statesOf(status)).to.deep.equal({ End: 'good', Middle: 'good', Other: 'good' });
    expect(refusal(() => status.responsesFor([root.certificate]))).to.equal(
      `cannot_create_signature: There is no fresh OCSP response for certificates (${root.certificate.sha256Hex})`,
    );
  });

  it('are found by either hash of the certificate', async () => {
    const status = await start();
    const held = status.responseFor(end.certificate);
    expect(held).to.not.equal(undefined);
    expect(status.responseByHash(end.certificate.sha1Hex)).to.equal(held);
    expect(status.responseByHash(end.certificate.sha256Hex)).to.equal(held);
    expect(status.responseByHash(root.certificate.sha1Hex)).to.equal(undefined);
  });

  const misbehaving: [string, Behaviour][] = [
    ['is silent', () => 'silent'],
    ['answers with an error of HTTP', () => 503],
    ['answers with an error of OCSP', () => makeOcspError(3)],
    ['answers with what is no OCSP response', () => Buffer.from('<html>')],
    ['answers about another certificate', () => response(other, root)],
    ['answers with a response that is too old', () => response(end, middle, { thisUpdate: minutesBefore(61) })],
    [
      'answers with a response that is due for renewal',
      () => response(end, middle, { nextUpdate: minutesBefore(0.5) }),
    ],
    [
      'answers by one who has no right to',
      () => response(end, middle, { responder: stranger, embedded: [stranger.certificate] }),
    ],
    ['answers with a signature of another', () => response(end, middle, { signedBy: stranger })],
    ['answers with more than a response may have', () => Buffer.alloc(70_000, 1)],
  ];
  for (const [what, behaviour] of misbehaving) {
    it(`come from the next responder when the first one ${what}`, async () => {
      first.answerFor('end', end.certificate, middle.certificate, behaviour);
      const status = await start();
      expect(statesOf(status)).to.deep.equal({ End: 'good', Middle: 'good' });
      expect(second.asked).to.deep.equal(['end']);
    });
  }

  const withoutResponse: [string, Behaviour, RegExp][] = [
    ['is silent', () => 'silent', /^unreachable \(network_error: .* could not be asked\)$/],
    ['fails', () => 500, /^unreachable \(http_error: .* answered with status 500\)$/],
    [
      'cannot be believed',
      () => response(end, middle, { signedBy: stranger }),
      /^unknown \(incorrect_validation_info: Signature on OCSP response is not valid\)$/,
    ],
    [
      'is behind',
      () => response(end, middle, { thisUpdate: minutesBefore(120) }),
      /^unknown \(incorrect_validation_info: OCSP response is too old \(thisUpdate: 2026-06-01T10:00:00Z\)\)$/,
    ],
  ];
  for (const [what, behaviour, expected] of withoutResponse) {
    it(`are missing, and it is said why, when every responder ${what}`, async () => {
      for (const responder of [first, second]) {
        responder.answerFor('end', end.certificate, middle.certificate, behaviour);
      }
      const status = await start();
      expect(statesOf(status).End).to.match(expected);
      expect(status.responseFor(end.certificate)).to.equal(undefined);
      expect(status.responseFor(middle.certificate)).to.not.equal(undefined);
    });
  }

  it('say that a certificate is revoked, and are kept and served all the same', async () => {
    first.answerFor('end', end.certificate, middle.certificate, () =>
      response(end, middle, { status: { revokedAt: '2026-05-01T00:00:00Z' } }),
    );
    const status = await start();
    expect(statesOf(status).End).to.equal('revoked');
    expect(status.responsesFor([end.certificate])).to.have.length(1);
    expect(second.asked).to.deep.equal([]);
  });

  it('stay as they are when a responder comes with an older one, and go for a newer one', async () => {
    const status = await start();
    const before = thisUpdateOf(status, end);
    first.answerFor('end', end.certificate, middle.certificate, () =>
      response(end, middle, { thisUpdate: minutesBefore(30) }),
    );
    await status.refresh('all');
    expect(thisUpdateOf(status, end)).to.equal(before);
    now = new Date(START.getTime() + 600_000);
    first.answerFor('end', end.certificate, middle.certificate, fresh(end, middle));
    let changes = 0;
    status.onChange(() => (changes += 1));
    await status.refresh('all');
    expect(thisUpdateOf(status, end)).to.equal('2026-06-01T12:09:00.000Z');
    expect(changes).to.equal(2);
  });

  it('outlive a restart while they are fresh, with no responder at all', async () => {
    const directory = folder();
    const before = await start({ directory });
    const held = before.responsesFor([end.certificate, middle.certificate]);
    await before.stop();
    await Promise.all([first.stop(), second.stop()]);
    const after = await start({ directory });
    expect(after.responsesFor([end.certificate, middle.certificate])).to.deep.equal(held);
    expect(statesOf(after)).to.deep.equal({ End: 'good', Middle: 'good' });

    now = new Date(START.getTime() + FRESH_SECONDS * 1000);
    expect(refusal(() => after.responsesFor([end.certificate, middle.certificate]))).to.equal(
      `cannot_create_signature: There is no fresh OCSP response for certificates (${end.certificate.sha256Hex}, ${middle.certificate.sha256Hex})`,
    );
    expect(after.responseByHash(end.certificate.sha1Hex)).to.equal(undefined);
    expect(statesOf(after)).to.deep.equal({ End: 'stale', Middle: 'stale' });
    expect(after.state().map(({ since }) => since)).to.deep.equal([now, now]);
    await Promise.all([first.start(), second.start()]);
    await after.refresh('missing');
    expect(statesOf(after)).to.deep.equal({ End: 'good', Middle: 'good' });
  });

  it('are not taken from the disk when they have been changed there, or are no longer fresh', async () => {
    const directory = folder();
    await (await start({ directory })).stop();
    const path = join(directory, `${end.certificate.sha256Hex}.ocsp`);
    const bytes = readFileSync(path);
    for (const broken of [Buffer.alloc(0), bytes.subarray(0, 40), Buffer.concat([bytes, bytes]), flipped(bytes)]) {
      writeFileSync(path, broken);
      const before = first.asked.length;
      const status = await start({ directory });
      expect(first.asked.slice(before)).to.deep.equal(['end']);
      await status.stop();
    }
    await Promise.all([first.stop(), second.stop()]);
    now = new Date(START.getTime() + 2 * FRESH_SECONDS * 1000);
    const late = await start({ directory });
    expect(late.responseFor(end.certificate)).to.equal(undefined);
    expect(statesOf(late).End).to.match(/^unreachable /);
    await Promise.all([first.start(), second.start()]);
  });

  it('are forgotten, on the disk too, when the certificate is the server’s no longer', async () => {
    const directory = folder();
    let own: Certificate[] = [end.certificate, other.certificate];
    const status = await start({ directory, certificates: () => own });
    expect(readdirSync(directory)).to.have.length(3);
    writeFileSync(join(directory, 'x.draft'), 'left behind');
    own = [other.certificate];
    await status.refresh('missing');
    expect(readdirSync(directory)).to.deep.equal([`${other.certificate.sha256Hex}.ocsp`]);
    expect(Object.keys(statesOf(status))).to.deep.equal(['Other']);
  });

  it('that are there are not asked for again when something else is missing', async () => {
    let own: Certificate[] = [other.certificate];
    const status = await start({ certificates: () => own });
    own = [other.certificate, end.certificate];
    await status.refresh('missing');
    expect(first.asked.filter((name) => name === 'other')).to.deep.equal(['other']);
    expect(statesOf(status)).to.deep.equal({ Other: 'good', End: 'good', Middle: 'good' });
  });

  it('stay good, with the reason beside, when a refresh fails', async () => {
    const status = await start();
    await Promise.all([first.stop(), second.stop()]);
    await status.refresh('all');
    expect(statesOf(status).End).to.match(/^good \(network_error: /);
    await Promise.all([first.start(), second.start()]);
  });

  it('are asked for again after the retry delay, and then come', async () => {
    await Promise.all([first.stop(), second.stop()]);
    const status = await start({ retrySeconds: 1 });
    expect(statesOf(status).End).to.match(/^unreachable /);
    await Promise.all([first.start(), second.start()]);
    const end = performance.now() + 15_000;
    while (performance.now() < end && status.state().some(({ kind }) => kind !== 'good')) await wait(50);
    expect(statesOf(status)).to.deep.equal({ End: 'good', Middle: 'good' });
  });

  it('are fetched anew at their interval, however often a configuration comes that changes nothing', async () => {
    // Half of the freshness is the shortest interval that there is.
    const status = await start({ trust: () => ({ ...trust(), ocspFreshnessSecondsMax: 62 }), retrySeconds: 1 });
    await Promise.all([first.stop(), second.stop()]);
    await status.refresh('all');
    await Promise.all([first.start(), second.start()]);
    expect(statesOf(status).End).to.match(/^good \(network_error: /);
    const end = performance.now() + 15_000;
    while (performance.now() < end && statesOf(status).End !== 'good') {
      await status.refresh('missing');
      await wait(50);
    }
    expect(statesOf(status).End).to.equal('good');
  });

  it('cannot be had for a certificate that no approved authority has issued', async () => {
    const { certificate } = issue({ subject: 'Lost', issuer: stranger });
    const status = await start({ certificates: () => [certificate] });
    expect(statesOf(status).Lost).to.match(/^unknown \(cannot_create_cert_path: /);
    expect(first.asked).to.deep.equal([]);
  });

  it('wait for a configuration', async () => {
    const known: { trust?: Trust } = {};
    const status = await start({ trust: () => known.trust });
    expect(first.asked).to.deep.equal([]);
    known.trust = trust();
    await status.refresh('missing');
    expect(statesOf(status)).to.deep.equal({ End: 'good', Middle: 'good' });
  });

  it('do not keep the server from starting or stopping while a responder is silent', async () => {
    for (const responder of [first, second]) {
      responder.answerFor('end', end.certificate, middle.certificate, () => 'silent');
    }
    const status = make({ timeouts: { connectMs: 30_000, readMs: 30_000 } });
    const began = performance.now();
    await status.start();
    while (!first.asked.includes('end')) await wait(10);
    await status.stop();
    expect(performance.now() - began).to.be.lessThan(10_000);
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.length - 5;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
