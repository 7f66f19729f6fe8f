/** The account `nobody` of every Unix. */
const NOBODY = 65534;

/** Runs an action as a user whom file permissions bind: tests may run as root, whom they do not. */
export async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0 || process.seteuid === undefined) return action();
  process.seteuid(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid(0);
  }
}
