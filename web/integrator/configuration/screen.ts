import type { Screen } from '../../design/screen.ts';

const layout = () => import('./layout.tsx');

/** What is published: what comes next, and what was. */
export const configuration: Screen = {
  place: { to: '/config', text: 'configuration:title', icon: 'configuration', key: 'k' },
  permissions: ['VIEW_CONFIGURATION_PUBLICATIONS'],
  routes: [
    {
      path: 'config',
      lazy: layout,
      children: [
        { index: true, lazy: () => import('./first-tab.tsx') },
        { path: 'preview', lazy: () => import('./preview.tsx') },
        { path: 'publications', lazy: () => import('./publications.tsx') },
        { path: 'publications/:range', lazy: () => import('./publication-or-comparison.tsx') },
      ],
    },
  ],
};

/** What it is published with: anchors, keys, tokens, parts. */
export const sources: Screen = {
  permissions: ['VIEW_INTERNAL_CONFIGURATION_SOURCE', 'VIEW_EXTERNAL_CONFIGURATION_SOURCE'],
  routes: [
    {
      path: 'config',
      lazy: layout,
      children: [
        { path: 'internal', lazy: () => import('./internal.tsx') },
        { path: 'external', lazy: () => import('./external.tsx') },
        { path: 'parts', lazy: () => import('./parts.tsx') },
      ],
    },
  ],
};
