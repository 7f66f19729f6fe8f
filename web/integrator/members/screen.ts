import type { Screen } from '../../design/screen.ts';

export const members: Screen = {
  place: { to: '/members', text: 'members:title', icon: 'members', key: 'm' },
  permissions: ['VIEW_MEMBERS'],
  routes: [
    { path: 'members', lazy: () => import('./list.tsx') },
    { path: 'members/new', lazy: () => import('./new.tsx') },
    {
      path: 'members/:id',
      lazy: () => import('./detail.tsx'),
      children: [
        { index: true, lazy: () => import('./subsystems.tsx') },
        { path: 'subsystems', lazy: () => import('./subsystems.tsx') },
        { path: 'servers', lazy: () => import('./servers.tsx') },
        { path: 'groups', lazy: () => import('./groups.tsx') },
        { path: 'history', lazy: () => import('../history.tsx') },
      ],
    },
  ],
  commands: [{ text: 'members:add', to: '/members/new', icon: 'add', permission: 'ADD_NEW_MEMBER' }],
  search: { to: '/members?q={q}', text: 'members:find' },
};
