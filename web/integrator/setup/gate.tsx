import { Navigate, Outlet, useLocation } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Loaded } from '../../design/loaded.tsx';
import { TokensNotice } from '../tokens/notice.tsx';
import { isInitialised } from './status.ts';

const SET_UP = '/setup';
/** The ways to a server that is set up. */
const WAYS: readonly string[] = [SET_UP, '/setup/restore'];
/** Where it matters that nobody is logged in to a token. */
const ABOUT_TOKENS = /^\/($|setup|config(\/|$))/;

/** A central server that is not initialised has its set-up alone, or a backup that it is restored from. */
export function SetUpGate() {
  const { pathname } = useLocation();
  const status = useAnswer(call('get', '/initialization/status', {}));
  return (
    <Loaded of={status}>
      {(known) => {
        if (!isInitialised(known) && !WAYS.includes(pathname)) return <Navigate to={SET_UP} replace />;
        return (
          <>
            {isInitialised(known) && ABOUT_TOKENS.test(pathname) && <TokensNotice />}
            <Outlet />
          </>
        );
      }}
    </Loaded>
  );
}
