import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { DrumError } from '#protocol/errors.ts';
import { EXPLAINED, RegisterUnderTest, withoutHeaders } from '../../test/civil-registration.ts';
import { errorForm, healthForm } from './civil-registration/openapi.ts';

const EGN = '3523126407';
const IVAN = { identifierType: 'EGN', identifier: EGN };
const HEADERS = Object.entries(EXPLAINED)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
const BODY = JSON.stringify(IVAN);
const SMALL = { population: { persons: 100 } };

const errorOf = async (response: Response) => ({ status: response.status, ...errorForm.parse(await response.json()) });
/** Status and code of a raw HTTP answer. */
function rawError(answer: string) {
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  const body = errorForm.parse(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)));
  return { status: Number(status), type: body.type };
}

describe('register over HTTP', () => {
  let register: RegisterUnderTest;
  beforeEach(() => {
    register = new RegisterUnderTest();
  });
  afterEach(async () => {
    await register.stop();
    register.remove();
  });

  it('tells its health and its description, and nothing more of either to HEAD', async () => {
    await register.start(SMALL);
    const health = await fetch(`${register.url}/health`);
    expect(health.status).to.equal(200);
    expect(healthForm.parse(await health.json())).to.deep.equal({
      status: 'ok',
      register: 'civil-registration',
      demo: true,
      persons: 100,
      failing: [],
    });
    const head = await fetch(`${register.url}/openapi.json`, { method: 'HEAD' });
    expect([head.status, await head.text()]).to.deep.equal([200, '']);
    expect(Number(head.headers.get('content-length'))).to.be.greaterThan(1_000);
  });

  it('refuses addresses and methods that it does not have', async () => {
    await register.start(SMALL);
    for (const path of [
      '/',
      '/person-data/',
      '//person-data',
      '/person-data/3523126407',
      '/%70erson-data',
      '/../health',
      '/constructor',
    ]) {
      // fetch would tidy the path up.
      const answer = await register.raw(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(rawError(answer), path).to.deep.equal({ status: 404, type: 'register.not_found' });
      expect(answer).not.to.include(EGN);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(`${register.url}/person-data`, { method, headers: EXPLAINED });
      expect(response.headers.get('allow'), method).to.equal('POST');
      expect(await errorOf(response), method).to.include({ status: 405, type: 'register.method_not_allowed' });
    }
    const post = await register.post('/health', {});
    expect(post.headers.get('allow')).to.equal('GET, HEAD');
    expect(register.journal()).to.deep.equal([]);
  });

  it('refuses parameters in the address, without repeating them', async () => {
    await register.start(SMALL);
    const refused = await errorOf(await register.post(`/person-data?identifier=${EGN}`, IVAN));
    expect(refused).to.include({ status: 400, type: 'register.bad_request' });
    expect(JSON.stringify(refused)).not.to.include(EGN);
    expect(register.traces()).not.to.include(EGN);
  });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonx',
    'application/json, text/plain',
    '',
  ]) {
    it(`refuses a body of type ${type || '(none)'}`, async () => {
      await register.start(SMALL);
      const headers = { ...withoutHeaders('Content-Type'), 'Content-Type': type };
      expect(await errorOf(await register.post('/person-data', IVAN, headers))).to.include({
        status: 415,
        type: 'register.unsupported_media_type',
      });
    });
  }

  it('takes JSON with its charset said, in any case, and refuses it compressed', async () => {
    await register.start(SMALL);
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      expect((await register.post('/person-data', IVAN, { ...EXPLAINED, 'Content-Type': type })).status, type).to.equal(
        200,
      );
    }
    const response = await register.post('/person-data', IVAN, { ...EXPLAINED, 'Content-Encoding': 'gzip' });
    expect(await errorOf(response)).to.include({ status: 415 });
  });

  it('refuses a body over its size, whether that is said before or only seen, and closes the connection', async () => {
    await register.start({ ...SMALL, limits: { bodyBytesMax: 300 } });
    const whole = `POST /person-data HTTP/1.1\r\nHost: x\r\n${HEADERS}`;
    const said = await register.raw(`${whole}Content-Length: 301\r\n\r\n`);
    const seen = await register.raw(`${whole}Transfer-Encoding: chunked\r\n\r\n12d\r\n${' '.repeat(301)}\r\n`);
    for (const answer of [said, seen]) {
      expect(rawError(answer)).to.deep.equal({ status: 413, type: 'register.body_too_large' });
      expect(answer).to.include('The body is larger than 300 bytes.').and.include('Connection: close');
    }
    expect(register.journal().map(({ code }) => code)).to.deep.equal(['body_too_large', 'body_too_large']);
    expect((await register.post('/person-data', BODY + ' '.repeat(300 - BODY.length))).status).to.equal(200);
  });

  it('refuses headers over their size, and bytes that are no HTTP', async () => {
    await register.start({ ...SMALL, limits: { headerBytesMax: 2_048 } });
    const large = await register.raw(
      `POST /person-data HTTP/1.1\r\nHost: x\r\nX-Road-Issue: ${'x'.repeat(3_000)}\r\n\r\n`,
    );
    expect(rawError(large)).to.deep.equal({ status: 431, type: 'register.bad_request' });
    for (const bytes of [
      'nonsense\r\n\r\n',
      '\u0016\u0003\u0001\u0000\u00ff',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ]) {
      expect(rawError(await register.raw(bytes)), JSON.stringify(bytes)).to.deep.equal({
        status: 400,
        type: 'register.bad_request',
      });
    }
    expect((await register.post('/person-data', IVAN)).status).to.equal(200);
  });

  it('waits only so long for the rest of a query, and records that one came', async () => {
    await register.start({ ...SMALL, limits: { requestSecondsMax: 1, headerSecondsMax: 1 } });
    const started = performance.now();
    const answer = await register.raw(`POST /person-data HTTP/1.1\r\nHost: x\r\n${HEADERS}Content-Length: 50\r\n\r\n{`);
    expect(rawError(answer)).to.deep.equal({ status: 408, type: 'register.request_timeout' });
    expect(performance.now() - started).to.be.within(900, 5_000);
    // The record is written in the turn after the connection's end is seen.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(register.journal()).to.have.length(1);
    expect(register.journal()[0]).to.include({
      outcome: 'refused',
      code: 'request_timeout',
      case_number: 'СОА26-УР66-1234/22.11.2026',
    });
    const silent = await register.raw('POST /person-data HTTP/1.1\r\nHo');
    expect(rawError(silent)).to.deep.equal({ status: 408, type: 'register.request_timeout' });
  });

  it('closes connections beyond its number, and says so in the log', async () => {
    await register.start({ ...SMALL, limits: { connectionsMax: 2 } });
    const sockets = await Promise.all(
      [1, 2].map(
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(register.port, '127.0.0.1', () => {
              resolve(socket);
            });
          }),
      ),
    );
    expect(await register.raw('GET /health HTTP/1.1\r\nHost: x\r\n\r\n').catch(() => '')).to.equal('');
    expect(register.logged).to.deep.include({
      level: 'warn',
      message: 'A connection was closed: too many are open',
      fields: { connectionsMax: 2 },
    });
    for (const socket of sockets) socket.destroy();
  });

  it('records each query, answered or refused, and holds no personal number in journal or log', async () => {
    await register.start(SMALL);
    await register.post('/person-data', IVAN);
    await register.post('/person-data', { ...IVAN, identifier: '0521010080' });
    await register.post('/permanent-address', IVAN, withoutHeaders('X-Road-Issue'));
    await register.post('/identifier-validity', IVAN, { ...EXPLAINED, 'X-Drum-Legal-Basis': 'NO-SUCH' });
    await register.post(
      '/person-data',
      { ...IVAN, identifier: '3523126408' },
      { ...EXPLAINED, 'X-Road-UserId': `BG${EGN}` },
    );
    await register.post('/person-data', `{"identifier": "${EGN}"`, { ...EXPLAINED, 'X-Road-Issue': `case of ${EGN}` });
    const journal = register.journal();
    expect(journal.map(({ operation, outcome, status, code }) => [operation, outcome, status, code])).to.deep.equal([
      ['person-data', 'found', 200, null],
      ['person-data', 'not-found', 200, null],
      ['permanent-address', 'refused', 400, 'query_context_missing'],
      ['identifier-validity', 'refused', 403, 'legal_basis_not_approved'],
      ['person-data', 'refused', 400, 'invalid_identifier'],
      ['person-data', 'refused', 400, 'invalid_json'],
    ]);
    const subjects = journal.map(({ subject }) => subject);
    // Whom a refused query asked about is known too; of a body that is no JSON it is not.
    expect([subjects[2], subjects[3]]).to.deep.equal([subjects[0], subjects[0]]);
    expect([subjects[1] === subjects[0], subjects[5]]).to.deep.equal([false, null]);
    expect(journal[0]).to.include({
      at: '2026-11-22T10:00:00.000Z',
      message_id: EXPLAINED['X-Road-Id'],
      client: 'BG/MUN/000696327/permits',
      case_number: 'СОА26-УР66-1234/22.11.2026',
      purpose: 'administrative-service',
      legal_bases: 'ZEU-2-1,ZGR-106-1-2',
      official: 'i.ivanova@sofia.example',
    });
    for (const when of ['running', 'stopped']) {
      const traces = register.traces();
      for (const number of [EGN, '0521010080', '3523126408'])
        expect(traces.includes(number), `${number} ${when}`).to.equal(false);
      await register.stop();
    }
  });

  it('ties a refusal to its record by the detail', async () => {
    await register.start(SMALL);
    const { detail } = await errorOf(await register.post('/person-data', IVAN, withoutHeaders('X-Drum-Purpose')));
    expect(register.journal()[0]).to.have.property('detail', detail);
  });

  it('answers nothing that it cannot record', async () => {
    await register.start(SMALL);
    const other = new Database(join(register.folder, 'data', 'access-journal.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const response = await register.post('/person-data', IVAN);
    other.exec('ROLLBACK');
    other.close();
    const refused = await errorOf(response);
    expect(refused).to.include({ status: 503, type: 'register.access_journal_unavailable' });
    expect(JSON.stringify(refused)).not.to.include('Иван');
    expect(register.logged.at(-1)).to.include({
      level: 'error',
      message: 'A query was not answered, because it could not be recorded',
    });
    expect(register.traces()).not.to.include(EGN);
    expect((await register.post('/person-data', IVAN)).status).to.equal(200);
  });

  it('says in its health that the journal does not work', async () => {
    await register.start(SMALL);
    const other = new Database(join(register.folder, 'data', 'access-journal.sqlite'));
    other.exec('DROP TABLE access');
    other.close();
    const health = await fetch(`${register.url}/health`);
    expect(health.status).to.equal(503);
    expect(healthForm.parse(await health.json()))
      .to.include({ status: 'failing' })
      .and.deep.include({ failing: ['access-journal'] });
  });

  it('keeps register and journal over a restart', async () => {
    await register.start(SMALL);
    await register.post('/person-data', IVAN);
    const digest = () =>
      createHash('sha256')
        .update(readFileSync(join(register.folder, 'data', 'register.sqlite')))
        .digest('hex');
    const built = digest();
    await register.stop();
    await register.start(SMALL);
    await register.post('/person-data', IVAN);
    expect(digest()).to.equal(built);
    const journal = register.journal();
    expect(journal.map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(journal[0]?.subject).to.equal(journal[1]?.subject);
  });

  it('builds ten thousand persons unless told otherwise, each with a number of their own', async () => {
    await register.start();
    const built = new Database(join(register.folder, 'data', 'register.sqlite'), { readonly: true });
    const numbers = built.prepare('SELECT count(DISTINCT identifier) FROM person').pluck().get();
    const persons = built.prepare('SELECT count(*) FROM person').pluck().get();
    built.close();
    expect([persons, numbers]).to.deep.equal([10_000, 10_000]);
  });

  it('does not put another population in the place of one that is there', async () => {
    await register.start(SMALL);
    await register.stop();
    for (const population of [{ persons: 101 }, { persons: 100, seed: 'other' }]) {
      const failure = await register.start({ population }).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(DrumError).with.property('code', 'malformed_server_conf');
      expect((failure as Error).message).to.match(
        /was built otherwise \((persons is 100, not 101|seed is drum, not other)\)/,
      );
    }
    await register.start(SMALL);
  });

  it('does not start over a file that is no register', async () => {
    await register.start(SMALL);
    await register.stop();
    writeFileSync(
      join(register.folder, 'data', 'register.sqlite'),
      'text, not a database, and long enough to be read as one',
    );
    const failure = await register.start(SMALL).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(DrumError).with.property('code', 'database_error');
  });

  it('says which address it cannot have', async () => {
    await register.start(SMALL);
    const second = new RegisterUnderTest();
    const failure = await second.start({ ...SMALL, port: register.port }).catch((error: unknown) => error);
    second.remove();
    expect(failure)
      .to.be.instanceOf(DrumError)
      .and.include({
        code: 'port_not_available',
        message: `Port ${register.port} of 127.0.0.1 is in use by another program`,
      });
  });

  it('finishes the query that is under way before it stops, and takes no other', async () => {
    await register.start(SMALL);
    const { port } = register;
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `POST /person-data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${HEADERS}Content-Length: ${BODY.length}\r\n\r\n{`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = register.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const late = await fetch(`http://127.0.0.1:${port}/health`).catch((error: unknown) => error);
    expect(late).to.be.instanceOf(TypeError);
    socket.write(BODY.slice(1));
    await closed;
    await stopped;
    expect(answer)
      .to.match(/^HTTP\/1\.1 200 OK\r\n/)
      .and.include('Иван');
    expect(register.journal()).to.have.length(1);
  });
});
