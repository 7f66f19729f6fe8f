// The spec reporter, and as the last line the counts in the form that CI reads.
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    process.once('exit', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
      require('node:fs').writeFileSync(
        require('node:path').join(__dirname, '..', 'coverage', 'counts.txt'),
        `${passes} passed, ${failures} failed, ${pending} skipped\n`,
      );
    });
  }
};
