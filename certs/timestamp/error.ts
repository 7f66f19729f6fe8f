import { drumError, type DrumError, type ErrorCode } from '#protocol/errors.ts';

/** Faults of time-stamping stand behind X-Road's prefix for its message log. */
export const mlogError = (code: ErrorCode, message: string, cause?: unknown): DrumError =>
  drumError(code, message, cause).withPrefix('mlog');
