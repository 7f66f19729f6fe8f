import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', 'shared', 'vectors');

/** The path of a conformance vector, which stands beside the project and is read in place. */
export function vectorsPath(...parts: string[]): string {
  return join(root, ...parts);
}

/** A suite over the conformance vectors. Where they are absent it says so, loudly, and holds no test. */
export function describeWithVectors(title: string, suite: (this: Mocha.Suite) => void): void {
  if (existsSync(root)) {
    describe(title, suite);
  } else {
    process.stderr.write(`\n*** CONFORMANCE NOT TESTED: "${title}": ../shared/vectors is absent ***\n\n`);
  }
}
