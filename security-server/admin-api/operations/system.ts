import packageFile from '../../../package.json' with { type: 'json' };
import type { ServerHandlers, ServerParts } from './parts.ts';

const NODE_MAJOR_MIN = 20;
const NODE_MAJOR_TRIED = 24;

/** What the server itself is. */
export function systemOperations({ control }: Pick<ServerParts, 'control'>): ServerHandlers {
  const { context } = control;
  return {
    systemVersion: {
      run: () => {
        const major = Number(process.versions.node.split('.', 1)[0]);
        return {
          body: {
            info: `Drum ${packageFile.version}`,
            // X-Road tells what runs it under these names.
            java_version: major,
            min_java_version: NODE_MAJOR_MIN,
            max_java_version: NODE_MAJOR_TRIED,
            using_supported_java_version: major >= NODE_MAJOR_MIN && major <= NODE_MAJOR_TRIED,
            java_vendor: 'Node.js',
            java_runtime_version: process.version,
          },
        };
      },
    },
    getNodeType: { run: () => ({ body: { node_type: 'STANDALONE' } }) },
    getServerAddress: {
      run: () => {
        const current = context.globalConfiguration().server(context.serverId)?.address;
        return { body: current === undefined ? {} : { current_address: { address: current } } };
      },
    },
  };
}
