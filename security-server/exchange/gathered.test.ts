import { expect } from 'chai';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { gathered } from './gathered.ts';

const KIB = 1024;

async function* parts(sizes: readonly number[], taken: number[] = []): AsyncGenerator<Buffer> {
  for (const [index, size] of sizes.entries()) {
    await setImmediate();
    taken.push(size);
    yield Buffer.alloc(size, index);
  }
}

describe('A message to another security server', () => {
  it('is one buffer when it is short', async () => {
    const message = await gathered(parts([10, 0, 20]));
    expect(message).to.deep.equal(Buffer.concat([Buffer.alloc(10, 0), Buffer.alloc(20, 2)]));
  });

  it('is nothing when it has no parts', async () => {
    expect(await gathered(parts([]))).to.deep.equal(Buffer.alloc(0));
  });

  it('is chunks of the same bytes when it is long', async () => {
    const sizes = [10, 70 * KIB, 30 * KIB, 1, 64 * KIB, 5];
    const message = await gathered(parts(sizes));
    if (Buffer.isBuffer(message)) throw new Error('It was gathered whole');
    const whole = Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index)));
    expect((await buffer(message)).equals(whole)).to.equal(true);
  });

  it('is not read ahead of whoever sends it', async () => {
    const taken: number[] = [];
    const message = await gathered(parts(Array<number>(100).fill(64 * KIB), taken));
    if (Buffer.isBuffer(message)) throw new Error('It was gathered whole');
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    expect(taken.length).to.equal(1);
    await message.next();
    await message.next();
    expect(taken.length).to.equal(2);
    await message.return(undefined);
  });

  it('fails where a part of it cannot be had', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield* parts([70 * KIB]);
      throw new Error('gone');
    }
    const message = await gathered(broken());
    if (Buffer.isBuffer(message)) throw new Error('It was gathered whole');
    expect(await buffer(message).catch((error: unknown) => (error as Error).message)).to.equal('gone');
  });
});
