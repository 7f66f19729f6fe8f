import { networkInterfaces } from 'node:os';

/** What a server listens on that listens on every address of its machine. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The server's address within its own network: the one that it listens on, or the first that its machine has. */
export function internalAddress(listening: string, interfaces = networkInterfaces()): string {
  if (!ANY.has(listening)) return listening;
  const addresses = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const chosen = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0];
  return chosen?.address ?? '0.0.0.0';
}
