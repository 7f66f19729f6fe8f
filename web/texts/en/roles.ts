import type { roles as bulgarian } from '../bg/roles.ts';
import type { Like } from '../like.ts';

export const roles: Like<typeof bulgarian> = {
  XROAD_SYSTEM_ADMINISTRATOR: 'system administrator',
  XROAD_SECURITY_OFFICER: 'security officer',
  XROAD_REGISTRATION_OFFICER: 'registration officer',
  XROAD_MANAGEMENT_SERVICE: 'management service',
};
