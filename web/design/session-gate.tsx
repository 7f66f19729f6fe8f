import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { findUser } from '../api/sign-in.ts';
import { problemOf, type Problem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { useStore } from '../api/store.ts';
import { ErrorPanel } from './error-panel.tsx';
import { FirstPassword } from './first-password.tsx';
import { SignIn } from './sign-in.tsx';

/** Shows what is inside to whoever has signed in; where the session ends meanwhile, signing in stands on top and nothing is lost. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const state = useStore(session.state);
  const { phase } = state;
  const [problem, setProblem] = useState<Problem>();
  const find = useCallback((): void => {
    findUser().then(
      () => {
        setProblem(undefined);
      },
      (error: unknown) => {
        setProblem(problemOf(error));
      },
    );
  }, []);
  useEffect(() => {
    if (session.state.value.phase === 'unknown') find();
  }, [find]);
  useEffect(() => {
    document.getElementById('layers')?.toggleAttribute('inert', phase === 'over');
  }, [phase]);
  if (problem !== undefined) {
    return (
      <Box component="main" sx={{ p: 3 }}>
        <ErrorPanel problem={problem} again={find} />
      </Box>
    );
  }
  switch (phase) {
    case 'unknown':
      return (
        <Box sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center' }} aria-busy>
          <CircularProgress aria-label="Drum" />
        </Box>
      );
    case 'out':
      return <SignIn />;
    case 'first-password':
      return <FirstPassword name={state.name} />;
    case 'in':
    case 'over':
      return (
        <>
          <Box inert={phase === 'over'}>{children}</Box>
          {phase === 'over' && (
            <Box sx={{ position: 'fixed', inset: 0, zIndex: 2_000, overflow: 'auto', bgcolor: 'background.default' }}>
              <SignIn over={state.user.name} />
            </Box>
          )}
        </>
      );
  }
}
