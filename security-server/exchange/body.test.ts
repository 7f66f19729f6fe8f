import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { temporaryFolders } from '../../test/temporary.ts';
import { collectBody } from './body.ts';

describe('a message body', () => {
  const folders = temporaryFolders();
  const limits = (folder: string) => ({ bytesMax: 1000, memoryBytesMax: 100, folder });
  const chunked = (bytes: Buffer, size = 7): Readable =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, at * size + size)),
    );

  for (const [size, place] of [
    [1, 'memory'],
    [100, 'memory'],
    [101, 'a file'],
    [1000, 'a file'],
  ] as const) {
    it(`of ${size} bytes is kept in ${place} and comes back as it was`, async () => {
      const folder = folders();
      const bytes = randomBytes(size);
      const body = await collectBody(chunked(bytes), limits(folder));
      expect(body?.size).to.equal(size);
      expect(body?.digest).to.deep.equal(createHash('sha512').update(bytes).digest());
      expect(body?.file === undefined ? 'memory' : 'a file').to.equal(place);
      expect(await buffer(body?.stream() ?? Readable.from([]))).to.deep.equal(bytes);
      await body?.dispose();
      expect(readdirSync(folder)).to.deep.equal([]);
    });
  }

  it('of no bytes is none', async () => {
    expect(await collectBody(Readable.from([Buffer.alloc(0)]), limits(folders()))).to.equal(undefined);
  });

  it('above the limit is refused, and leaves nothing behind', async () => {
    const folder = folders();
    const error = await collectBody(chunked(randomBytes(1001)), limits(folder)).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'invalid_body');
    expect(error).to.have.property('message', 'The message body has more than 1000 bytes');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('that breaks off leaves nothing behind', async () => {
    const folder = folders();
    const broken = Readable.from(
      (function* () {
        yield randomBytes(500);
        throw new Error('broken');
      })(),
    );
    const error = await collectBody(broken, limits(folder)).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'broken');
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
