import { DrumError } from '#protocol/errors.ts';

/** What the caller may want to go on in spite of. */
export interface Warning {
  readonly code: string;
  readonly metadata: readonly string[];
}

/** A refusal that `ignore_warnings` lifts. */
export class WarningsDetected extends DrumError {
  readonly warnings: readonly Warning[];

  constructor(message: string, warnings: readonly Warning[]) {
    super('warnings_detected', message);
    this.warnings = warnings;
  }
}
