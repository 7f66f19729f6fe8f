import type { ServerContext } from '../context.ts';

/** Where the server's own programs reach its client-proxy. */
export function clientProxyAddress({ address, parameters }: Pick<ServerContext, 'address' | 'parameters'>): URL {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${parameters['proxy.client-https-port']}/`);
}
