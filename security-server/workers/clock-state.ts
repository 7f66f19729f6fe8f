import { fixedClock, shiftedClock, systemClock, type Clock } from '#config/clock.ts';

/** A clock on its way to another process. */
export type ClockState =
  | { readonly kind: 'system' }
  | { readonly kind: 'fixed'; readonly at: Date }
  | { readonly kind: 'shifted'; readonly offsetMs: number };

export function clockState(clock: Clock): ClockState {
  switch (clock.kind) {
    case 'system':
      return { kind: 'system' };
    case 'fixed':
      return { kind: 'fixed', at: clock.now() };
    case 'shifted':
      return { kind: 'shifted', offsetMs: clock.now().getTime() - systemClock.now().getTime() };
  }
}

export function clockAs(state: ClockState): Clock {
  switch (state.kind) {
    case 'system':
      return systemClock;
    case 'fixed':
      return fixedClock(state.at);
    case 'shifted':
      return shiftedClock(state.offsetMs);
  }
}
