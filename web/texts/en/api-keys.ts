import type { apiKeys as bulgarian } from '../bg/api-keys.ts';
import type { Like } from '../like.ts';

export const apiKeys: Like<typeof bulgarian> = {
  search: 'Number, role',
  id: 'Key',
  key: 'API key api-key-{{id}}',
  add: 'Create a key',
  empty: 'No API keys yet',
  empty_teach: 'With a key a program calls the API that the screens use.',
  teach: 'A key gives a program the rights of its roles. The log shows it as api-key-NUMBER.',
  roles_help: 'You give only roles that you have.',
  added: 'The key was created',
  secret: 'New API key',
  change_roles: 'Change roles',
  roles_of: 'Change the roles of api-key-{{id}}',
  roles_changed: 'The roles were changed',
  revoke: 'Revoke',
  revoke_title: 'Revoke api-key-{{id}}?',
  revoke_act: 'Revoke api-key-{{id}}',
  revoked: 'The key was revoked',
  lose: 'the access of every program that uses api-key-{{id}}, at once and for good',
};
