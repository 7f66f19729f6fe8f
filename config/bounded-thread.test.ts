import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { temporaryFolders } from '../test/temporary.ts';
import { BoundedThread } from './bounded-thread.ts';

const PROGRAM = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (task) => {
    if (task === 'long') for (;;);
    if (task === 'broken') throw new Error('broken');
    parentPort.postMessage('did ' + task);
  });`;

describe('A thread with bounds', function () {
  this.timeout(10_000);
  const folder = temporaryFolders();

  it('does one task after the other, and gives up what takes too long or fails', async () => {
    const file = join(folder(), 'thread.mjs');
    writeFileSync(file, PROGRAM);
    const thread = new BoundedThread<string, string>(pathToFileURL(file), { msMax: 1_500, heapMibMax: 64 });
    const tasks = ['one', 'long', 'two', 'broken', 'three'];
    expect(await Promise.all(tasks.map((task) => thread.ask(task)))).to.deep.equal([
      ...['did one', undefined, 'did two', undefined, 'did three'],
    ]);
    await thread.close();
  });
});
