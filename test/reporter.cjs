// The spec reporter, and as the last line the counts in the form that CI reads.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { reporters } = require('mocha');

const folder = join(__dirname, '..', 'coverage');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    process.once('exit', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'counts.txt'), `${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
};
