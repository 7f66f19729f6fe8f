import type { Screen } from '../../design/screen.ts';

export const home: Screen = {
  place: { to: '/', text: 'home:title', icon: 'home', key: 'h' },
  routes: [{ index: true, lazy: () => import('./home.tsx') }],
};
