import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { drumError } from '#protocol/errors.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { collectBody, keepBytes, type BodyRules, type KeptBytes } from './body.ts';
import { Spool } from './spool.ts';

const MEBIBYTE = 1024 * 1024;
const LOGGABLE_BYTES_MAX = 900;

describe('a message body', () => {
  const folders = temporaryFolders();
  const rules = (folder: string, more: Partial<BodyRules> = {}): BodyRules => ({
    bytesMax: 1000,
    memoryBytesMax: 100,
    assertLoggable: () => undefined,
    spool: new Spool(folder, 2000),
    ...more,
  });
  const chunked = (bytes: Buffer, size = 7): Readable =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, at * size + size)),
    );
  /** As one who sends each chunk before asking for the next. */
  const contentOf = async (kept: KeptBytes | undefined): Promise<Buffer> => {
    const copies: Buffer[] = [];
    for await (const chunk of kept?.chunks() ?? []) copies.push(Buffer.from(chunk));
    return Buffer.concat(copies);
  };

  for (const [size, place] of [
    [1, 'memory'],
    [99, 'memory'],
    [100, 'memory'],
    [101, 'a file'],
    [1000, 'a file'],
  ] as const) {
    for (const stated of [undefined, size]) {
      it(`of ${size} bytes, ${stated === undefined ? 'not ' : ''}stated beforehand, is kept in ${place} and comes back as it was`, async () => {
        const folder = folders();
        const bytes = randomBytes(size);
        const body = await collectBody(chunked(bytes), rules(folder), stated);
        expect(body?.size).to.equal(size);
        expect(body?.digest).to.deep.equal(createHash('sha512').update(bytes).digest());
        expect(body?.file === undefined ? 'memory' : 'a file').to.equal(place);
        expect(readdirSync(folder)).to.have.length(place === 'memory' ? 0 : 1);
        expect(await contentOf(body)).to.deep.equal(bytes);
        await body?.dispose();
        await body?.dispose();
        expect(readdirSync(folder)).to.deep.equal([]);
      });
    }
  }

  for (const chunkBytes of [1000, 65_537, 300_000]) {
    it(`of several megabytes in chunks of ${chunkBytes} bytes comes back as it was, also twice at once`, async () => {
      const bytes = randomBytes(3 * MEBIBYTE + 1);
      const spool = new Spool(folders(), 4 * MEBIBYTE);
      const body = await keepBytes(chunked(bytes, chunkBytes), rules('', { bytesMax: 4 * MEBIBYTE, spool }));
      const [once, again] = await Promise.all([contentOf(body), contentOf(body)]);
      expect(once.equals(bytes)).to.equal(true);
      expect(again.equals(bytes)).to.equal(true);
      await body?.dispose();
    });
  }

  it('that nobody reads to its end leaves no file open', async () => {
    const openFiles = (): string[] => readdirSync('/proc/self/fd');
    const body = await collectBody(chunked(randomBytes(1000)), rules(folders()));
    const before = openFiles().length;
    const chunks = body?.chunks();
    await chunks?.next();
    expect(openFiles()).to.have.length(before + 1);
    await chunks?.return(undefined);
    expect(openFiles()).to.have.length(before);
    await body?.dispose();
  });

  it('of no bytes is none', async () => {
    expect(await collectBody(Readable.from([Buffer.alloc(0)]), rules(folders()))).to.equal(undefined);
    expect(await collectBody(Readable.from([]), rules(folders()), 0)).to.equal(undefined);
  });

  const loggable = (size: number): void => {
    if (size > LOGGABLE_BYTES_MAX) throw drumError('logging_failed', `more than ${LOGGABLE_BYTES_MAX}`);
  };

  for (const [title, more, sizeMax, refusal] of [
    ['it may have', {}, 1000, 'invalid_body: The message body has more than 1000 bytes'],
    ['can be logged', { assertLoggable: loggable }, 900, 'logging_failed: more than 900'],
  ] as const) {
    for (const isStated of [true, false]) {
      it(`of more bytes than ${title} is ${isStated ? 'refused before it is read' : 'not read on'}, and leaves nothing`, async () => {
        const folder = folders();
        let read = 0;
        const endless = Readable.from(
          (function* () {
            for (; ; read += 1) yield Buffer.alloc(1);
          })(),
        );
        const stated = isStated ? sizeMax + 1 : undefined;
        expect(await refusalOf(() => collectBody(endless, rules(folder, more), stated))).to.equal(refusal);
        expect(read).to.be.within(isStated ? 0 : sizeMax, isStated ? 0 : sizeMax + 1);
        expect(readdirSync(folder)).to.deep.equal([]);
      });
    }
  }

  it('that breaks off leaves nothing behind', async () => {
    const folder = folders();
    const broken = Readable.from(
      (function* () {
        yield randomBytes(500);
        throw new Error('broken');
      })(),
    );
    const error = await collectBody(broken, rules(folder)).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'broken');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('that the disk does not take is refused, and its room is free again', async () => {
    const folder = join(folders(), 'gone');
    const spool = new Spool(folder, 1000);
    const full = rules('', { spool });
    expect(await refusalOf(() => collectBody(chunked(randomBytes(1000)), full, 1000))).to.equal(
      'io_error: A message body could not be kept on the disk of this server',
    );
    mkdirSync(folder);
    await (await collectBody(chunked(randomBytes(1000)), full, 1000))?.dispose();
    rmSync(folder, { recursive: true });
  });

  describe('beside others', () => {
    const NO_ROOM =
      "overloaded: Large bodies under way leave no room for another on this server's disk (proxy.spool-max is 2000 bytes)";

    it('is refused at once when its stated size finds no room, and taken when there is room again', async () => {
      const shared = rules(folders());
      const [first, second] = await Promise.all([
        collectBody(chunked(randomBytes(1000)), shared, 1000),
        collectBody(chunked(randomBytes(900)), shared, 900),
      ]);
      const unread = Readable.from([Buffer.alloc(101)]);
      expect(await refusalOf(() => collectBody(unread, shared, 101))).to.equal(NO_ROOM);
      expect(unread.readableDidRead).to.equal(false);
      // Small ones need no room.
      expect((await collectBody(chunked(randomBytes(100)), shared, 100))?.size).to.equal(100);
      await first?.dispose();
      const third = await collectBody(chunked(randomBytes(1000)), shared, 1000);
      expect(third?.size).to.equal(1000);
      await Promise.all([second?.dispose(), third?.dispose()]);
    });

    it('holds the room of its stated size while it comes, and gives it back when it breaks off', async () => {
      const shared = rules(folders(), { bytesMax: 5000 });
      const slow = new Readable({ read: () => undefined });
      const coming = collectBody(slow, shared, 2000);
      coming.catch(() => undefined);
      await setImmediate();
      expect(await refusalOf(() => collectBody(chunked(randomBytes(101)), shared, 101))).to.equal(NO_ROOM);
      slow.destroy(new Error('gone'));
      await coming.catch(() => undefined);
      await (await collectBody(chunked(randomBytes(2000)), shared, 2000))?.dispose();
    });

    it('of no stated size is refused when it outgrows the room', async () => {
      const folder = folders();
      const shared = rules(folder, { bytesMax: 5000 });
      expect(await refusalOf(() => collectBody(chunked(randomBytes(2001)), shared))).to.equal(NO_ROOM);
      expect(readdirSync(folder)).to.deep.equal([]);
      await (await collectBody(chunked(randomBytes(2000)), shared))?.dispose();
    });
  });
});
