import { session } from './session.ts';
import { useStore } from './store.ts';

/** What whoever sits there may do. */
export function useRights(): (permission: string) => boolean {
  const state = useStore(session.state);
  return (permission) => (state.phase === 'in' || state.phase === 'over') && state.user.permissions.has(permission);
}
