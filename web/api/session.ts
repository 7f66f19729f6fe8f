import { Store } from './store.ts';

interface User {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

type SessionState =
  /** Not known yet. */
  | { readonly phase: 'unknown' }
  | { readonly phase: 'out' }
  /** Signed in by the first password, which must be changed. */
  | { readonly phase: 'first-password'; readonly name?: string }
  | { readonly phase: 'in'; readonly user: User }
  /** It was there and is over; what was typed stays beneath. */
  | { readonly phase: 'over'; readonly user: User };

/** Who sits at the screens. */
class Session {
  readonly state = new Store<SessionState>({ phase: 'unknown' });

  set(state: SessionState): void {
    this.state.set(state);
  }

  isOver(): void {
    const { value } = this.state;
    if (value.phase === 'in') this.set({ phase: 'over', user: value.user });
  }

  /** Resolves when somebody has signed in after the session was over. */
  signedInAgain(signal?: AbortSignal): Promise<void> {
    this.isOver();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        stop();
        signal?.removeEventListener('abort', aborted);
      };
      const stop = this.state.subscribe(() => {
        if (this.state.value.phase !== 'in') return;
        done();
        resolve();
      });
      const aborted = (): void => {
        done();
        reject(new DOMException('The call is not wanted any more', 'AbortError'));
      };
      signal?.addEventListener('abort', aborted);
    });
  }
}

export const session = new Session();
