import type { TextKey } from '../../texts/texts.ts';

interface Place {
  readonly to: string;
  readonly text: TextKey;
  readonly permission: string;
}

/** What can be set, in the order of the tabs; each for whoever has its permission. */
export const PLACES: readonly Place[] = [
  { to: '/settings/users', text: 'settings:users', permission: 'MANAGE_USERS' },
  { to: '/settings/sso', text: 'settings:sso', permission: 'MANAGE_USERS' },
  { to: '/settings/api-keys', text: 'settings:api_keys', permission: 'VIEW_API_KEYS' },
  { to: '/settings/classes', text: 'classes:title', permission: 'VIEW_MEMBER_CLASSES' },
  { to: '/settings/management', text: 'settings:management', permission: 'VIEW_SYSTEM_SETTINGS' },
  { to: '/settings/nodes', text: 'settings:nodes', permission: 'VIEW_VERSION' },
  { to: '/settings/backups', text: 'settings:backups', permission: 'BACKUP_CONFIGURATION' },
  { to: '/settings/notices', text: 'settings:notices', permission: 'VIEW_NOTICES' },
];
