import packageFile from '../../../package.json' with { type: 'json' };
import type { SignerClient } from '../../signer/client.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

const NODE_MAJOR_MIN = 20;
const NODE_MAJOR_TRIED = 24;

/** Without an answer of the signer nobody knows. */
async function softwareTokenStatus(signer: Pick<SignerClient, 'status'>): Promise<string> {
  try {
    const { tokens } = await signer.status();
    return tokens.some(({ device, initialised }) => device === undefined && initialised)
      ? 'INITIALIZED'
      : 'NOT_INITIALIZED';
  } catch {
    return 'UNKNOWN';
  }
}

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
    /** Its file sets a server up wholly, but for the PIN of a new token. */
    getInitializationStatus: {
      run: async () => ({
        body: {
          ...{ is_anchor_imported: true, is_server_code_initialized: true, is_server_owner_initialized: true },
          software_token_init_status: await softwareTokenStatus(control.signer.client),
          enforce_token_pin_policy: context.parameters['signer.enforce-token-pin-policy'],
        },
      }),
    },
    /** X-Road asks for the words of a language so; these answers have none. */
    language: { run: ({ path: { code = '' } }) => ({ body: { id: code } }) },
  };
}
