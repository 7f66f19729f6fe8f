import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { Log } from '#config/log.ts';
import { ownFolderWithin } from '#config/ownership.ts';
import { operate } from './operations.ts';
import { openSigner, type Signer } from './signer.ts';
import { makePrivateFolder } from './socket-path.ts';
import { SocketServer } from './socket-server.ts';

/** What is under way when the signer is to end may take this long. */
export const DRAIN_MS_MAX = 2_000;
/** How long the signer whose server was killed may still be ending when its successor starts. */
const PREDECESSOR_MS_MAX = DRAIN_MS_MAX + 1_000;

export interface ServedSigner {
  readonly signer: Signer;
  /** Ends when what is under way has been answered, and lets another process have the directory. */
  close(): Promise<void>;
}

/**
 * Opens the signer of a directory and answers on its socket. The directory's lock comes first: a second signer finds it taken
 * before it has touched a file. Requests that come early wait until `prepare` is done. Throws `data_in_use`.
 */
export async function serveSigner(
  options: {
    readonly directory: string;
    readonly socketPath: string;
    readonly devices: readonly Pkcs11Declaration[];
    readonly log: Log;
  },
  prepare: (signer: Signer) => Promise<void>,
): Promise<ServedSigner> {
  const { directory, socketPath, devices, log } = options;
  makePrivateFolder(directory);
  const ownership = await ownFolderWithin(PREDECESSOR_MS_MAX, directory);
  const { promise: ready, resolve } = Promise.withResolvers<Signer>();
  const server = new SocketServer(async (kind, body) => operate(await ready, kind, body), log);
  let signer: Signer | undefined;
  const letGo = async (): Promise<void> => {
    await signer?.close();
    ownership.release();
  };
  try {
    await server.listen(socketPath);
    signer = await openSigner(directory, devices, log);
    signer.onChange = () => {
      server.announceChange();
    };
    await prepare(signer);
    resolve(signer);
    return {
      signer,
      close: async () => {
        await server.close();
        await letGo();
      },
    };
  } catch (error) {
    server.abort();
    await letGo();
    throw error;
  }
}
