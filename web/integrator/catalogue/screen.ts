import type { Screen } from '../../design/screen.ts';

export const catalogue: Screen = {
  place: { to: '/catalogue', text: 'catalogue:title', icon: 'catalogue', key: 'c' },
  permissions: ['VIEW_CATALOGUE'],
  routes: [
    { path: 'catalogue', lazy: () => import('./list.tsx') },
    { path: 'catalogue/:id', lazy: () => import('./detail.tsx') },
  ],
  search: { to: '/catalogue?q={q}', text: 'catalogue:find' },
};

export const catalogueEdit: Screen = {
  permissions: ['EDIT_CATALOGUE'],
  routes: [{ path: 'catalogue/:id/edit', lazy: () => import('./edit.tsx') }],
};
