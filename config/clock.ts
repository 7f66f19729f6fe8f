/** The one place that programs take the time from. */
export interface Clock {
  readonly kind: 'system' | 'fixed' | 'shifted';
  now(): Date;
}

export const systemClock: Clock = {
  kind: 'system',
  // eslint-disable-next-line no-restricted-syntax -- this is the one place
  now: () => new Date(),
};

/** A clock that stands still. Only tests and the sandbox may use it; programs refuse it in production. */
export function fixedClock(at: Date): Clock {
  return { kind: 'fixed', now: () => new Date(at) };
}

/** A clock that runs `offsetMs` milliseconds ahead of the system's (behind it, when negative). Tests and sandbox only. */
export function shiftedClock(offsetMs: number): Clock {
  return { kind: 'shifted', now: () => new Date(systemClock.now().getTime() + offsetMs) };
}
