import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(ROOT, 'bin', 'drum.mjs');
const CACHE = join(ROOT, 'node_modules', '.cache', 'drum');

describe('bin/drum.mjs', () => {
  it('keeps compiled code beside the packages, for the next start', function () {
    this.timeout(30_000);
    rmSync(CACHE, { recursive: true, force: true });
    // Of the run that measures coverage, which needs everything compiled.
    const env = { ...process.env, NODE_V8_COVERAGE: '' };
    const { status } = spawnSync(process.execPath, [PROGRAM, '--help'], { env });
    expect(status).to.equal(0);
    expect(readdirSync(CACHE)).to.have.length(1);
  });
});
