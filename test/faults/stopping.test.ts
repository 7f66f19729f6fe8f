import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { Country } from '../country.ts';

const TEST_MS_MAX = 60_000;

const onceOpen = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });

const silent = (port: number) => (host: string) => onceOpen(connect({ host, port }), 'connect');
const HALF = 'POST /r1/TEST/GOV/1/only/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf';

/** Connections that never come to an end by themselves. */
const LINGERING = [
  { title: 'silent, at the port for other security servers', open: silent(5500) },
  { title: 'silent, at the port for information systems with TLS', open: silent(8443) },
  { title: 'silent, at the port for information systems', open: silent(8080) },
  { title: 'silent, at the port for OCSP responses', open: silent(5577) },
  { title: 'silent, at the port for the health', open: silent(5588) },
  {
    title: 'with half a request',
    open: async (host: string) => {
      const socket = await silent(8080)(host);
      socket.write(HALF);
      return socket;
    },
  },
  {
    title: 'with half a request over TLS',
    open: async (host: string) => {
      const socket = connectTls({ host, port: 8443, rejectUnauthorized: false });
      await onceOpen(socket, 'secureConnect');
      socket.write(HALF);
      return socket;
    },
  },
];

/** A server that is told to stop ends what is under way within its bound (proxy.drain-timeout), and then itself. */
describe('a security server that is told to stop', function () {
  this.timeout(TEST_MS_MAX);
  let country: Country;

  before(async () => {
    country = await Country.start({
      members: [{ memberClass: 'GOV', memberCode: '1', name: 'Only', subsystems: [{ code: 'only', name: 'Only' }] }],
      securityServers: [{ name: 'only', owner: 'TEST/GOV/1', clients: [{ id: 'TEST/GOV/1/only' }] }],
    });
  });

  after(() => country.stop());

  it('stops, whoever is connected', async () => {
    await country.startServers('only');
    const sockets = await Promise.all(LINGERING.map(({ open }) => open(country.address('only'))));
    for (const socket of sockets) socket.on('error', () => undefined);
    expect(await country.endServer('only')).to.equal(true);
    for (const socket of sockets) socket.destroy();
  });
});
