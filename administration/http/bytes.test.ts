import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express, { type ErrorRequestHandler } from 'express';
import { request } from 'undici';
import { readDefinition } from '../definition.ts';
import { failureOf } from './failure.ts';
import { operationsRouter } from './operations.ts';
import { requiredBytes } from './shapes.ts';

const ANSWERS = `
      responses:
        '200': { description: Taken., content: { application/json: { schema: { type: object } } } }`;

/** Whoever calls may call: what is read of strangers is another test's. */
const DEFINITION = `
openapi: 3.0.3
info: { title: Files, version: '1' }
paths:
  /file:
    post:
      operationId: takeFile
      security: []
      x-required-permission: []
      requestBody:
        content: { application/octet-stream: { schema: { type: string, format: binary } } }${ANSWERS}
  /json:
    post:
      operationId: takeJson
      security: []
      x-required-permission: []
      requestBody:
        content: { application/json: { schema: { type: object } } }${ANSWERS}
`;

describe('A body that is a file as it is', () => {
  let server: Server;
  let origin: string;

  before(async () => {
    const app = express();
    app.use(
      operationsRouter({
        definition: readDefinition(DEFINITION, () => true),
        handlers: {
          takeFile: {
            run: (call) => ({ body: { length: requiredBytes(call).length, json: call.body === undefined } }),
          },
          takeJson: { run: ({ bytes }) => ({ body: { bytes: bytes !== undefined } }) },
        },
        database: undefined as never,
        parts: { clock: { now: () => new Date(0) } } as never,
        isBasicAllowed: () => false,
        isForFirstPassword: () => false,
        checkAnswers: true,
      }),
    );
    const refused: ErrorRequestHandler = (error: unknown, _request, response, next) => {
      const { status, body } = failureOf(error, () => 400);
      response.status(status).type('application/json').send(JSON.stringify(body));
      next();
    };
    app.use(refused);
    server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  async function send(path: string, body: Buffer, headers: Record<string, string>) {
    const answer = await request(origin + path, { method: 'POST', body, headers });
    return { status: answer.statusCode, body: (await answer.body.json()) as object };
  }

  const bytes = { 'content-type': 'application/octet-stream' };

  it('reaches its operation, up to 10 MB of it', async () => {
    expect(await send('/file', Buffer.from([0, 255]), bytes)).to.deep.equal({
      status: 200,
      body: { length: 2, json: true },
    });
    const most = await send('/file', Buffer.alloc(10_000_000), { 'content-type': 'application/octet-stream; a=b' });
    expect(most.body).to.include({ length: 10_000_000 });
    expect((await send('/file', Buffer.alloc(10_000_001), bytes)).status).to.equal(413);
  });

  it('may not be missing', async () => {
    expect(await send('/file', Buffer.alloc(0), bytes)).to.deep.include({ status: 400 });
  });

  it('is refused where it is of another type, or compressed', async () => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=b']) {
      expect([type, (await send('/file', Buffer.from('{}'), { 'content-type': type })).status]).to.deep.equal([
        type,
        415,
      ]);
    }
    const zipped = await send('/file', gzipSync('x'), { ...bytes, 'content-encoding': 'gzip' });
    expect(zipped.status).to.equal(415);
  });

  it('is not read where the operation takes none', async () => {
    expect((await send('/json', Buffer.from('{}'), bytes)).status).to.equal(415);
    expect((await send('/json', Buffer.from('{}'), { 'content-type': 'application/json' })).body).to.deep.equal({
      bytes: false,
    });
  });
});
