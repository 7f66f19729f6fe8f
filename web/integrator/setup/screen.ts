import type { Screen } from '../../design/screen.ts';

export const setup: Screen = {
  place: { to: '/setup', text: 'setup:title', icon: 'done', key: 'p' },
  permissions: ['INIT_CONFIG'],
  routes: [{ path: 'setup', lazy: () => import('./setup.tsx') }],
};
