import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import type { AdminCall } from '#administration/http/call.ts';
import { Certificate } from '#certs/certificate.ts';
import type { ApprovedCa, CaParameters } from '#protocol/configuration/parameters.ts';
import { drumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { keyIn } from '../../key-administration/finding.ts';
import type { KeyUsage } from '../../signer/key-configuration.ts';
import { requiredMember } from './certificate-request-shapes.ts';
import { byUsage, requirePermission, type KeyParts } from './key-parts.ts';
import { ocspResponseStatus } from './key-shapes.ts';
import type { ServerHandlers } from './parts.ts';

interface AuthorityQuery {
  readonly key_usage_type?: KeyUsage;
  readonly include_intermediate_cas?: boolean;
}

interface FieldsQuery {
  readonly key_usage_type: KeyUsage;
  readonly key_id?: string;
  readonly member_id?: string;
  readonly is_new_member?: boolean;
}

/** The authorities that global configuration approves for this instance. */
export function certificateAuthorityOperations(parts: KeyParts): ServerHandlers {
  const { context, requests, state, shapes } = parts;
  const listed = (call: AdminCall) => {
    const { key_usage_type: usage, include_intermediate_cas: withIntermediates = false } = call.query as AuthorityQuery;
    const { permissions } = call.caller;
    if (!permissions.has('VIEW_APPROVED_CERTIFICATE_AUTHORITIES')) {
      requirePermission(call, byUsage(usage, 'GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'));
    }
    const configuration = context.globalConfiguration();
    const { approvedCas } = configuration.shared(configuration.instance);
    const { responseFor } = shapes(call);
    return authoritiesOf(approvedCas)
      .filter(({ ca }) => usage !== 'SIGNING' || !ca.authenticationOnly)
      .filter(({ isTop }) => withIntermediates || isTop)
      .map((authority) => authorityShape(authority, responseFor));
  };
  return {
    getApprovedCertificateAuthorities: { run: (call) => ({ body: listed(call) }) },
    // Responders are asked in the order of global configuration.
    getOcspPrioritizationStrategy: { run: () => ({ body: 'NONE' }) },
    getSubjectFieldDescriptions: {
      run: async (call) => {
        const query = call.query as unknown as FieldsQuery;
        const { key_usage_type: usage, key_id: keyId, member_id: memberId } = query;
        requirePermission(call, byUsage(usage, 'GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'));
        const member = usage === 'SIGNING' ? requiredMember(memberId) : memberOf(context.serverId);
        if (keyId !== undefined) {
          const { key } = keyIn(await state(), keyId);
          if ((key.usage ?? usage) !== usage) throw drumError('wrong_key_usage', `The key is for ${key.usage ?? ''}`);
        }
        const fields = requests.fields(call.path.ca_name ?? '', usage, member, query.is_new_member);
        return {
          body: fields.map(({ id, value, readOnly }) => ({
            ...{ id, label: id, default_value: value, read_only: readOnly, required: true, localized: false },
          })),
        };
      },
    },
    hasAcmeExternalAccountBindingCredentials: {
      run: (call) => {
        const { key_usage_type: usage } = call.query as unknown as FieldsQuery;
        requirePermission(call, byUsage(usage, 'IMPORT_AUTH_CERT', 'IMPORT_SIGN_CERT'));
        requests.authority(call.path.ca_name ?? '');
        return { body: { acme_eab_required: false, has_acme_external_account_credentials: false } };
      },
    },
  };
}

interface Authority {
  readonly ca: ApprovedCa;
  readonly ocsp: CaParameters['ocsp'];
  readonly certificate: Certificate;
  /** Subjects from this authority's highest one down to it, as far as they are approved. */
  readonly path: readonly string[];
  readonly isTop: boolean;
  /** Whether somebody who is approved can tell of its certificate. */
  readonly hasIssuer: boolean;
}

function authoritiesOf(approved: readonly ApprovedCa[]): Authority[] {
  const known = approved.flatMap((ca) =>
    [ca.topCa, ...ca.intermediateCas].map(({ certificate, ocsp }) => ({
      ...{ ca, ocsp, certificate: Certificate.fromParameter(certificate) },
    })),
  );
  const issuers = new Map(
    known.map(({ certificate: { subject, issuer } }) => [
      distinguishedNameText(subject),
      distinguishedNameText(issuer),
    ]),
  );
  return known.map((authority) => {
    const { subject, issuer } = authority.certificate;
    const path = pathOf(distinguishedNameText(subject), issuers);
    return { ...authority, path, isTop: path.length === 1, hasIssuer: issuers.has(distinguishedNameText(issuer)) };
  });
}

/** Highest first; a circle of issuers is walked through once. */
function pathOf(subject: string, issuers: ReadonlyMap<string, string>): string[] {
  const path = [subject];
  for (;;) {
    const issuer = issuers.get(path[0] ?? '');
    if (issuer === undefined || !issuers.has(issuer) || path.includes(issuer)) return path;
    path.unshift(issuer);
  }
}

function authorityShape(
  { ca, ocsp, certificate, path, isTop, hasIssuer }: Authority,
  responseFor: (certificate: Certificate) => Uint8Array | undefined,
) {
  const { name, authenticationOnly, certificateProfileInfo, defaultCsrFormat, acmeServer } = ca;
  return {
    name,
    subject_distinguished_name: distinguishedNameText(certificate.subject),
    issuer_distinguished_name: distinguishedNameText(certificate.issuer),
    ocsp_response: (hasIssuer ? ocspResponseStatus(responseFor(certificate)) : undefined) ?? 'NOT_AVAILABLE',
    not_after: certificate.notAfter.toISOString(),
    top_ca: isTop,
    path: path.join(':'),
    authentication_only: authenticationOnly,
    certificate_profile_info: certificateProfileInfo,
    ...(defaultCsrFormat === undefined ? {} : { default_csr_format: defaultCsrFormat }),
    acme_capable: acmeServer !== undefined,
    ...(acmeServer?.ipAddress === undefined ? {} : { acme_server_ip_addresses: acmeServer.ipAddress.split(',') }),
    ocsp_responders: ocsp.map(({ url, costType = 'UNDEFINED' }) => ({ url, cost_type: costType })),
  };
}
