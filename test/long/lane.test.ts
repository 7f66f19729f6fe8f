import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolders } from '../temporary.ts';
import { MISBEHAVING_PARSERS } from './misbehaving-parsers.ts';

const RUN = join(import.meta.dirname, '..', 'run.mjs');

describe('The long lane', () => {
  const newFolder = temporaryFolders();
  // The lane keeps the inputs of parsers that failed.
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [RUN, '--long', ...args], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: newFolder() },
    });

  it('passes the good parser and fails each of the others for its reason', () => {
    const { stdout, status } = run(
      '--spec',
      MISBEHAVING_PARSERS,
      '--inputs',
      '200',
      '--silence-seconds',
      '8',
      '--seed',
      '7',
    );
    const verdicts = new Map(
      [...stdout.matchAll(/^that ([a-z ]+?) {2,}.* ms {2}(passed|FAILED: .*)$/gm)].map(([, name, verdict]) => [
        name,
        verdict,
      ]),
    );
    expect([...verdicts].toSorted()).to.deep.equal([
      ['did not foresee it', 'FAILED: a test failed'],
      ['ends the process', 'FAILED: ended after 1 inputs'],
      ['gives a code of its own', 'FAILED: a test failed'],
      ['hangs', 'FAILED: hangs: no progress for 8 s'],
      ['is good', 'passed'],
      ['keeps what it reads', 'FAILED: needs more than 192 MiB of heap'],
      ['puts a code on a mistake', 'FAILED: a test failed'],
      ['takes memory outside the heap', 'FAILED: needs more than 640 MiB of memory'],
      ['throws something else', 'FAILED: a test failed'],
    ]);
    expect(stdout).to.match(/^that is good +200 +\d+ /m);
    expect(stdout).to.include('The code no_such_code is not in the registry');
    expect(stdout).to.include('An unforeseen exception stands behind invalid_xml');
    expect(stdout).to.include('--only "that hangs" --inputs 200 --seed 7');
    expect(stdout.trimEnd().split('\n').at(-1)).to.equal('1 passed, 8 failed, 0 skipped');
    expect(status).to.equal(1);
  }).timeout(120_000);

  it('counts what it leaves out, and takes no nonsense for a number', () => {
    const { stdout, status } = run('--spec', MISBEHAVING_PARSERS, '--inputs', '5', '--only', 'is good');
    expect(stdout.trimEnd().split('\n').at(-1)).to.equal('1 passed, 0 failed, 8 skipped');
    expect(status).to.equal(0);
    expect(run('--inputs', 'many').stderr).to.include('--inputs must be a whole number above 0, not many');
  }).timeout(60_000);
});
