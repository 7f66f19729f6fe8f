import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { fixedClock } from '#config/clock.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import { anchorOf, ConfigurationServer, published, sharedParametersOf } from '../../test/configuration-source.ts';
import { issue } from '../../test/pki/certificates.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { ConfigurationClient, type ConfigurationClientOptions } from './configuration-client.ts';
import type { DownloadLimits } from './limits.ts';

const EXPIRES = new Date('2026-11-23T00:10:00Z');
const SHARED = published(sharedParametersOf('BG'));

describe('A download', () => {
  const folder = temporaryFolders();
  const closing: (() => Promise<unknown>)[] = [];
  after(() => Promise.all(closing.map((close) => close())));

  async function source(): Promise<ConfigurationServer> {
    const server = await new ConfigurationServer().start();
    closing.push(() => server.stop());
    await server.publish({ files: [SHARED], expiresAt: EXPIRES });
    return server;
  }

  /** Starts a server on a free port and tells its address. */
  async function listening(server: Server): Promise<string> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const fetchFrom = (
    anchor: ConfigurationAnchor,
    limits: Partial<DownloadLimits> = {},
    options: Partial<ConfigurationClientOptions> = {},
  ) =>
    new ConfigurationClient({
      anchor,
      directory: join(folder(), 'globalconf'),
      clock: fixedClock(new Date('2026-11-23T00:00:00Z')),
      limits,
      ...options,
    }).fetch();

  async function failureOf(url: string, limits: Partial<DownloadLimits>): Promise<string> {
    const { error } = await fetchFrom(anchorOf(url), limits);
    return `${error?.code ?? ''}: ${error?.message ?? ''}`.replaceAll(url, 'URL');
  }

  /** A TLS server with a certificate that nobody vouches for, in front of a source's answers. */
  async function secured(server: ConfigurationServer): Promise<string> {
    const { certificate, key } = issue({ subject: 'tls' });
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate.der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const options = {
      cert: pem,
      key: createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })).export({ type: 'pkcs8', format: 'pem' }),
    };
    return listening(
      createHttpsServer(options, (request, response) => server.server.emit('request', request, response)),
    );
  }

  it('is not held up by a server that ignores a TLS hello', async () => {
    const server = await source();
    // What begins like a TLS record (RFC 8446 §5.1: 0x16) is never answered; all else is HTTP.
    const host = await listening(
      createTcpServer((socket) => {
        socket.once('data', (first) => {
          socket.pause();
          if (first[0] === 0x16) return;
          socket.unshift(first);
          server.server.emit('connection', socket);
          socket.resume();
        });
      }),
    );
    const before = performance.now();
    const { error, attempts } = await fetchFrom(anchorOf(`http://${host}/internalconf`), {
      httpsAttemptTimeoutMs: 300,
    });
    expect(error).to.equal(undefined);
    expect(attempts.map(({ given, error: failure }) => [given, failure?.code])).to.deep.equal([
      [false, 'global_conf_get_version_failed'],
      [true, undefined],
    ]);
    expect(performance.now() - before).to.be.lessThan(3_000);
  });

  it('says in a few words why https was not to be had', async () => {
    const server = await source();
    const { attempts } = await fetchFrom(anchorOf(`http://${server.host}/internalconf`));
    expect(attempts[0]?.error?.message).to.equal(
      `https://${server.host}/internalconf?version=6: TLS: wrong version number`,
    );
  });

  it('works over https where only that is given, and verifies the server’s certificate unless told otherwise', async () => {
    const host = await secured(await source());
    const anchor = anchorOf(`https://${host}/internalconf`);
    const refused = await fetchFrom(anchor);
    expect(refused.error?.code).to.equal('global_conf_get_version_failed');
    expect(refused.error?.message).to.match(/self-signed certificate/);
    const accepted = await fetchFrom(anchor, {}, { verifyTls: false });
    expect(accepted.download?.url.href).to.equal(`https://${host}/internalconf?version=6`);
  });

  it('gives up on a source that does not answer', async () => {
    const host = await listening(createTcpServer(() => undefined));
    expect(await failureOf(`http://${host}/internalconf`, { readTimeoutMs: 300, httpsAttemptTimeoutMs: 100 })).to.equal(
      'global_conf_get_version_failed: URL?version=6: Headers Timeout Error',
    );
  });

  it('gives up on an answer that stops, or that drips without end', async () => {
    const server = await source();
    const url = `http://${server.host}/internalconf`;
    server.answers.set('/internalconf?version=6', (_, response) => response.writeHead(200).write('x'));
    expect(await failureOf(url, { readTimeoutMs: 300 })).to.equal(
      'global_conf_get_version_failed: URL?version=6: Body Timeout Error',
    );
    server.answers.set('/internalconf?version=6', (_, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.writeHead(200).on('close', () => {
        clearInterval(drip);
      });
    });
    expect(await failureOf(url, { answerTimeoutMs: 400 })).to.equal(
      'global_conf_get_version_failed: URL?version=6: The operation was aborted due to timeout',
    );
  });

  it('gives up on an answer that breaks off', async () => {
    const server = await source();
    server.answers.set('/internalconf?version=6', (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy());
    });
    expect(await failureOf(`http://${server.host}/internalconf`, {})).to.match(
      /^global_conf_get_version_failed: URL\?version=6: /,
    );
  });

  it('takes no more bytes than its limits', async () => {
    const server = await source();
    const url = `http://${server.host}/internalconf`;
    expect(await failureOf(url, { directoryBytesMax: 100 })).to.equal(
      'global_conf_parsing_downloaded_conf_directory_failure: URL?version=6: the answer is larger than 100 bytes',
    );
    expect(await failureOf(url, { fileBytesMax: 100 })).to.equal(
      `global_conf_parsing_downloaded_conf_directory_failure: http://${server.host}${SHARED.part.location}: the answer is larger than 100 bytes`,
    );
  });

  it('does not follow redirects, and names the status of any other answer', async () => {
    const server = await source();
    server.answers.set('/internalconf?version=6', (_, response) =>
      response.writeHead(302, { location: '/other' }).end(),
    );
    expect(await failureOf(`http://${server.host}/internalconf`, {})).to.equal(
      'global_conf_download_url_connection_failure: URL?version=6 answered with HTTP 302',
    );
  });

  it('of what is no directory is refused as such', async () => {
    const server = await source();
    server.answers.set('/internalconf?version=6', Buffer.from('<html>Welcome</html>'));
    expect(await failureOf(`http://${server.host}/internalconf`, {})).to.equal(
      'global_conf_parsing_downloaded_conf_directory_failure: A header line has no name',
    );
  });

  it('names the anchor where that names no address', async () => {
    expect(await failureOf('ftp://127.0.0.1/', {})).to.equal(
      'global_conf_download_url_connection_failure: The anchor names no http or https address',
    );
  });
});
