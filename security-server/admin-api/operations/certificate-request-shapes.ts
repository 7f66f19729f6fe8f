import type { AdminCall } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import type { WantedRequest } from '../../key-administration/certificate-requests.ts';
import type { KeyUsage } from '../../signer/key-configuration.ts';
import { memberIdOf } from './encoded-ids.ts';
import { byUsage, requirePermission } from './key-parts.ts';

/** `CsrGenerate` of the definition. */
export interface CsrGenerate {
  readonly key_usage_type: KeyUsage;
  readonly ca_name: string;
  readonly csr_format: 'PEM' | 'DER';
  readonly member_id?: string;
  readonly subject_field_values: Readonly<Record<string, string>>;
  readonly acme_order?: boolean;
}

/**
 * Throws `permission_missing`, `invalid_encoded_id`, `memberId_required_for_sign_csr`, and `not_implemented` where the certificate is to be
 * ordered at once.
 */
export function wantedRequest(call: AdminCall, given: CsrGenerate): WantedRequest {
  const { key_usage_type: usage, ca_name: authority, csr_format: format, subject_field_values: values } = given;
  if (given.acme_order === true) {
    requirePermission(call, byUsage(usage, 'IMPORT_AUTH_CERT', 'IMPORT_SIGN_CERT'));
    throw drumError('not_implemented', 'Certificates are not ordered by ACME yet');
  }
  if (usage === 'AUTHENTICATION') return { usage, authority, format, values };
  return { usage, authority, format, values, member: requiredMember(given.member_id) };
}

/** Throws `memberId_required_for_sign_csr`, `invalid_encoded_id`. */
export function requiredMember(memberId: string | undefined) {
  if (memberId === undefined) {
    throw drumError('memberId_required_for_sign_csr', 'member_id: a signing certificate is for a member');
  }
  return memberIdOf(memberId);
}
