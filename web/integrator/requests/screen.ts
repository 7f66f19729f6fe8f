import type { Screen } from '../../design/screen.ts';

export const requests: Screen = {
  place: { to: '/requests', text: 'requests:title', icon: 'requests', key: 'r' },
  permissions: ['VIEW_MANAGEMENT_REQUESTS'],
  routes: [
    { path: 'requests', lazy: () => import('./list.tsx') },
    { path: 'requests/:id', lazy: () => import('./detail.tsx') },
  ],
  search: { to: '/requests?q={q}&status=', text: 'requests:find' },
};
