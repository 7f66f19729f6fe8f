import { errorEntry, type ErrorCode } from '#protocol/errors.ts';

const BAD_REQUEST = 400;

/** The statuses of X-Road's administration API, where they are not 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  ...statuses(404, [
    'member_class_not_found',
    'member_not_found',
    'member_not_registered_to_security_server',
    'subsystem_not_found',
    'subsystem_not_registered_to_security_server',
    'global_group_not_found',
    'security_server_not_found',
    'ss_auth_certificate_not_found',
    'certification_service_not_found',
    'intermediate_ca_not_found',
    'ocsp_responder_not_found',
    'timestamping_authority_not_found',
    'trusted_anchor_not_found',
    'publication_not_found',
    'management_request_not_found',
    'token_not_found',
    'signing_key_not_found',
    'configuration_not_found',
    'configuration_part_file_not_found',
    'management_request_client_registration_not_found',
    'audit_event_not_found',
    'notice_not_found',
    'legal_basis_not_found',
    'purpose_not_found',
    'backup_file_not_found',
    'catalogue_service_not_found',
  ]),
  ...statuses(409, [
    'declared_in_file',
    'init_already_initialized',
    'init_software_token_failed',
    'publication_changed',
    'publication_not_held',
    'member_class_exists',
    'member_class_is_in_use',
    'member_exists',
    'subsystem_exists',
    'global_group_exists',
    'certification_service_exists',
    'intermediate_ca_exists',
    'ocsp_responder_exists',
    'timestamping_authority_exists',
    'legal_basis_exists',
    'purpose_exists',
    'catalogue_not_collected',
    'too_many_entries',
    'management_request_exists',
    'management_request_decided',
    'management_request_declared',
    'management_request_member_not_found',
    'management_request_server_not_found',
    'management_request_server_client_not_found',
    'management_request_security_server_exists',
    'management_request_client_already_registered',
    'management_request_server_code_exists',
    'management_request_server_already_in_maintenance_mode',
    'management_request_server_not_in_maintenance_mode',
    'mr_forbidden_disable_management_service_client',
    'mr_forbidden_enable_maintenance_mode_for_management_service',
    'notice_channel_not_set',
    'notice_resolved',
  ]),
  ...statuses(500, ['internal_error', 'database_error', 'io_error', 'key_generation_failed']),
  // As X-Road's, where the script that does it has failed.
  ...statuses(500, ['backup_generation_failed', 'restore_process_failed']),
};

/** The HTTP status that the administration API answers an error with. */
export function statusOf(code: string): number {
  const known = errorEntry(code);
  return known === undefined ? 500 : (STATUSES[known.code] ?? BAD_REQUEST);
}

function statuses(status: number, codes: readonly ErrorCode[]): Partial<Record<ErrorCode, number>> {
  return Object.fromEntries(codes.map((code) => [code, status]));
}
