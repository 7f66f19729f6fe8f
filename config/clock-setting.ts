import { drumError } from '#protocol/errors.ts';
import { fixedClock, shiftedClock, systemClock, type Clock } from './clock.ts';

export interface ClockSetting {
  readonly sandbox: boolean;
  readonly clock?: { readonly fixedAt: string } | { readonly offsetMs: number };
}

/** The clock that a program's file asks for. Throws `malformed_server_conf` for another than the system's in production. */
export function clockOf({ sandbox, clock }: ClockSetting): Clock {
  if (clock === undefined) return systemClock;
  if (!sandbox)
    throw drumError('malformed_server_conf', 'clock: only a sandbox may have a clock of its own (sandbox: true)');
  return 'fixedAt' in clock ? fixedClock(new Date(clock.fixedAt)) : shiftedClock(clock.offsetMs);
}
