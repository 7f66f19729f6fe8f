import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { FrameError, FrameReader, REQUEST_BYTES_MAX, writeFrame, type Frame } from './frames.ts';

const frames = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 0xffff_ffff }),
    kind: fc.integer({ min: 0, max: 255 }),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 8 },
);

/** Lengths that are right, nearly right, or anything, each before a body of its own length. */
const hostileStreams = fc
  .array(fc.tuple(fc.oneof(fc.constant('own'), fc.nat(120), fc.nat(0xffff_ffff)), fc.uint8Array({ maxLength: 100 })), {
    maxLength: 8,
  })
  .map((pieces) =>
    Buffer.concat(
      pieces.flatMap(([length, body]) => {
        const head = Buffer.alloc(4);
        head.writeUInt32BE(typeof length === 'number' ? length : body.length);
        return [head, body];
      }),
    ),
  );

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('Frames of the signer’s socket', () => {
  it('are read as they were written, however the stream is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }), (sent, sizes) => {
        const reader = new FrameReader(REQUEST_BYTES_MAX);
        const bytes = Buffer.concat(sent.map(({ id, kind, body }) => writeFrame(id, kind, body)));
        const received = cut(bytes, sizes).flatMap((chunk) => reader.push(chunk));
        expect(received.map(({ id, kind, body }) => ({ id, kind, body: Buffer.from(body) }))).to.deep.equal(sent);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });

  it('have the layout that their description gives', () => {
    expect(writeFrame(0x01020304, 7, Buffer.from('ab'), Buffer.from('c')).toString('hex')).to.equal(
      '0000000801020304076162' + '63',
    );
  });

  it('refuse a length below the head or above the bound, before a byte of the body has come', () => {
    for (const length of [0, 4, REQUEST_BYTES_MAX + 1, 0xffff_ffff]) {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      expect(() => new FrameReader(REQUEST_BYTES_MAX).push(head)).to.throw(
        FrameError,
        `A frame of ${length} bytes is outside 5..${REQUEST_BYTES_MAX}`,
      );
    }
  });

  it('give frames or a FrameError for any bytes, and nothing else @fuzz signer frames', () => {
    fc.assert(
      fc.property(hostileStreams, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (bytes, sizes) => {
        const reader = new FrameReader(100);
        const received: Frame[] = [];
        try {
          for (const chunk of cut(bytes, sizes)) received.push(...reader.push(chunk));
        } catch (error) {
          expect(error).to.be.instanceOf(FrameError);
        }
        for (const { body } of received) expect(body.length).to.be.at.most(95);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
