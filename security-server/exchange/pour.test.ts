import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { pour } from './pour.ts';

const LATE_MS = 100;
const BYTES = 300_000;

/** As a file is read: its end is known only some time after its last byte. */
async function* endsLate(): AsyncGenerator<Buffer> {
  for (let at = 0; at < BYTES; at += 50_000) yield Buffer.alloc(50_000);
  await setTimeout(LATE_MS);
}

describe('A stream that is sent as the body of an answer', () => {
  let server: Server;

  /** The information system hangs up when it has had so many bytes. */
  async function send(sizeBytes: number, hangUpAfterBytes: number): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': sizeBytes });
      pour(endsLate(), response, sizeBytes).then(
        () => {
          resolve('sent');
        },
        (error: unknown) => {
          resolve(error instanceof Error && 'code' in error ? String(error.code) : String(error));
        },
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received >= hangUpAfterBytes) socket.destroy();
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    return promise;
  }

  afterEach(async () => {
    await new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  });

  it('has been sent when whoever has all of it hangs up before its end is read', async () => {
    expect(await send(BYTES, BYTES)).to.equal('sent');
  });

  it('has not been sent when that one hangs up before', async () => {
    expect(await send(BYTES + 1, BYTES)).to.equal('ERR_STREAM_PREMATURE_CLOSE');
  });
});
