import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ComponentType, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, Outlet } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import '@fontsource-variable/sofia-sans/wght.css';
import '@fontsource/cascadia-mono/cyrillic-400.css';
import '@fontsource/cascadia-mono/latin-400.css';
import { queryClient } from '../api/queries.ts';
import { startTexts, type TextKey } from '../texts/texts.ts';
import { Announcer } from './announcer.tsx';
import { Guard } from './guard.tsx';
import { RouteProblem, NotFound } from './route-problem.tsx';
import { Screens } from './places.tsx';
import type { Screen } from './screen.ts';
import { SessionGate } from './session-gate.tsx';
import { Shell } from './shell.tsx';
import { theme } from './theme.ts';

interface Program {
  /** What the program is called. */
  readonly name: TextKey;
  readonly screens: readonly Screen[];
  /** What stands before every screen, and may lead elsewhere; it draws the screen as its `Outlet`. */
  readonly gate?: ComponentType;
  /** What stands in the header beside what every program has. */
  readonly tools?: ReactNode;
}

/** Starts the screens of a program. */
export async function startProgram({ name, screens, tools, gate: Gate = Outlet }: Program): Promise<void> {
  await startTexts();
  const root = document.getElementById('screens');
  if (root === null) throw new Error('The page has no place for screens');
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  const styles = createCache({ key: 'drum', nonce });
  const router = createBrowserRouter([
    {
      element: (
        <SessionGate>
          <Screens value={screens}>
            <Shell {...{ name, screens, tools }} />
          </Screens>
        </SessionGate>
      ),
      errorElement: <RouteProblem />,
      children: [
        {
          element: <Gate />,
          errorElement: <RouteProblem />,
          children: [
            ...screens.map(({ permissions = [], routes }) => ({
              element: <Guard permissions={permissions} />,
              errorElement: <RouteProblem />,
              children: [...routes],
            })),
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ]);
  createRoot(root).render(
    <StrictMode>
      <CacheProvider value={styles}>
        <ThemeProvider theme={theme} defaultMode="system" noSsr>
          <CssBaseline enableColorScheme />
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <Announcer />
          </QueryClientProvider>
        </ThemeProvider>
      </CacheProvider>
    </StrictMode>,
  );
}
