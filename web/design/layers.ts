import { session } from '../api/session.ts';
import { useStore } from '../api/store.ts';

/** What a dialog or drawer needs besides its own: where it stands, and that it lets go of the focus while somebody signs in on top. */
export function useLayer() {
  const { phase } = useStore(session.state);
  return {
    container: () => document.getElementById('layers'),
    disableEnforceFocus: phase === 'over',
  };
}
