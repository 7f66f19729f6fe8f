import type { Screen } from '../../design/screen.ts';

export const classes: Screen = {
  permissions: ['VIEW_MEMBER_CLASSES'],
  routes: [{ path: 'settings/classes', lazy: () => import('./list.tsx') }],
  commands: [{ text: 'classes:title', to: '/settings/classes', icon: 'classes', permission: 'VIEW_MEMBER_CLASSES' }],
};
