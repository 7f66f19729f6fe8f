import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAnchor, writeAnchor } from '#protocol/configuration/anchor.ts';
import { lab } from './lab.ts';

const VERSION = '6';

/** Serves the laboratory's global configuration as its central server did, at an address that its anchor names. */
export class LabConfiguration {
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<LabConfiguration> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const found = url.pathname === '/internalconf' && url.searchParams.get('version') === VERSION;
      const path = found ? `V${VERSION}/internalconf` : /^\/(V6\/\d+\/[a-z-]+\.xml)$/.exec(url.pathname)?.[1];
      if (path === undefined) response.writeHead(404).end();
      else response.end(readFileSync(lab('www', path)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LabConfiguration(server);
  }

  /** The laboratory's anchor, but for the address. */
  anchor(): Buffer {
    const { port } = this.server.address() as AddressInfo;
    const { sources, ...anchor } = readAnchor(readFileSync(lab('anchor-internalconf.xml')));
    const downloadUrl = `http://127.0.0.1:${port}/internalconf`;
    return writeAnchor({ ...anchor, sources: sources.map((source) => ({ ...source, downloadUrl })) });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }
}
