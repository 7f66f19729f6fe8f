/** Where a command of the command line writes, and how it says whether what it was asked holds. */
export interface Io {
  /** Writes to standard output, as given: the caller ends its lines. */
  out(text: string): void;
  /** Writes to standard error, as given. */
  err(text: string): void;
  /** Aborted when nobody reads standard output any more, or it cannot be written to. */
  readonly unread?: AbortSignal;
  /** 0 = holds, 1 = does not hold, 2 = could not be judged. The last call before the command ends counts. */
  exit(code: 0 | 1 | 2): void;
}
