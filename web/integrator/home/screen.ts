import type { Screen } from '../../design/screen.ts';

export const home: Screen = {
  place: { to: '/', text: 'home:title', icon: 'home', key: 'h', also: ['/expiring'] },
  routes: [{ index: true, lazy: () => import('./home.tsx') }],
};

/** What home's figures of certificates lead to. */
export const expiring: Screen = {
  permissions: ['VIEW_NETWORK_HEALTH'],
  routes: [{ path: 'expiring', lazy: () => import('./expiring.tsx') }],
};
