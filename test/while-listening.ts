import { createServer, type AddressInfo } from 'node:net';

/** Does something while another program listens at an address and port (0: a free one). */
export async function whileListening<T>(host: string, port: number, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host, port }, resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
