import { createServer, type AddressInfo } from 'node:net';

/** Ports that nobody listens at, on any of the laboratory's addresses. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    // Held all together, so that no two are the same; 0.0.0.0 stands for every address.
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))));
    return servers.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
