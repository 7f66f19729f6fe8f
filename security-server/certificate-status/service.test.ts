import { expect } from 'chai';
import { request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { keptLog } from '../../test/quiet-log.ts';
import { OcspService } from './service.ts';

const nothing = () => undefined;
const log = keptLog();
const SHA1 = 'ab'.repeat(20);
const RESPONSE = Buffer.from('3000', 'hex');

interface Answer {
  status: number | undefined;
  text: string;
}

describe('The OCSP service for peers', () => {
  let service: OcspService;
  let port: number;

  before(async () => {
    service = new OcspService((hash) => (hash === SHA1 ? RESPONSE : undefined), log);
    port = await service.listen('127.0.0.1', 0);
  });
  after(() => service.close());

  function ask(method: string, path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, method, path, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString('latin1') });
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  it('answers a heart beat', async () => {
    expect(await ask('HEAD', '/')).to.deep.equal({ status: 200, text: '' });
  });

  const refused: [string, string, string][] = [
    ['GET', '/', 'No certificate hash was given'],
    ['GET', '/?cert=', 'A certificate hash is not hexadecimal'],
    ['GET', '/?cert=%3Cscript%3E', 'A certificate hash is not hexadecimal'],
    ['GET', `/?cert=${SHA1}&cert=0011`, 'Could not find OCSP response for certificate 0011'],
    ['GET', `/?${'cert=00&'.repeat(33)}`, 'More than 32 certificate hashes were given'],
    ['POST', `/?cert=${SHA1}`, 'Method POST is not supported'],
    ['DELETE', '/', 'Method DELETE is not supported'],
  ];
  for (const [method, path, text] of refused) {
    it(`refuses ${method} ${path.slice(0, 60)}`, async () => {
      expect(await ask(method, path)).to.deep.equal({ status: 500, text });
    });
  }

  it('takes hashes in either case, a certificate twice, and the other form of the hash where there is no `cert`', async () => {
    for (const [query, parts] of [
      [`cert=${SHA1.toUpperCase()}`, 1],
      [`cert=${SHA1}&cert=${SHA1}`, 2],
      [`cert_hash=${SHA1}`, 1],
    ] as const) {
      const { status, text } = await ask('GET', `/?${query}`);
      expect(status).to.equal(200);
      expect(text.match(/Content-Type: application\/ocsp-response\r\n\r\n0\x00\r\n--/g)).to.have.length(parts);
    }
  });

  it('outlives any bytes on its port', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
          socket.on('error', nothing);
          socket.on('close', () => {
            resolve();
          });
          socket.resume();
        });
        expect((await ask('HEAD', '/')).status).to.equal(200);
      }),
      { numRuns: Math.min(fuzzRuns(50), 2_000) },
    );
  });
});
