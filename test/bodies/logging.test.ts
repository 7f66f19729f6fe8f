import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Country } from '../country.ts';
import { until } from '../country/poll.ts';
import { begin, errorCodeOf, type Asked } from './ask.ts';
import { startBodiesCountry } from './country.ts';
import { download, drumArchiveVerify, drumVerify, warningsOf } from './evidence.ts';

const START_MS_MAX = 60_000;
const KIB = 1024;
/** What each server logs whole; each takes ten times as much. */
const LOGGED = { consumer: 300 * KIB, provider: 200 * KIB } as const;
const TAKEN_BYTES_MAX = 2000 * KIB;
const TERABYTE = 10 ** 12;

const parameters = (more: object = {}) => ({
  'message-log.timestamp-interval': 1,
  'message-log.timestamp-immediately': true,
  ...more,
});

async function exchange(country: Country, asked: Asked, body: Buffer) {
  const { request, answer } = begin(country, { ...asked, headers: { 'Content-Length': body.length } });
  request.end(body);
  const answered = await answer;
  return { status: answered.statusCode, code: errorCodeOf(answered), body: await buffer(answered) };
}

describe('bodies too large to be logged', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    country = await startBodiesCountry(parameters({ 'proxy.max-body-size': TAKEN_BYTES_MAX }), {
      consumer: { 'message-log.max-loggable-message-body-size': LOGGED.consumer },
      provider: { 'message-log.max-loggable-message-body-size': LOGGED.provider },
    });
  });
  after(() => country.stop());
  afterEach(async () => {
    country.provider.reset();
    const spools = ['consumer', 'provider'].map((name) => join(country.folder(name), 'data', 'spool'));
    await until('nothing is left of a body', () => spools.flatMap((spool) => readdirSync(spool)).length === 0);
  });

  const traces = (id: string) => ({
    consumer: country.logged('consumer').filter(({ queryId }) => queryId === id).length,
    provider: country.logged('provider').filter(({ queryId }) => queryId === id).length,
    called: country.provider.calls.filter(({ headers }) => headers['x-road-id'] === id).length,
  });
  const NOTHING = { consumer: 0, provider: 0, called: 0 };

  it('are refused by their stated size, before any of it is sent', async () => {
    const { request, answer } = begin(country, { id: 'stated', headers: { 'Content-Length': TERABYTE } });
    request.flushHeaders();
    // The greatest size of a body comes first.
    expect(errorCodeOf(await answer)).to.equal('client.invalid_body');
    const smaller = begin(country, { id: 'stated', headers: { 'Content-Length': LOGGED.consumer + 1 } });
    smaller.request.flushHeaders();
    const answered = await smaller.answer;
    expect([answered.statusCode, errorCodeOf(answered)]).to.deep.equal([500, 'server.clientproxy.logging_failed']);
    expect(answered.headers.connection).to.equal('close');
    expect(traces('stated')).to.deep.equal(NOTHING);
    for (const opened of [request, smaller.request]) opened.destroy();
  });

  it('are refused instead of being asked for, when the information system waits for that', async () => {
    const headers = { 'Content-Length': LOGGED.consumer + 1, Expect: '100-continue' };
    const { request, answer } = begin(country, { id: 'expected', headers });
    let invited = false;
    request.once('continue', () => (invited = true));
    request.flushHeaders();
    expect(errorCodeOf(await answer)).to.equal('server.clientproxy.logging_failed');
    expect(invited).to.equal(false);
    request.destroy();
    expect(traces('expected')).to.deep.equal(NOTHING);
  });

  it('are not asked for where nobody reads any, and the connection ends', async () => {
    const headers = { 'Content-Length': 5, Expect: '100-continue' };
    const request = requestHttp({ host: country.address('consumer'), port: 8080, path: '/', method: 'POST', headers });
    let invited = false;
    request.once('continue', () => (invited = true));
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect((await buffer(answer)).toString()).to.include('client.invalid_request');
    expect([answer.headers.connection, invited]).to.deep.equal(['close', false]);
    request.destroy();
  });

  it('are asked for when they may come', async () => {
    const headers = { 'Content-Length': 5, Expect: '100-continue' };
    const { request, answer } = begin(country, { id: 'invited', headers });
    request.flushHeaders();
    await once(request, 'continue');
    request.end('there');
    expect((await buffer(await answer)).toString()).to.equal('hello there');
  });

  it('are not read on when they come without a stated size and without end', async () => {
    const { request, answer } = begin(country, { id: 'endless', headers: { 'Transfer-Encoding': 'chunked' } });
    let sent = 0;
    const endless = function* () {
      for (;;) {
        sent += 16 * KIB;
        yield Buffer.alloc(16 * KIB);
      }
    };
    const sending = pipeline(endless, request).catch(() => undefined);
    expect(errorCodeOf(await answer)).to.equal('server.clientproxy.logging_failed');
    expect(traces('endless')).to.deep.equal(NOTHING);
    await sending;
    // What was sent beyond the limit lay in the buffers of sockets, or was read to be polite.
    expect(sent).to.be.lessThan(LOGGED.consumer + 64 * KIB * KIB);
  });

  it('are refused by the provider’s server for its own log, and the provider’s system is not called', async () => {
    const { status, code } = await exchange(country, { id: 'provider' }, Buffer.alloc(LOGGED.provider + 1));
    expect([status, code]).to.deep.equal([500, 'server.serverproxy.logging_failed']);
    expect(traces('provider')).to.deep.equal({ ...NOTHING, consumer: 1 });
  });

  it('are refused by the size that the provider’s system states of its answer, before it is read', async () => {
    let closed: Promise<unknown> | undefined;
    country.provider.script = (_, response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'Content-Length': LOGGED.provider + 1 }).flushHeaders();
    };
    const { status, code } = await exchange(country, { id: 'answer' }, Buffer.from('x'));
    expect([status, code]).to.deep.equal([500, 'server.serverproxy.logging_failed']);
    await closed;
    expect(traces('answer')).to.deep.equal({ consumer: 1, provider: 1, called: 1 });
  });

  it('are not read on when the provider’s system answers without end', async () => {
    country.provider.script = async (_, response) => {
      const endless = function* () {
        for (;;) yield Buffer.alloc(16 * KIB);
      };
      await pipeline(endless, response);
    };
    const { status, code } = await exchange(country, { id: 'endless answer' }, Buffer.from('x'));
    expect([status, code]).to.deep.equal([500, 'server.serverproxy.logging_failed']);
  });

  it('leave both servers able to exchange what can be logged', async () => {
    const body = Buffer.alloc(LOGGED.provider, 1);
    country.provider.script = (call, response) => {
      response.end(call.body);
    };
    const answered = await exchange(country, { id: 'fits' }, body);
    expect(answered.status).to.equal(200);
    expect(answered.body.equals(body)).to.equal(true);
    expect(traces('fits')).to.deep.equal({ consumer: 2, provider: 2, called: 1 });
  });
});

describe('policies of logging large bodies', function () {
  this.timeout(START_MS_MAX);
  const BODY = Buffer.from(Array.from({ length: 300 * KIB }, (_, at) => at % 251));
  const LIMIT = 100 * KIB;
  const ABSENT = 'Signed, but not in the container, so only their digests are proved: /attachment1';
  let country: Country;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drum-logging-'));
    country = await startBodiesCountry(parameters({ 'message-log.max-loggable-message-body-size': LIMIT }), {
      consumer: { 'message-log.truncated-body-allowed': true },
      provider: {
        'message-log.large-body-by-digest': true,
        'message-log.archive-interval': 1,
        'message-log.archive-grouping': 'subsystem',
        'message-log.hash-algo-id': 'SHA-384',
      },
    });
    country.provider.script = (call, response) => {
      response.end(call.body);
    };
    const { body } = await exchange(country, { id: 'large' }, BODY);
    expect(body.equals(BODY)).to.equal(true);
    await exchange(country, { id: 'small' }, BODY.subarray(0, LIMIT));
  });
  after(async () => {
    await country.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [server, id, kept, warnings] of [
    [
      'consumer',
      'large',
      'beginning',
      [ABSENT, `beginning-of-attachment1 has the first ${LIMIT} bytes, as the log kept them; nothing proves them`],
    ],
    ['provider', 'large', 'digest', [ABSENT]],
    ['consumer', 'small', 'whole', []],
    ['provider', 'small', 'whole', []],
  ] as const) {
    for (const direction of ['request', 'response'] as const) {
      it(`/asic and drum verify say of the ${id} ${direction} at the ${server}: ${kept}`, async () => {
        const file = join(folder, `${server}-${id}-${direction}.asice`);
        expect(await download(country, { server, direction, id }, file)).to.equal(kept);
        const verdict = await drumVerify(country, file);
        expect({ verified: verdict.verified, warnings: warningsOf(verdict) }).to.deep.equal({
          verified: true,
          warnings,
        });
      });
    }
  }

  it('archives by subsystem and by the digest that is set', async () => {
    const archive = join(country.folder('provider'), 'data', 'archive');
    const names = await until('an archive', () => {
      const found = readdirSync(archive).filter((name) => name.endsWith('.zip'));
      return found.length > 0 && found;
    });
    for (const name of names) expect(name).to.match(/^mlog-TEST_GOV_1_registry-\d{14}-\d{14}-[0-9a-f]{16}\.zip$/);
    const verdict = await drumArchiveVerify(names.map((name) => join(archive, name)));
    expect(verdict).to.include({ verified: true, code: null });
    expect(verdict.checks.find(({ name }) => name === 'linking-info')?.detail).to.match(
      /containers by SHA-384, after nothing$/,
    );
  });

  it('copies no byte of what is not to be logged', () => {
    expect(readdirSync(join(country.folder('provider'), 'data', 'messagelog', 'bodies'))).to.have.length(2);
  });
});
