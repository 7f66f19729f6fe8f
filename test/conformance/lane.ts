/** What an optional lane prints, and how it ends. */

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Code of a lane that could not run because what it needs is absent. */
const NOT_TESTED = 2;

export function notTested(why: string): never {
  process.stderr.write(`\n*** NOT TESTED: ${why} ***\n\n`);
  process.exit(NOT_TESTED);
}
