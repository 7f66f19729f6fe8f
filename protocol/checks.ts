import { asDrumError, type DrumError } from './errors.ts';

type Outcome = 'ok' | 'warning' | 'failed';

/** One thing that was looked at in a verification, and what was found. */
export interface Check {
  /** What was looked at: a stable name in kebab-case, such as `signature-value`. */
  readonly name: string;
  readonly outcome: Outcome;
  /** The evidence, in words: digests, names, times. */
  readonly detail: string;
}

/**
 * The list that every verification returns, filled in the order of the policy. A failed check stops the verification;
 * the error is kept, so that the caller may either read the list or throw.
 */
export class Checks {
  private readonly checks: Check[] = [];
  private failure: DrumError | undefined;

  get list(): readonly Check[] {
    return this.checks;
  }

  /** The first failure, or undefined when everything held. */
  get error(): DrumError | undefined {
    return this.failure;
  }

  ok(name: string, detail: string): void {
    this.checks.push({ name, outcome: 'ok', detail });
  }

  warn(name: string, detail: string): void {
    this.checks.push({ name, outcome: 'warning', detail });
  }

  /** Runs a check; `action` returns its value and the evidence. What it throws is recorded as failed and thrown on. */
  run<T>(name: string, action: () => { value: T; detail: string }): T {
    try {
      const { value, detail } = action();
      this.ok(name, detail);
      return value;
    } catch (error) {
      this.fail(name, asDrumError(error));
      throw this.failure ?? error;
    }
  }

  fail(name: string, error: DrumError): void {
    this.checks.push({ name, outcome: 'failed', detail: error.message });
    this.failure ??= error;
  }
}
