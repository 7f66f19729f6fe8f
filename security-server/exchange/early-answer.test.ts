import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { chunksOf } from './body.ts';
import { answerEarly } from './early-answer.ts';

const MEBIBYTE = 1024 * 1024;

describe('an answer before the request was read', () => {
  let server: Server;
  let read: number;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const refuse = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = incoming;
    response.on('error', () => undefined);
    response.once('close', () => (read = socket.bytesRead));
    if (incoming.headers['x-begun'] !== undefined) {
      const chunks = chunksOf(incoming, 0);
      await chunks.next();
      await chunks.return(undefined);
    }
    if (incoming.headers['x-gone'] !== undefined) {
      server.emit('begun');
      await once(response, 'close');
    }
    const body = incoming.method === 'HEAD' ? undefined : Buffer.from('refused');
    const answered = answerEarly(incoming, response, { status: 500, headers: [['content-length', '7']], body });
    server.emit('refused', await Promise.race([answered.then(() => 'at once'), setImmediate('later')]));
  };

  before((done) => {
    server = createServer((incoming, response) => {
      void refuse(incoming, response);
    });
    server.listen(0, '127.0.0.1', done);
  });
  after(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  const ask = (method: string, headers: Record<string, string | number> = {}): ClientRequest => {
    const { port } = server.address() as AddressInfo;
    const asked = request({ host: '127.0.0.1', port, method, headers, agent });
    asked.on('error', () => undefined);
    return asked;
  };
  const answerOf = async (asked: ClientRequest): Promise<{ answer: IncomingMessage; body: string }> => {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { answer, body: await text(answer) };
  };
  const socketOf = async (asked: ClientRequest): Promise<Socket> =>
    asked.socket ?? ((await once(asked, 'socket')) as [Socket])[0];

  const inPieces = (asked: ClientRequest): void => {
    asked.write(Buffer.alloc(1000));
    setTimeout(() => asked.end(Buffer.alloc(1000)), 10);
  };

  for (const [title, headers, send] of [
    ['has no body', {}, (asked: ClientRequest) => asked.end()],
    ['is small', {}, (asked: ClientRequest) => asked.end(Buffer.alloc(1000))],
    ['comes in pieces and is small', {}, inPieces],
    ['was read in part', { 'x-begun': 'yes' }, inPieces],
  ] as const) {
    it(`keeps the connection of one that ${title}`, async () => {
      const first = ask('POST', headers);
      send(first);
      expect((await answerOf(first)).body).to.equal('refused');
      const second = ask('POST');
      second.end();
      expect(await socketOf(second)).to.equal(await socketOf(first));
      await answerOf(second);
    });
  }

  it('has only its head where HEAD was asked', async () => {
    for (const headers of [{}, { 'content-length': 2 * MEBIBYTE }]) {
      const asked = ask('HEAD', headers);
      if ('content-length' in headers) asked.flushHeaders();
      else asked.end();
      const { answer, body } = await answerOf(asked);
      expect([answer.statusCode, answer.headers['content-length'], body]).to.deep.equal([500, '7', '']);
      asked.destroy();
    }
  });

  for (const [title, headers] of [
    ['a large', { 'content-length': 200 * MEBIBYTE }],
    ['an endless', { 'transfer-encoding': 'chunked' }],
  ] as const) {
    it(`comes before the end of ${title} one, which is not read on; the connection ends`, async () => {
      const asked = ask('POST', headers);
      const body = function* () {
        for (let sent = 0; sent < 200; sent += 1) yield Buffer.alloc(MEBIBYTE);
      };
      const sending = pipeline(body, asked).catch(() => undefined);
      const { answer, body: told } = await answerOf(asked);
      expect([answer.statusCode, answer.headers.connection, told]).to.deep.equal([500, 'close', 'refused']);
      await sending;
      expect(read).to.be.lessThan(4 * MEBIBYTE);
    });
  }

  it('comes instead of the invitation for which the request waits', async () => {
    const asked = ask('POST', { 'content-length': 10, expect: '100-continue' });
    asked.flushHeaders();
    expect((await answerOf(asked)).answer.headers.connection).to.equal('close');
    asked.destroy();
  });

  it('is not waited with where the connection is gone', async () => {
    const came = once(server, 'refused');
    const asked = ask('POST', { 'content-length': 10, 'x-gone': 'yes' });
    asked.write('12345');
    await once(server, 'begun');
    asked.destroy();
    expect(await came).to.deep.equal(['at once']);
  });
});
