import packageFile from '../../../package.json' with { type: 'json' };
import type { CentralServerFile } from '../../file.ts';
import type { CatalogueHandlers } from './shapes.ts';

/** What this central server is. */
export function system({ instance, publicAddress, node }: CentralServerFile): CatalogueHandlers {
  // A server that runs from its file has its token's PIN, its instance and its address.
  const initialization = {
    instance_identifier: instance,
    central_server_address: publicAddress,
    software_token_init_status: 'INITIALIZED',
  };
  const highAvailability = { is_ha_configured: node.others.length > 0, node_name: node.name };
  return {
    getInitializationStatus: { run: () => ({ body: initialization }) },
    getSystemStatus: {
      run: () => ({ body: { initialization_status: initialization, high_availability_status: highAvailability } }),
    },
    getSystemVersion: { run: () => ({ body: { info: packageFile.version } }) },
  };
}
