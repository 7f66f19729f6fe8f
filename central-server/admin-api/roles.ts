/**
 * The roles of the admin API and the permissions that each has, as in X-Road 7.8 (`permissions.yml` of the central server's admin
 * service). X-Road's two other roles, those of security servers, have no permission here.
 */
const XROAD_PERMISSIONS_BY_ROLE = {
  XROAD_SYSTEM_ADMINISTRATOR: [
    'INIT_CONFIG',
    'VIEW_VERSION',
    'VIEW_APPROVED_CAS',
    'VIEW_APPROVED_CA_DETAILS',
    'ADD_APPROVED_CA',
    'EDIT_APPROVED_CA',
    'DELETE_APPROVED_CA',
    'VIEW_APPROVED_TSAS',
    'VIEW_APPROVED_TSA_DETAILS',
    'ADD_APPROVED_TSA',
    'EDIT_APPROVED_TSA',
    'DELETE_APPROVED_TSA',
    'VIEW_CONFIGURATION',
    'VIEW_CONFIGURATION_MANAGEMENT',
    'VIEW_INTERNAL_CONFIGURATION_SOURCE',
    'VIEW_EXTERNAL_CONFIGURATION_SOURCE',
    'UPLOAD_CONFIGURATION_PART',
    'DOWNLOAD_CONFIGURATION_PART',
    'VIEW_TRUSTED_ANCHORS',
    'DOWNLOAD_TRUSTED_ANCHOR',
    'ACTIVATE_TOKEN',
    'DEACTIVATE_TOKEN',
    'BACKUP_CONFIGURATION',
    'RESTORE_CONFIGURATION',
    'CREATE_API_KEY',
    'VIEW_API_KEYS',
    'UPDATE_API_KEY',
    'REVOKE_API_KEY',
  ],
  XROAD_SECURITY_OFFICER: [
    'INIT_CONFIG',
    'VIEW_VERSION',
    'SEARCH_MEMBERS',
    'VIEW_MEMBER_CLASSES',
    'ADD_MEMBER_CLASS',
    'EDIT_MEMBER_CLASS',
    'DELETE_MEMBER_CLASS',
    'VIEW_CONFIGURATION',
    'VIEW_CONFIGURATION_MANAGEMENT',
    'VIEW_INTERNAL_CONFIGURATION_SOURCE',
    'VIEW_EXTERNAL_CONFIGURATION_SOURCE',
    'GENERATE_SOURCE_ANCHOR',
    'DOWNLOAD_SOURCE_ANCHOR',
    'UPLOAD_CONFIGURATION_PART',
    'DOWNLOAD_CONFIGURATION_PART',
    'VIEW_TRUSTED_ANCHORS',
    'UPLOAD_TRUSTED_ANCHOR',
    'DELETE_TRUSTED_ANCHOR',
    'DOWNLOAD_TRUSTED_ANCHOR',
    'ACTIVATE_TOKEN',
    'DEACTIVATE_TOKEN',
    'GENERATE_SIGNING_KEY',
    'ACTIVATE_SIGNING_KEY',
    'DELETE_SIGNING_KEY',
    'VIEW_SYSTEM_SETTINGS',
    'EDIT_CENTRAL_SERVER_ADDRESS',
    'REGISTER_SERVICE_PROVIDER',
    'VIEW_TLS_CERTIFICATES',
    'VIEW_MANAGEMENT_SERVICE_TLS_CERT',
    'DOWNLOAD_MANAGEMENT_SERVICE_TLS_CERT',
    'GENERATE_MANAGEMENT_SERVICE_TLS_KEY_CERT',
    'GENERATE_MANAGEMENT_SERVICE_TLS_CSR',
    'UPLOAD_MANAGEMENT_SERVICE_TLS_CERT',
  ],
  XROAD_REGISTRATION_OFFICER: [
    'VIEW_VERSION',
    'SEARCH_MEMBERS',
    'VIEW_MEMBER_CLASSES',
    'VIEW_MEMBERS',
    'VIEW_MEMBER_DETAILS',
    'ADD_NEW_MEMBER',
    'EDIT_MEMBER_NAME',
    'UNREGISTER_MEMBER',
    'DELETE_MEMBER',
    'ADD_MEMBER_SUBSYSTEM',
    'EDIT_MEMBER_SUBSYSTEM',
    'UNREGISTER_SUBSYSTEM',
    'REMOVE_MEMBER_SUBSYSTEM',
    'VIEW_SECURITY_SERVERS',
    'VIEW_SECURITY_SERVER_DETAILS',
    'EDIT_SECURITY_SERVER_ADDRESS',
    'DELETE_SECURITY_SERVER',
    'DELETE_SECURITY_SERVER_AUTH_CERT',
    'VIEW_GLOBAL_GROUPS',
    'VIEW_GROUP_DETAILS',
    'ADD_GLOBAL_GROUP',
    'EDIT_GROUP_DESCRIPTION',
    'ADD_AND_REMOVE_GROUP_MEMBERS',
    'DELETE_GROUP',
    'VIEW_MANAGEMENT_REQUESTS',
    'VIEW_MANAGEMENT_REQUEST_DETAILS',
    'ADD_CLIENT_REGISTRATION_REQUEST',
    'ADD_CLIENT_DELETION_REQUEST',
    'ADD_AUTH_CERT_REGISTRATION_REQUEST',
    'ADD_AUTH_CERT_DELETION_REQUEST',
    'APPROVE_AUTH_CERT_REGISTRATION_REQUEST',
    'APPROVE_CLIENT_REGISTRATION_REQUEST',
    'APPROVE_OWNER_CHANGE_REQUEST',
    'REVOKE_AUTH_CERT_REGISTRATION_REQUEST',
    'REVOKE_CLIENT_REGISTRATION_REQUEST',
    'REVOKE_OWNER_CHANGE_REQUEST',
  ],
  /** Held by whatever brings security servers' requests, never by a person. */
  XROAD_MANAGEMENT_SERVICE: [
    'VIEW_VERSION',
    'VIEW_APPROVED_CAS',
    'VIEW_APPROVED_CA_DETAILS',
    'IMPERSONATE_SECURITY_SERVER',
    'ADD_CLIENT_REGISTRATION_REQUEST',
    'ADD_CLIENT_DELETION_REQUEST',
    'ADD_CLIENT_DISABLE_REQUEST',
    'ADD_CLIENT_ENABLE_REQUEST',
    'ADD_CLIENT_RENAME_REQUEST',
    'ADD_AUTH_CERT_REGISTRATION_REQUEST',
    'ADD_AUTH_CERT_DELETION_REQUEST',
    'ADD_OWNER_CHANGE_REQUEST',
    'ADD_ADDRESS_CHANGE_REQUEST',
    'ADD_MAINTENANCE_MODE_ENABLE_REQUEST',
    'ADD_MAINTENANCE_MODE_DISABLE_REQUEST',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Whoever changes what is published sees what that does. */
const VIEWS = ['VIEW_CONFIGURATION_PUBLICATIONS', 'VIEW_NETWORK_HEALTH'] as const;
/** Whoever administers is told what needs somebody. */
const NOTICES = ['VIEW_NOTICES', 'ACKNOWLEDGE_NOTICE'] as const;

/** What only this project has, by those of its roles that may do it. */
const OWN_PERMISSIONS_BY_ROLE = {
  XROAD_SYSTEM_ADMINISTRATOR: [
    ...VIEWS,
    ...NOTICES,
    'SEND_TEST_NOTICE',
    'VIEW_AUDIT_LOG',
    'VIEW_LEGAL_BASES',
    'VIEW_CATALOGUE',
    'MANAGE_USERS',
  ],
  XROAD_SECURITY_OFFICER: [
    ...VIEWS,
    ...NOTICES,
    'SEND_TEST_NOTICE',
    'VIEW_AUDIT_LOG',
    'VIEW_LEGAL_BASES',
    'VIEW_CATALOGUE',
    'CONFIRM_CONFIGURATION_PUBLICATION',
    'HOLD_CONFIGURATION_PUBLICATION',
    'RESTORE_CONFIGURATION_PUBLICATION',
  ],
  XROAD_REGISTRATION_OFFICER: [
    ...VIEWS,
    ...NOTICES,
    'VIEW_LEGAL_BASES',
    'EDIT_LEGAL_BASES',
    'VIEW_CATALOGUE',
    'EDIT_CATALOGUE',
  ],
} as const satisfies Readonly<Partial<Record<Role, readonly string[]>>>;

export type Role = keyof typeof XROAD_PERMISSIONS_BY_ROLE;
export type Permission =
  | (typeof XROAD_PERMISSIONS_BY_ROLE)[Role][number]
  | (typeof OWN_PERMISSIONS_BY_ROLE)[keyof typeof OWN_PERMISSIONS_BY_ROLE][number];

export const ROLES = Object.keys(XROAD_PERMISSIONS_BY_ROLE) as readonly Role[];
/** Those that only programs have. */
export const PROGRAM_ROLES: readonly Role[] = ['XROAD_MANAGEMENT_SERVICE'];
/** Those that people may have. */
export const PEOPLES_ROLES = ROLES.filter((role) => !PROGRAM_ROLES.includes(role));
/** What X-Road has not. */
export const OWN_PERMISSIONS: ReadonlySet<string> = new Set<string>(Object.values(OWN_PERMISSIONS_BY_ROLE).flat());

const PERMISSIONS: ReadonlySet<string> = permissionsOf(ROLES);

export function isPermission(name: string): name is Permission {
  return PERMISSIONS.has(name);
}

/** All that holders of these roles may do. Roles add up; none takes anything away, and what is no role gives nothing. */
export function permissionsOf(roles: Iterable<string>): ReadonlySet<string> {
  const tables: readonly Readonly<Record<string, readonly Permission[]>>[] = [
    XROAD_PERMISSIONS_BY_ROLE,
    OWN_PERMISSIONS_BY_ROLE,
  ];
  return new Set(
    Array.from(roles).flatMap((role) =>
      tables.flatMap((table) => (Object.hasOwn(table, role) ? (table[role] ?? []) : [])),
    ),
  );
}
