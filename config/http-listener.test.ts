import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { unhurried } from './http-listener.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const LAST = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('A listener', () => {
  let server: Server;
  let waiting: ServerResponse[];

  beforeEach(async () => {
    waiting = [];
    server = createServer(unhurried((_, response) => waiting.push(response)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const asking = (bytes: string) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return socket;
  };
  const asked = async (count: number) => {
    while (waiting.length < count) await once(server, 'request');
  };

  it('takes a few requests before their answers are read', async () => {
    const socket = asking(GET.repeat(7) + LAST);
    await asked(8);
    for (const response of waiting) response.end('answer');
    expect((await text(socket)).match(/answer/g)).to.have.length(8);
  });

  it('takes any number, one after the other', async () => {
    const socket = asking('');
    for (let count = 1; count <= 20; count += 1) {
      socket.write(GET);
      await asked(count);
      waiting.at(-1)?.end('answer');
      await once(socket, 'data');
    }
    socket.destroy();
  });

  it('ends a connection that runs ahead of its answers, and takes no more of it', async () => {
    const socket = asking(GET.repeat(1_000));
    await once(socket.resume(), 'close');
    expect(waiting).to.have.length(8);
  });
});
