import { expect } from 'chai';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '#certs/certificate.ts';
import { labCertificate } from '../../test/lab.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeWithVectors } from '../../test/vectors.ts';
import { fetchPeerOcspResponses } from './peer-client.ts';

const TIMEOUTS = { connectMs: 300, readMs: 300 };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=b\r\nConnection: close\r\n\r\n';
const PART = '--b\r\nContent-Type: application/ocsp-response\r\n\r\n';

describeWithVectors('Asking a peer for OCSP responses', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const certificates: Certificate[] = [];

  before(() => {
    certificates.push(labCertificate('auth-ss1'), labCertificate('intermediate-ca'));
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  /** A peer that does this with a connection once the first bytes have come; they are the promise. */
  async function peer(act: (socket: Socket) => void): Promise<{ port: number; request: Promise<string> }> {
    let take: (request: string) => void = () => undefined;
    const request = new Promise<string>((resolve) => {
      take = resolve;
    });
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (bytes) => {
        take(bytes.toString('latin1'));
        act(socket);
      });
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { port: (server.address() as AddressInfo).port, request };
  }

  const answering = (text: string) => peer((socket) => socket.end(Buffer.from(text, 'latin1')));

  const fetchFrom = (port: number) => fetchPeerOcspResponses({ address: '127.0.0.1', port }, certificates, TIMEOUTS);

  it('sends both forms of the hash, in the order of the certificates, and gives the responses in that order', async () => {
    const { port, request } = await answering(`${HEAD}${PART}one\r\n${PART}two\r\n--b--\r\n`);
    expect((await fetchFrom(port)).map(String)).to.deep.equal(['one', 'two']);
    const [one, two] = certificates;
    expect(await request).to.match(/^GET \/\?[^ ]* HTTP\/1\.1\r\n/);
    expect((await request).split(' ')[1]).to.equal(
      `/?cert=${one?.sha1Hex}&cert=${two?.sha1Hex}&cert_hash=${one?.sha256Hex}&cert_hash=${two?.sha256Hex}`,
    );
    expect((await request).toLowerCase()).to.include('\r\naccept: multipart/related\r\n');
  });

  it('passes over parts that are no OCSP responses', async () => {
    const { port } = await answering(`${HEAD}--b\r\n\r\nhello\r\n${PART}one\r\n${PART}two\r\n--b--\r\n`);
    expect((await fetchFrom(port)).map(String)).to.deep.equal(['one', 'two']);
  });

  const many = `${PART}x\r\n`.repeat(20);
  const refused: [string, string, RegExp][] = [
    [
      'too few responses',
      `${HEAD}${PART}one\r\n--b--\r\n`,
      /^incorrect_validation_info: The peer gave 1 OCSP responses for 2 certificates$/,
    ],
    [
      'too many responses',
      `${HEAD}${PART}1\r\n${PART}2\r\n${PART}3\r\n--b--\r\n`,
      /^incorrect_validation_info: The peer gave 3 /,
    ],
    [
      'more responses than any path has',
      `${HEAD}${many}--b--\r\n`,
      /^incorrect_validation_info: The OCSP responses of the peer cannot/,
    ],
    [
      'a response that is too large',
      `${HEAD}${PART}${'x'.repeat(70_000)}\r\n--b--\r\n`,
      /^incorrect_validation_info: /,
    ],
    ['an answer cut off', `${HEAD}${PART}one\r\n${PART}tw`, /^incorrect_validation_info: /],
    [
      'no multipart',
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi',
      /^incorrect_validation_info: /,
    ],
    [
      'no boundary',
      'HTTP/1.1 200 OK\r\nContent-Type: multipart/related\r\nContent-Length: 2\r\n\r\nhi',
      /^incorrect_validation_info: /,
    ],
    [
      'an error',
      'HTTP/1.1 500 Server Error\r\nContent-Length: 2\r\n\r\nno',
      /^http_error: .* answered with status 500$/,
    ],
    [
      'an answer without end',
      `${HEAD}${PART}${'x'.repeat(3_000_000)}`,
      /^http_error: .* answered with more than \d+ bytes$/,
    ],
    ['no HTTP', 'hello\r\n\r\n', /^network_error: /],
    ['nothing', '', /^network_error: /],
  ];
  for (const [what, answer, expected] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await refusalOf(async () => fetchFrom((await answering(answer)).port))).to.match(expected);
    });
  }

  it('waits no longer than the timeout for a silent peer', async () => {
    const { port } = await peer(() => undefined);
    const began = performance.now();
    expect(await refusalOf(() => fetchFrom(port))).to.match(/^network_error: /);
    expect(performance.now() - began).to.be.lessThan(10_000);
  });

  it('waits no longer than the whole may take for a peer that sends a byte now and then', async () => {
    const { port } = await peer((socket) => {
      socket.write(HEAD);
      const dripping = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => {
        clearInterval(dripping);
      });
    });
    const began = performance.now();
    expect(await refusalOf(() => fetchFrom(port))).to.match(/^network_error: /);
    expect(performance.now() - began).to.be.within(800, 10_000);
  });

  it('says that nobody is there', async () => {
    const { port } = await peer(() => undefined);
    servers[0]?.close();
    expect(await refusalOf(() => fetchFrom(port))).to.match(
      /^network_error: http:\/\/127\.0\.0\.1:\d+\/\S* could not be asked$/,
    );
  });
});
