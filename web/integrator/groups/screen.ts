import type { Screen } from '../../design/screen.ts';

export const groups: Screen = {
  place: { to: '/groups', text: 'groups:title', icon: 'groups', key: 'g' },
  permissions: ['VIEW_GLOBAL_GROUPS'],
  routes: [
    { path: 'groups', lazy: () => import('./list.tsx') },
    { path: 'groups/:code', lazy: () => import('./detail.tsx') },
    { path: 'groups/:code/add', lazy: () => import('./add-members.tsx') },
  ],
};
