import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { systemClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { freePort } from '../../test/free-port.ts';
import { issue } from '../../test/pki/certificates.ts';
import { quietLog } from '../../test/quiet-log.ts';
import type { ServerContext } from '../context.ts';
import { peerContext } from '../peers/tls.ts';
import { chainOf, PeerListener } from './listener.ts';

const ADDRESS = '127.0.0.1';
const PEER: ServerId = { type: 'SERVER', instance: 'T', memberClass: 'GOV', memberCode: '1', serverCode: 's' };

const root = issue({ subject: 'root', key: 'ec' });
const intermediate = issue({ subject: 'intermediate', key: 'ec', issuer: root });
const own = { ...issue({ subject: 'server', key: 'ec', issuer: root }), intermediates: [] };
const peer = {
  ...issue({ subject: 'peer', key: 'ec', issuer: intermediate }),
  intermediates: [intermediate.certificate],
};

describe('The door for other security servers', () => {
  let listener: PeerListener;
  let port: number;
  let isRegistered: boolean;
  /** Subjects of the certificates behind each request. */
  let seen: string[][];
  let context: SecureContext;

  beforeEach(async () => {
    port = await freePort();
    isRegistered = true;
    seen = [];
    context = createSecureContext(peerContext(peer));
    const configuration: Pick<GlobalConfiguration, 'serverOfAuthenticationCertificate'> = {
      serverOfAuthenticationCertificate: () => (isRegistered ? PEER : undefined),
    };
    const server = {
      address: ADDRESS,
      clock: systemClock,
      log: quietLog,
      parameters: readParameters({ 'proxy.server-listen-port': port }),
      latestConfiguration: () => configuration,
    } as unknown as ServerContext;
    listener = new PeerListener(server, own, (request, response) => {
      seen.push(chainOf(request.socket).map(({ subject }) => subject.toRfc2253()));
      response.end('welcome');
    });
    await listener.start();
  });

  afterEach(async () => {
    listener.abort();
    await listener.stop();
  });

  /** One request; with what is needed to resume its TLS session, or undefined when the door stayed closed. */
  async function visit(session?: Buffer): Promise<{ readonly resumed: boolean; readonly session: Buffer } | undefined> {
    const socket = connect({
      host: ADDRESS,
      port,
      secureContext: context,
      rejectUnauthorized: false,
      ...(session && { session }),
    });
    socket.on('error', () => undefined);
    let ticket: Buffer = Buffer.alloc(0);
    socket.on('session', (given: Buffer) => {
      ticket = given;
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const welcome = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => undefined)]);
    const resumed = socket.isSessionReused();
    socket.destroy();
    return welcome === undefined ? undefined : { resumed, session: ticket };
  }

  it('knows all certificates of a peer that resumes its session', async () => {
    const first = await visit();
    const second = await visit(first?.session);
    expect([first?.resumed, second?.resumed]).to.deep.equal([false, true]);
    expect(seen).to.deep.equal([
      ['CN=peer', 'CN=intermediate'],
      ['CN=peer', 'CN=intermediate'],
    ]);
  });

  it('is closed to a peer that resumes after its certificate was taken off the list', async () => {
    const first = await visit();
    isRegistered = false;
    expect(await visit(first?.session)).to.equal(undefined);
    expect(seen).to.have.length(1);
  });

  it('takes no session up again once it shows another certificate', async () => {
    const first = await visit();
    listener.renew({ ...issue({ subject: 'renewed', key: 'ec', issuer: root }), intermediates: [] });
    expect((await visit(first?.session))?.resumed).to.equal(false);
  });
});
