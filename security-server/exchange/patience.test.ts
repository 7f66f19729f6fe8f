import { expect } from 'chai';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { whileCallerWaits } from './patience.ts';

const SILENCE_MS_MAX = 100;
const WORK_MS = 400;

/** What a client gets from a server that bears so much silence and no more. */
async function ask(handle: (response: ServerResponse) => Promise<void>): Promise<string> {
  const server: Server = createServer((_, response) => void handle(response));
  server.timeout = SILENCE_MS_MAX;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise((resolve) => {
      const { port } = server.address() as AddressInfo;
      const sent = request({ port, host: '127.0.0.1', agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve(Buffer.concat(chunks).toString());
        });
        response.on('error', () => {
          resolve('cut off');
        });
      });
      sent.on('error', () => {
        resolve('cut off');
      });
      sent.end();
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('A caller that waits for our work', () => {
  it('is answered, though the work takes longer than its connection may be silent', async () => {
    const answer = await ask(async (response) => {
      response.end(await whileCallerWaits(response, SILENCE_MS_MAX, () => setTimeout(WORK_MS, 'done')));
    });
    expect(answer).to.equal('done');
  });

  it('would be cut off without', async () => {
    const answer = await ask(async (response) => {
      response.end(await setTimeout(WORK_MS, 'done'));
    });
    expect(answer).to.equal('cut off');
  });

  it('is cut off when the silence comes after the work, also after work that failed', async () => {
    const answer = await ask(async (response) => {
      await whileCallerWaits(response, SILENCE_MS_MAX, () => Promise.reject(new Error('failed'))).catch(
        () => undefined,
      );
      response.write('begun');
      await setTimeout(WORK_MS);
      response.end('done');
    });
    expect(answer).to.equal('cut off');
  });
});
