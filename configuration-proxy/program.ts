import { join } from 'node:path';
import type { Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import { makeFolder } from '#config/folder.ts';
import type { Log } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { publishAtInterval } from '#distribution/publication/interval.ts';
import { PublicationService } from '#distribution/publication/service.ts';
import type { ConfigurationProxyFile } from './file.ts';
import { ProxyKeys } from './keys.ts';
import { InstanceProxy } from './proxied-instance.ts';
import { publishedPath } from './published-path.ts';

export interface RunningConfigurationProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Opens the token for a moment: in between, commands may change keys. */
export type OpenToken = () => Promise<Token>;

/**
 * Starts a configuration proxy: it passes on what it has verified, under its own signature, so that many clients burden no
 * central server. It listens after the first round, whatever became of it.
 */
export async function startConfigurationProxy(
  file: ConfigurationProxyFile,
  openToken: OpenToken,
  clock: Clock,
  log: Log,
): Promise<RunningConfigurationProxy> {
  const root = join(file.data, 'public');
  try {
    makeFolder(root, 0o700);
  } catch (error) {
    throw fileError(error, `The data folder ${root}`, 'written');
  }
  const instances = await Promise.all(
    file.instances.map((instance) => InstanceProxy.open(instance, { file, root, clock, log })),
  );
  const stopping = new AbortController();
  const round = (): Promise<void> => publishRound(file, instances, openToken, stopping.signal);
  await round();
  const service = new PublicationService({
    root,
    publishedPath,
    maxConnections: file.parameters['configuration-proxy.max-connections'],
    log,
  });
  const port = await service.start(file.listen.address, file.listen.port);
  const publishing = publishAtInterval(round, {
    intervalSeconds: file.parameters['configuration-proxy.update-interval'],
    log,
  });
  return {
    port,
    stop: async () => {
      stopping.abort();
      await publishing.stop();
      await service.stop();
    },
  };
}

/** Downloads first, which takes long where a source is slow, and only then has the keys. */
async function publishRound(
  { data }: ConfigurationProxyFile,
  instances: readonly InstanceProxy[],
  openToken: OpenToken,
  stopping: AbortSignal,
): Promise<void> {
  const downloaded = await Promise.all(
    instances.map(async (instance) => ({ instance, outcomes: await instance.download(stopping) })),
  );
  if (stopping.aborted) return;
  await ProxyKeys.with(data, async (keys) => {
    const token = await openToken();
    try {
      for (const { instance, outcomes } of downloaded) await instance.publish(outcomes, token, keys.of(instance.name));
    } finally {
      await token.close();
    }
  });
  for (const instance of instances) await instance.removeExpired();
}
