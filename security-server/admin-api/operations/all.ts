import type { AdminDefinition } from '#administration/definition.ts';
import { certificateAuthorityOperations } from './certificate-authorities.ts';
import { keyPartsOf } from './key-parts.ts';
import { keyOperations } from './keys.ts';
import { clientOperations } from './clients.ts';
import { clientCertificateOperations } from './client-certificates.ts';
import { clientKeyOperations } from './client-keys.ts';
import { clientRegistrationOperations } from './client-registration.ts';
import { localGroupOperations } from './local-groups.ts';
import { serviceDescriptions } from './service-descriptions.ts';
import { serviceRights } from './service-rights.ts';
import { services } from './services.ts';
import { serviceClientOperations } from './service-clients.ts';
import { networkOperations } from './network.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';
import { serverChanges } from './server-changes.ts';
import { systemOperations } from './system.ts';
import { tokenCertificateOperations } from './token-certificates.ts';
import { tokenOperations } from './tokens.ts';
import { timestampingServices } from './timestamping-services.ts';

/** What the security server's operations do, by `operationId`. */
export function serverOperations(parts: ServerParts, definition: AdminDefinition): ServerHandlers {
  const keys = keyPartsOf(parts);
  return {
    ...systemOperations(parts),
    ...serviceDescriptions(parts),
    ...services(parts),
    ...serviceRights(parts),
    ...clientOperations(parts),
    ...clientCertificateOperations(parts),
    ...clientRegistrationOperations(parts),
    ...localGroupOperations(parts),
    ...serviceClientOperations(parts),
    ...networkOperations(parts),
    ...timestampingServices(parts),
    ...serverChanges(parts),
    ...clientKeyOperations(keys),
    ...tokenOperations(keys),
    ...keyOperations(keys),
    ...tokenCertificateOperations(keys),
    ...certificateAuthorityOperations(keys),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
