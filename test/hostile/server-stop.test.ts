import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { CurrentTlsIdentity } from '#certs/current-tls-identity.ts';
import { systemClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import { toPem } from '#certs/pem.ts';
import { InformationSystemListeners } from '#security-server/client-proxy/listeners.ts';
import type { ServerContext } from '#security-server/context.ts';
import { Spool } from '#security-server/exchange/spool.ts';
import { PeerListener } from '#security-server/server-proxy/listener.ts';
import { freePort } from '../free-port.ts';
import { issue } from '../pki/certificates.ts';
import { keptLog } from '../quiet-log.ts';
import { besieged } from './besieged.ts';

const ADDRESS = '127.0.0.1';
/** Far below the time that a handshake may take. */
const STOP_MS_MAX = 5_000;
/** How long one answer of a source is waited for (`configuration-client.downloader-read-timeout`). */
const SOURCE_MS_MAX = 30_000;

describe('A server that stops does not wait for whoever has begun a TLS handshake', () => {
  const { key, certificate } = issue({ subject: 'server', key: 'ec' });
  const identity = { key, certificate, intermediates: [] };
  const internal = {
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: toPem('CERTIFICATE', certificate.der),
  };
  let ports: readonly [http: number, https: number, peers: number];
  let context: ServerContext;
  let sockets: Socket[];

  beforeEach(async () => {
    ports = [await freePort(), await freePort(), await freePort()];
    sockets = [];
    context = {
      serverId: { type: 'SERVER', instance: 'TEST', memberClass: 'GOV', memberCode: '1', serverCode: 'server' },
      address: ADDRESS,
      parameters: readParameters({
        'proxy.client-http-port': ports[0],
        'proxy.client-https-port': ports[1],
        'proxy.server-listen-port': ports[2],
      }),
      clock: systemClock,
      log: keptLog(),
      sharesPorts: false,
      spool: new Spool('', 1),
      globalConfiguration: () => {
        throw new Error('There is none');
      },
      latestConfiguration: () => undefined,
      serverConfiguration: () => {
        throw new Error('There is none');
      },
    };
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
  });

  async function beginHandshake(port: number): Promise<void> {
    const socket = connect(port, ADDRESS);
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    socket.write(Buffer.from('1603010200', 'hex'));
  }

  async function stopped(listener: { stop(): Promise<void>; abort(): void }): Promise<number> {
    const began = performance.now();
    const stopping = listener.stop();
    listener.abort();
    await stopping;
    return performance.now() - began;
  }

  it('at the ports of information systems', async () => {
    const listeners = new InformationSystemListeners(context, new CurrentTlsIdentity(internal), () => undefined);
    await listeners.start();
    await beginHandshake(ports[0]);
    await beginHandshake(ports[1]);
    expect(await stopped(listeners)).to.be.below(STOP_MS_MAX);
  });

  it('at the port of other security servers', async () => {
    const listener = new PeerListener(context, identity, () => undefined);
    await listener.start();
    await beginHandshake(ports[2]);
    expect(await stopped(listener)).to.be.below(STOP_MS_MAX);
  });
});

describe('A running country', function () {
  this.timeout(60_000);
  const world = besieged();

  describe('whose source of configuration is silent', () => {
    let silent: Server;

    before(async () => {
      const { country } = world();
      const { address, port } = country.ecosystem.centralServer;
      await Promise.all([country.endCentralServer(), country.endServer('consumer')]);
      silent = createServer((socket) => socket.on('error', () => undefined).resume());
      silent.listen(port, address);
      await once(silent, 'listening');
    });

    after(async () => {
      const { country } = world();
      silent.close();
      await country.startCentralServer();
      await country.startServers('consumer');
    });

    it('starts a server that has a configuration all the same', async () => {
      const began = performance.now();
      expect((await world().country.startServer('consumer')).health).to.equal('ok');
      expect(performance.now() - began).to.be.below(SOURCE_MS_MAX);
    });

    it('and stops it', async () => {
      const began = performance.now();
      await world().country.endServer('consumer');
      expect(performance.now() - began).to.be.below(STOP_MS_MAX);
    });
  });
});
