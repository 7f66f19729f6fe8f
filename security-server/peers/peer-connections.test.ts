import { expect } from 'chai';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { drumError } from '#protocol/errors.ts';
import { issue } from '../../test/pki/certificates.ts';
import { refusalOf } from '../../test/refusal.ts';
import { PeerConnections, type PeerJudge } from './peer-connections.ts';
import { peerContext } from './tls.ts';

const GOOD = '127.0.0.41';
const BAD = '127.0.0.42';
const CLOSED = '127.0.0.43';
const HANGING_UP = '127.0.0.44';
const CONNECT_MS = 2_000;
/** Until the signer has said which certificate to show. */
const SIGNER_MS = 200;

const identity = { ...issue({ subject: 'ss1', key: 'rsa' }), intermediates: [] };

/** A server with all the connections that it has now. */
interface Peer {
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

function watched(server: Server): Peer {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  return { server, sockets };
}

async function listening(server: Server, address: string, port: number): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function hungUp({ sockets }: Peer): Promise<void> {
  for (const socket of sockets) await once(socket, 'close');
}

const acceptAll: PeerJudge = () => Promise.resolve();

describe('Connections to other security servers', () => {
  let good: Peer;
  let bad: Peer;
  let port: number;
  let secureContext: () => Promise<SecureContext>;
  let connections: PeerConnections;
  let silentMs: number;

  const connectionsWithin = (answerMs: number): PeerConnections =>
    new PeerConnections({
      limits: {
        port,
        connectMs: CONNECT_MS,
        cachedConnectMs: CONNECT_MS,
        answerMs,
        // The winner of a race is not remembered: each is run anew.
        winnerSeconds: 0,
        idleMs: 60_000,
        connectionsPerServerMax: 4,
      },
      secureContext: () => secureContext(),
      nowMs: () => 0,
    });

  beforeEach(async () => {
    silentMs = 0;
    good = watched(
      createHttpsServer(peerContext(identity), (_, response) => {
        void setTimeout(silentMs).then(() => response.end('good'));
      }),
    );
    // Accepts, and speaks no TLS.
    bad = watched(createTcpServer((socket) => socket.resume().end('what?')));
    port = await listening(good.server, GOOD, 0);
    await listening(bad.server, BAD, port);
    secureContext = () => Promise.resolve(createSecureContext(peerContext(identity)));
    connections = connectionsWithin(CONNECT_MS);
  });

  afterEach(async () => {
    await connections.close();
    for (const { server, sockets } of [good, bad]) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('carry requests, and are used again', async () => {
    for (let exchange = 0; exchange < 3; exchange += 1) {
      const connection = await connections.acquire([GOOD], acceptAll);
      expect(connection.chain.map(({ sha256Hex }) => sha256Hex)).to.deep.equal([identity.certificate.sha256Hex]);
      const { body } = await connection.http.request({ path: '/', method: 'POST', body: 'x' });
      expect(await body.text()).to.equal('good');
      connections.release(connection);
    }
    expect(good.sockets.size).to.equal(1);
  });

  it('wait for an answer as long as they may: without end where no limit is set', async () => {
    silentMs = 1_500;
    const answered = async (limitMs: number): Promise<string> => {
      await connections.close();
      connections = connectionsWithin(limitMs);
      const { http } = await connections.acquire([GOOD], acceptAll);
      return http.request({ path: '/', method: 'GET' }).then(
        ({ body }) => body.text(),
        (error: unknown) => (error as { code: string }).code,
      );
    };
    expect(await answered(100)).to.equal('UND_ERR_HEADERS_TIMEOUT');
    expect(await answered(0)).to.equal('good');
  });

  it('are made to the other server when one is down, speaks no TLS or is not who it should be', async () => {
    const judge: PeerJudge = (_, address) =>
      address === GOOD ? Promise.resolve() : Promise.reject(drumError('ssl_authentication_failed', 'Not this one'));
    // Who comes first is drawn by lot.
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const connection = await connections.acquire([GOOD, BAD, CLOSED], judge);
      expect(connection.address).to.equal(GOOD);
      await connections.discard(connection);
    }
    await hungUp(good);
    await hungUp(bad);
  });

  it('resume the TLS session with a peer, whose certificate is known and judged all the same', async () => {
    let judged = 0;
    const judge: PeerJudge = (chain) => {
      judged += 1;
      expect(chain.map(({ sha256Hex }) => sha256Hex)).to.deep.equal([identity.certificate.sha256Hex]);
      return Promise.resolve();
    };
    const sameContext = createSecureContext(peerContext(identity));
    secureContext = () => Promise.resolve(sameContext);
    const resumed: boolean[] = [];
    good.server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
    const exchange = async (): Promise<void> => {
      const connection = await connections.acquire([GOOD], judge);
      const { body } = await connection.http.request({ path: '/', method: 'POST', body: 'x' });
      await body.text();
      await connections.discard(connection);
    };
    await exchange();
    await exchange();
    // Another certificate of this server begins anew.
    const otherContext = createSecureContext(peerContext(identity));
    secureContext = () => Promise.resolve(otherContext);
    await exchange();
    expect(resumed).to.deep.equal([false, true, false]);
    expect(judged).to.equal(3);
  });

  it('do not resume a session with a peer that was refused', async () => {
    const sameContext = createSecureContext(peerContext(identity));
    secureContext = () => Promise.resolve(sameContext);
    const resumed: boolean[] = [];
    good.server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
    const connection = await connections.acquire([GOOD], acceptAll);
    const { body } = await connection.http.request({ path: '/', method: 'POST', body: 'x' });
    await body.text();
    await connections.discard(connection);
    const refuse: PeerJudge = () => Promise.reject(drumError('ssl_authentication_failed', 'Not any more'));
    await connections.acquire([GOOD], refuse).catch(() => undefined);
    const anew = await connections.acquire([GOOD], acceptAll);
    await (await anew.http.request({ path: '/', method: 'POST', body: 'x' })).body.text();
    await connections.discard(anew);
    expect(resumed.at(-1)).to.equal(false);
  });

  it('are hung up when the peer is refused', async () => {
    const judge: PeerJudge = () => Promise.reject(drumError('ssl_authentication_failed', 'Not this one'));
    expect(await refusalOf(() => connections.acquire([GOOD], judge))).to.equal(
      'ssl_authentication_failed: Not this one',
    );
    await hungUp(good);
  });

  it('are hung up when this server has no certificate to show', async () => {
    secureContext = () => Promise.reject(drumError('key_not_found', 'No certificate'));
    expect(await refusalOf(() => connections.acquire([GOOD], acceptAll))).to.equal('key_not_found: No certificate');
    await hungUp(good);
  });

  it('are all ended with their server, those in use and those that come back or are asked for afterwards', async () => {
    const [inUse, late] = [await connections.acquire([GOOD], acceptAll), await connections.acquire([GOOD], acceptAll)];
    const underWay = connections.acquire([GOOD], () => setTimeout(SIGNER_MS));
    await connections.close();
    connections.release(late);
    expect(await refusalOf(() => underWay)).to.equal('network_error: This server is being stopped');
    expect(await refusalOf(() => connections.acquire([GOOD], acceptAll))).to.equal(
      'network_error: This server is being stopped',
    );
    await connections.discard(inUse);
    await hungUp(good);
  });

  it('are given up at once when the peer hangs up while our certificate is still looked for', async () => {
    const silent = watched(createTcpServer((socket) => socket.resume().end()));
    await listening(silent.server, CLOSED, port);
    secureContext = async () => {
      // As when the signer has just died and is being started again.
      await setTimeout(SIGNER_MS);
      return createSecureContext(peerContext(identity));
    };
    const began = performance.now();
    expect(await refusalOf(() => connections.acquire([CLOSED], acceptAll))).to.equal(
      'network_error: The TLS handshake with the other security server broke off',
    );
    expect(performance.now() - began).to.be.below(CONNECT_MS);
    await new Promise((resolve) => silent.server.close(resolve));
  });

  it('fail with network_error when no server answers, and with ssl_authentication_failed when none speaks TLS', async () => {
    expect(await refusalOf(() => connections.acquire([CLOSED], acceptAll))).to.equal(
      `network_error: No connection to ${CLOSED}`,
    );
    expect(await refusalOf(() => connections.acquire([BAD], acceptAll))).to.equal(
      'ssl_authentication_failed: The TLS handshake with the other security server failed',
    );
    await hungUp(bad);
  });

  it('fail with network_error when a server hangs up, which says nothing about certificates', async () => {
    for (const hangUp of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const { server } = watched(createTcpServer((socket) => socket.resume().once('data', () => hangUp(socket))));
      await listening(server, HANGING_UP, port);
      expect(await refusalOf(() => connections.acquire([HANGING_UP], acceptAll))).to.equal(
        'network_error: The TLS handshake with the other security server broke off',
      );
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
