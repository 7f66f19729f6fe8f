import type { ServerContext } from '../context.ts';

type Known = Pick<ServerContext, 'address' | 'latestConfiguration' | 'serverId'>;

/** Where other servers find this one: its registered address, or while there is none the one that it listens on. */
export function ownAddress({ address, latestConfiguration, serverId }: Known): string {
  return latestConfiguration()?.server(serverId)?.address ?? address;
}
