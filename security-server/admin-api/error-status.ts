import { errorEntry, type ErrorCode } from '#protocol/errors.ts';

const BAD_REQUEST = 400;

/** The statuses of X-Road's administration API, where they are not 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  ...statuses(404, [
    'accessright_not_found',
    'base_endpoint_not_found',
    'certificate_not_found',
    'client_not_found',
    'endpoint_not_found',
    'id_not_a_number',
    'local_group_member_not_found',
    'local_group_not_found',
    'orphans_not_found',
    'service_client_not_found',
    'service_description_not_found',
    'service_not_found',
  ]),
  ...statuses(409, [
    'action_not_possible',
    'additional_member_already_exists',
    'cannot_delete_owner',
    'cannot_unregister_owner',
    'client_already_exists',
    'client_rename_already_submitted',
    'duplicate_accessright',
    'endpoint_already_exists',
    'forbidden_disable_management_service_client',
    'invalid_client_name',
    'local_group_code_already_exists',
    'local_group_member_already_exists',
    'service_already_exists',
    'service_code_already_exists',
    'url_already_exists',
    'wsdl_exists',
  ]),
  ...statuses(404, ['instance_identifier_not_found', 'member_name_not_found', 'security_server_not_found']),
  ...statuses(404, ['csr_not_found', 'key_not_found', 'token_not_found']),
  ...statuses(409, [
    ...(['declared_in_file', 'global_conf_outdated', 'certificate_already_exists', 'anchor_already_exists'] as const),
    ...(['timestamping_service_already_configured', 'same_address_change_request'] as const),
    ...(['address_change_request_already_submitted', 'maintenance_mode_change_request_already_submitted'] as const),
    ...(['already_enabled_maintenance_mode', 'already_disabled_maintenance_mode'] as const),
    'forbidden_enable_maintenance_mode_for_management_service',
  ]),
  ...statuses(500, [
    ...(['internal_error', 'database_error', 'io_error', 'anchor_file_not_found', 'anchor_upload_failed'] as const),
    ...(['unreachable', 'outdated', 'signature_invalid', 'missing_private_params', 'other'] as const),
    ...(['import_internal_cert_failed', 'certificate_profile_instantiation_failure', 'token_fetch_failed'] as const),
    'service_code_reserved',
    ...(['management_request_sending_failed', 'failed_collect_system_information'] as const),
  ]),
};

/** The HTTP status that the administration API answers an error with. */
export function statusOf(code: string): number {
  const known = errorEntry(code);
  return known === undefined ? 500 : (STATUSES[known.code] ?? BAD_REQUEST);
}

function statuses(status: number, codes: readonly ErrorCode[]): Partial<Record<ErrorCode, number>> {
  return Object.fromEntries(codes.map((code) => [code, status]));
}
