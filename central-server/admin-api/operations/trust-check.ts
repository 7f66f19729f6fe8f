import type { AdminCall, Caller } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import type { FoundCheck } from '../../trust/found-check.ts';
import { authorityCertificate, knownAuthorities } from '../../trust/known-authorities.ts';
import { responderChecks, trustChecks } from '../../trust/trust-checks.ts';
import type { Permission } from '../roles.ts';
import { fileOf, numberOf, requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface CheckBody {
  readonly kind: keyof typeof PERMISSIONS;
  readonly url?: string;
  /** Numbers, as a form has them. */
  readonly certification_service_id?: string;
  readonly intermediate_ca_id?: string;
  readonly accepted_because?: string;
}

/** Who may add such a service may also have it checked. */
const PERMISSIONS = {
  certification_service: 'ADD_APPROVED_CA',
  intermediate_ca: 'ADD_APPROVED_CA',
  ocsp_responder: 'ADD_APPROVED_CA',
  timestamping_service: 'ADD_APPROVED_TSA',
} as const satisfies Readonly<Record<string, Permission>>;

/** What is worth knowing of a trust service before it is saved. It asks an address that the caller names, and so it is audited. */
export const trustCheck: CatalogueHandlers = {
  checkTrustService: {
    event: 'Check trust service',
    before: async (call, catalogue) => {
      const body = call.body as CheckBody;
      requirePermission(call.caller, body.kind);
      return checksOf(call, body, catalogue);
    },
    run: ({ body }, _change, prepared) => {
      const checks = prepared as FoundCheck[];
      const { kind, url, accepted_because } = body as CheckBody;
      const outcomes = Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
      const asked = { kind, ...(url === undefined ? {} : { url }) };
      return {
        body: { checks },
        audit: { after: { ...asked, outcomes, ...(accepted_because === undefined ? {} : { accepted_because }) } },
      };
    },
  },
};

function requirePermission({ permissions }: Caller, kind: CheckBody['kind']): void {
  if (permissions.has(PERMISSIONS[kind])) return;
  throw drumError('permission_missing', `To check this, the permission ${PERMISSIONS[kind]} is needed`);
}

async function checksOf(call: AdminCall, body: CheckBody, catalogue: CatalogueReader): Promise<FoundCheck[]> {
  const { kind, url } = body;
  const known = await knownAuthorities(catalogue);
  if (kind === 'ocsp_responder') {
    const { certification_service_id: service, intermediate_ca_id: intermediate } = body;
    if ((service === undefined) === (intermediate === undefined)) {
      throw drumError(
        'validation_failure',
        'certification_service_id, intermediate_ca_id: one of them says whose responder it is',
      );
    }
    const authority = await authorityCertificate(
      catalogue,
      service === undefined ? { intermediateCa: numberOf(intermediate) } : { certificationService: numberOf(service) },
    );
    return responderChecks({
      ...{ authority, known, url: requiredUrl(url, kind), now: call.now },
      certificate: fileOf(call, 'certificate'),
    });
  }
  const isStamper = kind === 'timestamping_service';
  return trustChecks({
    ...{ certificate: requiredFile(call, 'certificate'), known, now: call.now },
    ...{ use: isStamper ? 'timestamping' : 'authority', url: isStamper ? requiredUrl(url, kind) : url },
  });
}

function requiredUrl(url: string | undefined, kind: string): string {
  if (url === undefined) throw drumError('validation_failure', `url: it is needed for ${kind}`);
  return url;
}
