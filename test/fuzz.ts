/** Inputs per property: a few by default, `DRUM_FUZZ_RUNS` of them in the long lane (`npm run test:long`). */
export function fuzzRuns(defaultRuns: number): number {
  const asked = Number(process.env.DRUM_FUZZ_RUNS);
  return Number.isInteger(asked) && asked > 0 ? asked : defaultRuns;
}
