import type { AdminDefinition } from '#administration/definition.ts';
import { clientOperations } from './clients.ts';
import { localGroupOperations } from './local-groups.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';
import { serviceDescriptions } from './service-descriptions.ts';
import { serviceRights } from './service-rights.ts';
import { services } from './services.ts';
import { serviceClientOperations } from './service-clients.ts';
import { systemOperations } from './system.ts';

/** What the security server's operations do, by `operationId`. */
export function serverOperations(parts: ServerParts, definition: AdminDefinition): ServerHandlers {
  return {
    ...systemOperations(parts),
    ...serviceDescriptions(parts),
    ...services(parts),
    ...serviceRights(parts),
    ...clientOperations(parts),
    ...localGroupOperations(parts),
    ...serviceClientOperations(parts),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
