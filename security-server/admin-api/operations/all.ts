import type { AdminDefinition } from '#administration/definition.ts';
import { anchorOperations } from './anchor.ts';
import { connectionTests } from './connection-tests.ts';
import { diagnosticsOperations } from './diagnostics.ts';
import { diagnosticsReport } from './diagnostics-report.ts';
import { internalCertificate } from './internal-certificate.ts';
import { networkOperations } from './network.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';
import { serverChanges } from './server-changes.ts';
import { systemOperations } from './system.ts';
import { timestampingServices } from './timestamping-services.ts';

/** What the security server's operations do, by `operationId`. */
export function serverOperations(parts: ServerParts, definition: AdminDefinition): ServerHandlers {
  return {
    ...systemOperations(parts),
    ...networkOperations(parts),
    ...timestampingServices(parts),
    ...serverChanges(parts),
    ...internalCertificate(parts),
    ...anchorOperations(parts),
    ...diagnosticsOperations(parts),
    ...connectionTests(parts),
    ...diagnosticsReport(parts),
    downloadOpenApi: {
      run: () => ({ file: { name: 'openapi.yaml', type: 'application/x-yaml', bytes: definition.text } }),
    },
  };
}
