import type { Screen } from '../../design/screen.ts';

export const legalBases: Screen = {
  place: { to: '/legal-bases', text: 'bases:title', icon: 'law', key: 'l' },
  permissions: ['VIEW_LEGAL_BASES'],
  routes: [
    { path: 'legal-bases', lazy: () => import('./bases.tsx') },
    { path: 'legal-bases/new', lazy: () => import('./edit-basis.tsx') },
    { path: 'legal-bases/basis/:id', lazy: () => import('./basis.tsx') },
    { path: 'legal-bases/basis/:id/edit', lazy: () => import('./edit-basis.tsx') },
    { path: 'legal-bases/purposes', lazy: () => import('./purposes.tsx') },
    { path: 'legal-bases/purposes/new', lazy: () => import('./edit-purpose.tsx') },
    { path: 'legal-bases/purpose/:id', lazy: () => import('./purpose.tsx') },
    { path: 'legal-bases/purpose/:id/edit', lazy: () => import('./edit-purpose.tsx') },
  ],
  commands: [{ text: 'bases:add', to: '/legal-bases/new', icon: 'add', permission: 'EDIT_LEGAL_BASES' }],
  search: { to: '/legal-bases?q={q}', text: 'bases:find' },
};
