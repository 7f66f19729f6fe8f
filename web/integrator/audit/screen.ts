import type { Screen } from '../../design/screen.ts';

export const audit: Screen = {
  place: { to: '/audit', text: 'audit:title', icon: 'audit', key: 'a' },
  permissions: ['VIEW_AUDIT_LOG'],
  routes: [
    { path: 'audit', lazy: () => import('./list.tsx') },
    { path: 'audit/:id', lazy: () => import('./detail.tsx') },
  ],
  search: { to: '/audit?q={q}', text: 'audit:find' },
};
