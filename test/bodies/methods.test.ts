import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import { withFile } from '#cli/file-source.ts';
import { readContainer } from '#protocol/container/read.ts';
import type { Country } from '../country.ts';
import type { ProviderScript } from '../country/scripted-provider.ts';
import { begin } from './ask.ts';
import { sha512 } from './bytes.ts';
import { startBodiesCountry } from './country.ts';
import { download, drumVerify } from './evidence.ts';

const START_MS_MAX = 60_000;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'] as const;
const MEMORY_BYTES_MAX = readParameters()['proxy.body-memory-max'];

/** How a body is sent: its pieces, and what says where it ends. */
interface SentBody {
  readonly title: string;
  readonly pieces: readonly Buffer[];
  readonly framing: 'nothing' | 'Content-Length' | 'chunked';
}

const withLength = (title: string, bytes: Buffer): SentBody => ({ title, pieces: [bytes], framing: 'Content-Length' });
const chunked = (title: string, ...pieces: Buffer[]): SentBody => ({ title, pieces, framing: 'chunked' });

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const LIKE_A_BOUNDARY = Buffer.from(
  '\r\n--xtopAAAAAAAAAA\r\ncontent-type: signature/bdoc-1.0/ts\r\n\r\n--\r\n\n--\r\n--',
);
const ODD_SIZES = [1, 2, 3, 5, 7, 4095, 8191, 65_537, 1, 100_003, 11];

const BODIES: readonly SentBody[] = [
  { title: 'no body', pieces: [], framing: 'nothing' },
  { title: 'an empty body with Content-Length', pieces: [], framing: 'Content-Length' },
  chunked('an empty chunked body'),
  withLength('one byte', Buffer.from([0])),
  withLength('every value of a byte', EVERY_BYTE),
  withLength('lines like boundaries', LIKE_A_BOUNDARY),
  withLength('one byte less than fits in memory', randomBytes(MEMORY_BYTES_MAX - 1)),
  withLength('as much as fits in memory', randomBytes(MEMORY_BYTES_MAX)),
  withLength('one byte more than fits in memory', randomBytes(MEMORY_BYTES_MAX + 1)),
  withLength('several megabytes', randomBytes(3 * 1024 * 1024 + 17)),
  chunked('chunks of odd sizes', ...ODD_SIZES.map((size) => randomBytes(size))),
  chunked('chunks of one byte', ...Array.from({ length: 300 }, (_, value) => Buffer.from([value % 256]))),
];

const framingHeaders = ({ framing, pieces }: SentBody): Record<string, string> => {
  if (framing === 'nothing') return {};
  if (framing === 'chunked') return { 'Transfer-Encoding': 'chunked' };
  return { 'Content-Length': String(Buffer.concat(pieces).length) };
};

const hex = (bytes: Uint8Array = Buffer.alloc(0)): string => Buffer.from(bytes).toString('hex');

const STATUSES = [200, 201, 400, 404, 503] as const;

/**
 * What an information system sends is what the provider's system gets, and the answer comes back so: byte for byte, whatever
 * the method and the body. The reference drops bodies of some methods; we do not (docs/divergences.md).
 */
describe('every method with every kind of body', function () {
  this.timeout(START_MS_MAX);
  let country: Country;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drum-bodies-'));
    country = await startBodiesCountry({});
  });
  after(async () => {
    await country.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    country.provider.reset();
  });

  const answering =
    (status: number, body: SentBody): ProviderScript =>
    (_, response) => {
      response.writeHead(status, 'As it is', { 'X-Of-The-Provider': 'Kept', ...framingHeaders(body) });
      for (const piece of body.pieces) response.write(piece);
      response.end();
    };

  const exchange = async (method: string, sent: SentBody, id: string): Promise<IncomingMessage> => {
    const { request, answer } = begin(country, {
      method,
      path: `/a%20b?method=${method}&q=1`,
      headers: { 'X-Of-The-Client': 'Kept', ...framingHeaders(sent) },
      id,
    });
    for (const piece of sent.pieces) request.write(piece);
    request.end();
    return answer;
  };

  for (const [number, method] of METHODS.entries()) {
    for (const [index, sent] of BODIES.entries()) {
      // Each method meets each body once as a question and once as an answer.
      const answered = BODIES[(index + number + 1) % BODIES.length] ?? sent;
      const status = STATUSES[(index + number) % STATUSES.length] ?? 200;
      const id = `${method}-${index}`;

      it(`${method} with ${sent.title}, answered ${status} with ${answered.title}`, async () => {
        country.provider.script = answering(status, answered);
        const answer = await exchange(method, sent, id);
        const received = await buffer(answer);

        const call = country.provider.calls.pop();
        const question = Buffer.concat(sent.pieces);
        expect(call?.method).to.equal(method);
        expect(call?.path).to.equal(`/a%20b?method=${method}&q=1`);
        expect(call?.headers['x-of-the-client']).to.equal('Kept');
        expect(call?.body.equals(question), 'the question').to.equal(true);
        expect(call?.headers['transfer-encoding']).to.equal(undefined);
        if (question.length > 0) expect(call?.headers['content-length']).to.equal(String(question.length));

        const expected = method === 'HEAD' ? Buffer.alloc(0) : Buffer.concat(answered.pieces);
        expect([answer.statusCode, answer.statusMessage]).to.deep.equal([status, 'As it is']);
        expect(answer.headers['x-of-the-provider']).to.equal('Kept');
        expect(answer.headers['x-road-error']).to.equal(undefined);
        expect(received.equals(expected), 'the answer').to.equal(true);
        expect(answer.headers['transfer-encoding']).to.equal(undefined);
        // X-Road signs and carries no Content-Length, so that of a HEAD, which has no body to count, is lost.
        const length = method === 'HEAD' ? undefined : String(expected.length);
        expect(answer.headers['content-length']).to.equal(length);
      });
    }
  }

  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    for (const status of [204, 304] as const) {
      it(`${method} answered ${status} has no body and no Content-Length`, async () => {
        country.provider.script = (_, response) => {
          response.writeHead(status, status === 304 ? { 'Content-Length': '5', ETag: '"a"' } : {}).end();
        };
        const answer = await exchange(method, withLength('', Buffer.from('question')), `${method}-${status}`);
        expect(answer.statusCode).to.equal(status);
        expect(await buffer(answer)).to.deep.equal(Buffer.alloc(0));
        expect(answer.headers['content-length']).to.equal(undefined);
        expect(answer.headers['transfer-encoding']).to.equal(undefined);
        if (status === 304) expect(answer.headers.etag).to.equal('"a"');
      });
    }
  }

  it('HEAD of a service that states a length is answered without body, whatever that length', async () => {
    country.provider.script = (_, response) => {
      response.writeHead(200, { 'Content-Length': String(2 ** 50) }).end();
    };
    const answer = await exchange('HEAD', BODIES[0] ?? withLength('', Buffer.alloc(0)), 'HEAD-length');
    expect(answer.statusCode).to.equal(200);
    expect((await buffer(answer)).length).to.equal(0);
  });

  it('TRACE comes back as the provider’s system saw it', async () => {
    country.provider.script = (call, response) => {
      response.writeHead(200, { 'Content-Type': 'message/http' });
      response.end(
        `${call.method} ${call.path} HTTP/1.1\r\nX-Road-Client: ${String(call.headers['x-road-client'])}\r\n`,
      );
    };
    const answer = await exchange('TRACE', BODIES[0] ?? withLength('', Buffer.alloc(0)), 'TRACE-echo');
    expect(answer.headers['content-type']).to.equal('message/http');
    expect((await buffer(answer)).toString()).to.equal(
      'TRACE /a%20b?method=TRACE&q=1 HTTP/1.1\r\nX-Road-Client: TEST/MUN/1/is\r\n',
    );
  });

  for (const [method, index] of [
    ['POST', 10],
    ['PUT', 9],
    ['GET', 8],
    ['DELETE', 0],
  ] as const) {
    it(`leaves evidence of ${method} with ${BODIES[index]?.title ?? ''} on both sides that verifies`, async () => {
      const sent = BODIES[index];
      const answered = BODIES[(index + METHODS.indexOf(method) + 1) % BODIES.length];
      for (const server of ['consumer', 'provider'] as const) {
        for (const [direction, body] of [
          ['request', sent],
          ['response', answered],
        ] as const) {
          const file = join(folder, `${method}-${server}-${direction}.asice`);
          const bytes = Buffer.concat(body?.pieces ?? []);
          const told = await download(country, { server, direction, id: `${method}-${index}` }, file);
          expect(told).to.equal(bytes.length === 0 ? 'none' : 'whole');
          const { attachments } = await withFile(file, readContainer);
          expect(attachments.map(({ size, digests: [digest] }) => [size, hex(digest?.value)])).to.deep.equal(
            bytes.length === 0 ? [] : [[bytes.length, sha512(bytes)]],
          );
          expect(await drumVerify(country, file)).to.include({ verified: true, code: null });
        }
      }
    });
  }
});
