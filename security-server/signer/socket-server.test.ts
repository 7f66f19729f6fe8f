import { expect } from 'chai';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { quietLog } from '../../test/quiet-log.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { ANSWER_BYTES_MAX, FrameReader, REQUEST_BYTES_MAX, writeFrame, type Frame } from './frames.ts';
import { OPERATIONS, OUTCOMES, readFailure, writeSignRequest, writeTokenAndPin } from './messages.ts';
import { operate } from './operations.ts';
import { openSigner } from './signer.ts';
import { SocketServer } from './socket-server.ts';

const nothing = () => undefined;
const log = quietLog;

/** A connection that sends what it is told and gathers what comes. */
class Peer {
  frames: Frame[] = [];
  readonly closed: Promise<void>;
  readonly socket: Socket;
  private waiting: (() => void) | undefined;

  constructor(path: string) {
    const reader = new FrameReader(ANSWER_BYTES_MAX);
    this.socket = connect(path);
    this.socket.on('error', nothing);
    this.socket.on('data', (chunk) => {
      this.frames.push(...reader.push(chunk));
      this.waiting?.();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => {
        resolve();
        this.waiting?.();
      });
    });
  }

  async answers(count: number): Promise<Frame[]> {
    while (this.frames.length < count && !this.socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
    return this.frames;
  }

  async ask(kind: number, ...body: Uint8Array[]): Promise<string> {
    // What was answered before is nobody's concern any more.
    this.frames = [];
    this.socket.write(writeFrame(99, kind, ...body));
    const [answer] = await this.answers(1);
    if (answer === undefined) return 'closed';
    if (answer.kind === OUTCOMES.done) return 'done';
    const { code, message } = readFailure(answer.body);
    return `${code}: ${message}`;
  }
}

describe('The signer’s socket', () => {
  const folder = temporaryFolders();
  const servers: SocketServer[] = [];

  async function serve(answer: (kind: number, body: Buffer) => Promise<Uint8Array>): Promise<string> {
    const path = join(folder(), 's.sock');
    const server = new SocketServer(answer, log);
    servers.push(server);
    await server.listen(path);
    return path;
  }

  /** A signer without tokens: what is malformed never reaches one. */
  async function serveSigner(): Promise<string> {
    const signer = await openSigner(folder(), [], log);
    return serve((kind, body) => operate(signer, kind, body));
  }

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('cuts off a peer whose frame is larger than allowed, and serves the others', async () => {
    const path = await serveSigner();
    const peer = new Peer(path);
    peer.socket.write(writeFrame(1, OPERATIONS.sign, Buffer.alloc(REQUEST_BYTES_MAX)));
    await peer.closed;
    expect(peer.frames).to.deep.equal([]);
    expect(await new Peer(path).ask(OPERATIONS.status)).to.equal('done');
  });

  it('refuses what is no operation, or whose body cannot be read, and goes on', async () => {
    const peer = new Peer(await serveSigner());
    const cases: [number, Uint8Array[], string][] = [
      [0, [], 'invalid_request: The signer knows no operation 0'],
      [200, [], 'invalid_request: The signer knows no operation 200'],
      [OPERATIONS.sign, [], 'invalid_request: The request to the signer is malformed: it ends early'],
      [
        OPERATIONS.sign,
        [Buffer.from([5, 1])],
        'invalid_request: The request to the signer is malformed: it ends early',
      ],
      [
        OPERATIONS.sign,
        [Buffer.from([1, 65, 1, 66, 7])],
        'invalid_request: The request to the signer is malformed: the form of the signature is unknown',
      ],
      [
        OPERATIONS.sign,
        writeSignRequest({ keyId: 'k', algorithm: 'SHA512withRSA', form: 'der', data: Buffer.alloc(3) }),
        'key_not_found: There is no such key',
      ],
      [OPERATIONS.login, writeTokenAndPin('9', Buffer.from('1234')), 'token_not_found: There is no such token'],
      [OPERATIONS.generateKey, [Buffer.from('{')], 'invalid_request: The request to the signer is not JSON'],
      [
        OPERATIONS.changeCertificate,
        [Buffer.from('{"sha256":"12"}')],
        'invalid_request: The request to the signer is malformed: sha256: must be a SHA-256 in hex',
      ],
      [
        OPERATIONS.deleteCertificate,
        [Buffer.from(JSON.stringify({ sha256: 'ab'.repeat(32) }))],
        `cert_not_found: There is no certificate with SHA-256 ${'ab'.repeat(32)}`,
      ],
    ];
    for (const [kind, body, expected] of cases) expect(await peer.ask(kind, ...body)).to.equal(expected);
    expect(await peer.ask(OPERATIONS.keys)).to.equal('done');
  });

  it('answers any operation with any body by an outcome or a code that is not ours to be ashamed of @fuzz signer requests', async () => {
    const peer = new Peer(await serveSigner());
    const kinds = fc.oneof(fc.constantFrom(...Object.values(OPERATIONS)), fc.integer({ min: 0, max: 255 }));
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(kinds, bodies, async (kind, body) => {
        expect(await peer.ask(kind, body)).to.match(/^(done$|invalid_request: |key_not_found: |token_not_found: )/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('takes any stream of bytes without harm to its other peers', async () => {
    const path = await serveSigner();
    const good = new Peer(path);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const peer = new Peer(path);
        peer.socket.end(bytes);
        await peer.closed;
        expect(await good.ask(OPERATIONS.status)).to.equal('done');
      }),
      { numRuns: Math.min(fuzzRuns(100), 2_000) },
    );
  });

  it('refuses what goes beyond the greatest number of requests under way', async () => {
    let release: () => void = nothing;
    const held = new Promise<Uint8Array>((resolve) => {
      release = () => {
        resolve(Buffer.from('done'));
      };
    });
    const peer = new Peer(await serve(() => held));
    const count = 1_030;
    for (let id = 1; id <= count; id += 1) peer.socket.write(writeFrame(id, OPERATIONS.status));
    const refused = [...(await peer.answers(6))];
    release();
    const all = await peer.answers(count);
    expect(refused.map(({ id }) => id)).to.deep.equal([1_025, 1_026, 1_027, 1_028, 1_029, 1_030]);
    expect(refused.map(({ body }) => readFailure(body).code)).to.deep.equal(Array(6).fill('cannot_sign'));
    expect(all.filter(({ kind }) => kind === OUTCOMES.done)).to.have.length(1_024);
  });

  it('cuts off a peer that lets its answers lie', async () => {
    const path = await serve(() => Promise.resolve(Buffer.alloc(1024 * 1024)));
    const peer = new Peer(path);
    peer.socket.pause();
    for (let id = 1; id <= 200; id += 1) peer.socket.write(writeFrame(id, OPERATIONS.keys));
    await new Promise((resolve) => setTimeout(resolve, 300));
    peer.socket.resume();
    await peer.closed;
    expect(peer.frames.length).to.be.lessThan(200);
  });
});
