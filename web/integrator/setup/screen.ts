import type { Screen } from '../../design/screen.ts';

export const setup: Screen = {
  place: { to: '/setup', text: 'setup:title', icon: 'done', key: 'p' },
  permissions: ['INIT_CONFIG'],
  routes: [{ path: 'setup', lazy: () => import('./setup.tsx') }],
};

/** The other way to a set-up server; the first screen leads there. */
export const restoration: Screen = {
  permissions: ['RESTORE_CONFIGURATION'],
  routes: [{ path: 'setup/restore', lazy: () => import('./restoration.tsx') }],
};
