import type { Screen } from '../../design/screen.ts';

export const servers: Screen = {
  place: { to: '/servers', text: 'servers:title', icon: 'servers', key: 's' },
  permissions: ['VIEW_SECURITY_SERVERS'],
  routes: [
    { path: 'servers', lazy: () => import('./list.tsx') },
    {
      path: 'servers/:id',
      lazy: () => import('./detail.tsx'),
      children: [
        { index: true, lazy: () => import('./general.tsx') },
        { path: 'certificates', lazy: () => import('./certificates.tsx') },
        { path: 'clients', lazy: () => import('./clients.tsx') },
        { path: 'history', lazy: () => import('../history.tsx') },
      ],
    },
  ],
  search: { to: '/servers?q={q}', text: 'servers:find' },
};
