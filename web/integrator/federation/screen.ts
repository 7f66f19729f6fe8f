import type { Screen } from '../../design/screen.ts';

export const federation: Screen = {
  place: { to: '/config/federation', text: 'federation:title', icon: 'language', key: 'f' },
  permissions: ['VIEW_TRUSTED_ANCHORS'],
  routes: [{ path: 'config/federation', lazy: () => import('./list.tsx') }],
};
