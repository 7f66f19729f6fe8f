/** Says loudly, as a skipped test, that something is not tried and why. Whether it is so. */
export function isLeftOut(reason: string | undefined, what = 'NOT TRIED HERE'): boolean {
  if (reason === undefined) return false;
  it.skip(`${what}: ${reason}`);
  return true;
}
