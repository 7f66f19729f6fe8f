import { platform, release, version } from 'node:os';
import { asDrumError } from '#protocol/errors.ts';
import packageFile from '../../../package.json' with { type: 'json' };
import { authenticationCertificates } from '../../management/certificate-registrations.ts';
import { certificateOf } from '../../signer/selection.ts';
import { addOns, globalConfigurationState, memoryUse, ocspState, timeStampingState } from './diagnostics.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

const INDENT = 2;

/** How the server does, as a file for whoever helps: no secrets, and no names of people. */
export const diagnosticsReport = ({
  control,
  requested,
}: Pick<ServerParts, 'control' | 'requested'>): ServerHandlers => ({
  downloadDiagnosticsReport: {
    run: async ({ now }) => {
      const parts: Readonly<Record<string, () => unknown>> = {
        'Drum and Node.js version': () => ({ drum: packageFile.version, node: process.version }),
        'OS version': () => `${platform()} ${release()} ${version()}`,
        'Global configuration': () => globalConfigurationState(control, now),
        Timestamping: () => timeStampingState(control),
        'OCSP responders': () => ocspState(control, now),
        'Authentication certificates': async () =>
          (await authenticationCertificates(control.signer.client)).map((entry) => ({
            ...{ sha256: certificateOf(entry).sha256Hex, status: entry.status, active: entry.active },
          })),
        'Add-ons': () => addOns(control),
        Memory: memoryUse,
        'Maintenance mode': () => requested.maintenance(),
      };
      const report = await Promise.all(Object.entries(parts).map(([name, collect]) => fragment(name, collect)));
      const time = now.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '');
      const bytes = JSON.stringify(report, undefined, INDENT);
      return { file: { name: `diagnostic-report-${time}.json`, type: 'application/json', bytes } };
    },
  },
});

/** What cannot be found out is said in its place, and the rest is told all the same. */
async function fragment(name: string, collect: () => unknown): Promise<object> {
  try {
    return { name, value: await collect() };
  } catch (error) {
    return { name, errorMessage: asDrumError(error).message };
  }
}
