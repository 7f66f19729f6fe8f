import { DrumError, type ErrorCode } from '#protocol/errors.ts';

/** A refusal whose metadata are names and values for programs, as X-Road has them, and not its message. */
export class RefusalWithValues extends DrumError {
  readonly values: readonly string[];

  constructor(code: ErrorCode, message: string, values: readonly string[]) {
    super(code, message);
    this.values = values;
  }
}
