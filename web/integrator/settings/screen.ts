import type { Screen } from '../../design/screen.ts';
import type { TextKey } from '../../texts/texts.ts';
import { PLACES } from './places.ts';

const permissionsOf = (to: string): readonly string[] =>
  PLACES.filter((place) => place.to === to).map(({ permission }) => permission);

/** One of the settings, in the palette by its name. */
const setting = (to: string, text: TextKey, routes: Screen['routes']): Screen => ({
  permissions: permissionsOf(to),
  routes,
  commands: permissionsOf(to).map((permission) => ({ text, to, icon: 'settings', permission })),
});

export const settings: readonly Screen[] = [
  {
    place: { to: '/settings', text: 'settings:title', icon: 'settings', key: 'n' },
    permissions: PLACES.map(({ permission }) => permission),
    routes: [{ path: 'settings', lazy: () => import('./first.tsx') }],
  },
  setting('/settings/users', 'settings:users', [{ path: 'settings/users', lazy: () => import('../users/list.tsx') }]),
  setting('/settings/sso', 'settings:sso', [{ path: 'settings/sso', lazy: () => import('../sso/providers.tsx') }]),
  setting('/settings/api-keys', 'settings:api_keys', [
    { path: 'settings/api-keys', lazy: () => import('../api-keys/list.tsx') },
  ]),
  setting('/settings/management', 'settings:management', [
    { path: 'settings/management', lazy: () => import('../management/page.tsx') },
  ]),
  setting('/settings/nodes', 'settings:nodes', [{ path: 'settings/nodes', lazy: () => import('../nodes/list.tsx') }]),
  setting('/settings/backups', 'settings:backups', [
    { path: 'settings/backups', lazy: () => import('../backups/list.tsx') },
  ]),
  setting('/settings/notices', 'settings:notices', [
    { path: 'settings/notices', lazy: () => import('../notices/list.tsx') },
    { path: 'settings/notices/:id', lazy: () => import('../notices/detail.tsx') },
  ]),
];
