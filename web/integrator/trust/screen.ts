import { redirect } from 'react-router';
import type { Screen } from '../../design/screen.ts';

export const trust: Screen = {
  place: { to: '/trust', text: 'trust:title', icon: 'trust', key: 't' },
  permissions: ['VIEW_APPROVED_CAS', 'VIEW_APPROVED_TSAS'],
  routes: [
    { path: 'trust', loader: () => redirect('/trust/authorities') },
    { path: 'trust/authorities', lazy: () => import('./authorities.tsx') },
    { path: 'trust/authorities/new', lazy: () => import('./new-authority.tsx') },
    {
      path: 'trust/authorities/:id',
      lazy: () => import('./authority-detail.tsx'),
      children: [
        { index: true, lazy: () => import('./authority-certificate.tsx') },
        { path: 'ocsp', lazy: () => import('./authority-responders.tsx') },
        { path: 'intermediate', lazy: () => import('./intermediates.tsx') },
        { path: 'acme', lazy: () => import('./acme.tsx') },
      ],
    },
    { path: 'trust/time-stamping', lazy: () => import('./time-stamping.tsx') },
    { path: 'trust/time-stamping/new', lazy: () => import('./new-time-stamping.tsx') },
  ],
  commands: [
    { text: 'trust:add_ca', to: '/trust/authorities/new', icon: 'add', permission: 'ADD_APPROVED_CA' },
    { text: 'trust:add_tsa', to: '/trust/time-stamping/new', icon: 'add', permission: 'ADD_APPROVED_TSA' },
  ],
};
