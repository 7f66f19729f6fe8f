import packageFile from '../../../package.json' with { type: 'json' };
import { nodesIn, type Node } from '../../catalogue/nodes.ts';
import type { CentralServerFile } from '../../file.ts';
import type { Initialization } from '../../initialization.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import type { CatalogueHandlers } from './shapes.ts';

/** A publication may take this long before it counts as late, as in X-Road. */
const LATE_SECONDS = 10;

interface SystemOptions {
  readonly file: CentralServerFile;
  readonly initialization: Initialization;
  readonly changed: () => void;
}

/** What this central server is, how it is set up, and how its nodes do. */
export function system({ file, initialization, changed }: SystemOptions): CatalogueHandlers {
  const { node, parameters } = file;
  const highAvailability = { is_ha_configured: node.others.length > 0, node_name: node.name };
  const initializationStatus = async (catalogue: CatalogueReader) => {
    const { instance, address, isTokenInitialised } = await initialization.status(catalogue);
    return {
      instance_identifier: instance ?? '',
      central_server_address: address ?? '',
      software_token_init_status: isTokenInitialised ? 'INITIALIZED' : 'NOT_INITIALIZED',
    };
  };
  const systemStatus = async (catalogue: CatalogueReader) => ({
    initialization_status: await initializationStatus(catalogue),
    high_availability_status: highAvailability,
  });
  return {
    initCentralServer: {
      event: 'Initialize central server',
      run: async ({ body }, change) => {
        const before = await initializationStatus(change);
        const asked = body as {
          readonly instance_identifier: string;
          readonly central_server_address: string;
          readonly software_token_pin: string;
        };
        await initialization.initialise(change, {
          instance: asked.instance_identifier,
          address: asked.central_server_address,
          pin: asked.software_token_pin,
        });
        const after = { ...(await initializationStatus(change)), ha_node: node.name };
        return { audit: { before, after } };
      },
      afterwards: changed,
    },
    getInitializationStatus: {
      run: async (_call, catalogue) => ({ body: await initializationStatus(catalogue) }),
    },
    getSystemStatus: { run: async (_call, catalogue) => ({ body: await systemStatus(catalogue) }) },
    updateCentralServerAddress: {
      event: 'Edit central server address',
      run: async ({ body }, change) => {
        const before = await initializationStatus(change);
        await initialization.moveTo(change, (body as { central_server_address: string }).central_server_address);
        const status = await systemStatus(change);
        return { body: status, audit: { before, after: status.initialization_status } };
      },
      afterwards: changed,
    },
    getHighAvailabilityClusterStatus: {
      run: async ({ now }, catalogue) => {
        const known = new Map((await nodesIn(catalogue)).map((each) => [each.name, each]));
        const nodes = [node.name, ...node.others].map((name) => {
          const { address, publishedAt }: Partial<Node> = known.get(name) ?? {};
          return {
            ...{ node_name: name, node_address: address ?? '' },
            ...(publishedAt === undefined ? {} : { configuration_generated: publishedAt.toISOString() }),
            status: nodeStatus(publishedAt, now, parameters),
          };
        });
        const areAllOk = nodes.every(({ status }) => status === 'OK');
        return { body: { ...highAvailability, nodes, all_nodes_ok: areAllOk } };
      },
    },
    getSystemVersion: { run: () => ({ body: { info: packageFile.version } }) },
  };
}

/** How fresh a node's configuration is. */
function nodeStatus(
  publishedAt: Date | undefined,
  now: Date,
  parameters: CentralServerFile['parameters'],
): 'OK' | 'WARN' | 'ERROR' | 'UNKNOWN' {
  if (publishedAt === undefined) return 'UNKNOWN';
  const seconds = (now.getTime() - publishedAt.getTime()) / 1_000;
  if (seconds > parameters['center.configuration-expire-interval']) return 'ERROR';
  return seconds > parameters['center.configuration-generation-interval'] + LATE_SECONDS ? 'WARN' : 'OK';
}
