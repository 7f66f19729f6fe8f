import type { Screen } from '../../design/screen.ts';

export const classes: Screen = {
  place: { to: '/settings/classes', text: 'classes:title', icon: 'classes', key: 'c' },
  permissions: ['VIEW_MEMBER_CLASSES'],
  routes: [{ path: 'settings/classes', lazy: () => import('./list.tsx') }],
};
