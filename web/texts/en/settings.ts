import type { settings as bulgarian } from '../bg/settings.ts';
import type { Like } from '../like.ts';

export const settings: Like<typeof bulgarian> = {
  title: 'Settings',
  users: 'Users',
  sso: 'Single sign-on',
  api_keys: 'API keys',
  management: 'Management services',
  nodes: 'Nodes',
  backups: 'Backups',
  notices: 'Notices',
  once: 'Shown only now',
  once_teach: 'It cannot be shown again. Copy it before closing.',
  once_done: 'I have copied it',
  roles: 'Roles',
  role_needed: 'Choose at least one role',
};
