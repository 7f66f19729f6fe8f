import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../temporary.ts';
import { DrumProcess } from './drum-process.ts';

const READY_MS_MAX = 60_000;

/** Programs that are each a process of their own, started twice on one data folder. Security servers: `test/faults/starting.ts`. */
describe('A second process on the data folder of', function () {
  this.timeout(READY_MS_MAX);
  const newFolder = temporaryFolders();
  const started: DrumProcess[] = [];
  afterEach(async () => {
    for (const each of started.splice(0)) await each.kill('SIGKILL');
  });

  const rows = {
    authority: 'name: Test\ndata: data\nseed: s\nport: 0\n',
    'central-server':
      'data: data\ninstance: TEST\nlisten: { address: 127.0.0.1, port: 0 }\npublicAddress: a\npin: { file: pin }\nsigningKeyType: EC\n',
    'register civil-registration': 'data: data\nport: 0\npopulation: { persons: 100 }\n',
  };
  for (const [program, yaml] of Object.entries(rows)) {
    it(`drum ${program} is refused while the first lives, and starts at once when it is killed`, async () => {
      const folder = newFolder();
      writeFileSync(join(folder, 'pin'), 'secret-1234\n');
      const file = join(folder, 'program.yaml');
      writeFileSync(file, yaml);
      const start = (): DrumProcess => {
        const child = new DrumProcess(...program.split(' '), '--config', file);
        started.push(child);
        return child;
      };
      const isReady = async ({ firstLine }: DrumProcess): Promise<boolean> =>
        (JSON.parse((await firstLine) ?? '{}') as { ready?: boolean }).ready === true;

      const first = start();
      expect(await isReady(first)).to.equal(true);
      const { code, err } = await start().ended();
      expect(err).to.include(
        `data_in_use: The folder ${join(folder, 'data')} is in use by another process; stop that process first\n`,
      );
      expect(code).to.equal(2);
      await first.kill('SIGKILL');
      const third = start();
      expect(await isReady(third)).to.equal(true);
      expect((await third.kill('SIGTERM')).code).to.equal(0);
    });
  }
});
