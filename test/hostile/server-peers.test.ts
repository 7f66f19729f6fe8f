import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { toPem } from '#certs/pem.ts';
import { until } from '../country/poll.ts';
import { messageOfPeer, replacing, type PeerMessage } from '../faults/scripted-peer.ts';
import { issue } from '../pki/certificates.ts';
import { besieged, CONSUMER, HELLO, LIMITS, PLAYED_CLIENT } from './besieged.ts';
import { tell, type Told } from './raw-connection.ts';

const ENVELOPE =
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/><SOAP-ENV:Body><a/></SOAP-ENV:Body></SOAP-ENV:Envelope>';
const MIB = 1_048_576;
const RESTARTS_MS_MAX = 60_000;
const ANSWERED = /<\/SOAP-ENV:Envelope>|\r\n--xtop\w+--\r\n/;

describe('A peer that is hostile', () => {
  const world = besieged();
  const message = (more: Partial<PeerMessage> = {}): PeerMessage => ({
    client: PLAYED_CLIENT,
    service: HELLO,
    id: 'hostile',
    ...more,
  });

  /** Sends this in place of a message; `write` goes on where the start ends. */
  function send(
    headers: Readonly<Record<string, string>>,
    body: string | Buffer | ((socket: Socket) => void),
    length?: number,
  ): Promise<Told> {
    const announced = length ?? (typeof body === 'function' ? 2 ** 40 : Buffer.byteLength(body));
    const lines = Object.entries({ Host: 'x', 'Content-Length': String(announced), ...headers });
    const start = `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    const place = { host: world().address('provider'), port: 5500, tls: world().identity.tls };
    return tell(
      place,
      (socket) => {
        socket.write(start);
        if (typeof body === 'function') body(socket);
        else socket.write(body);
      },
      { until: ANSWERED },
    );
  }

  /** Writes the same again and again, as fast as it is taken. */
  const endless =
    (first: Buffer, again: Buffer) =>
    (socket: Socket): void => {
      socket.write(first);
      const write = (): void => {
        while (!socket.destroyed && socket.write(again));
      };
      socket.on('drain', write);
      write();
    };

  const faultOf = ({ text }: Told): string | undefined => /<faultcode>server\.serverproxy\.([^<]*)</.exec(text)?.[1];

  async function sent(more: Partial<PeerMessage>, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
    const made = await messageOfPeer(world().identity, message(more));
    return send({ ...made.headers, ...headers }, made.bytes);
  }

  const boundaryOf = (headers: Readonly<Record<string, string>>): string =>
    /boundary=(\w+)/.exec(headers['Content-Type'] ?? '')?.[1] ?? '';

  it('is answered when it is not', async () => {
    expect((await sent({})).text)
      .to.match(/^HTTP\/1\.1 200 OK\r\n/)
      .and.not.match(/faultcode/);
  });

  const REFUSED: Readonly<Record<string, readonly [fault: string, how: () => Promise<Told>]>> = {
    'speaks for a client of another server': [
      'service_failed.ssl_authentication_failed',
      () => sent({ tamper: replacing(PLAYED_CLIENT, CONSUMER) }),
    ],
    'names another request in its HTTP headers than the one it signed': [
      'invalid_message',
      () => sent({}, { 'x-road-request-id': randomUUID() }),
    ],
    'sends an OCSP response above its size': [
      'service_failed.invalid_message',
      () => sent({ ocspResponses: [Buffer.alloc(70_000, 0x30)] }),
    ],
    'sends a message of another protocol version': ['missing_soap', () => sent({}, { 'x-road-message-type': 'rest' })],
    'asks by another method': [
      'invalid_http_method',
      () =>
        tell(
          { host: world().address('provider'), port: 5500, tls: world().identity.tls },
          'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
          { until: ANSWERED },
        ),
    ],
    'sends ten thousand parts': [
      'service_failed.invalid_content_type',
      async () => {
        const { headers, bytes } = await messageOfPeer(world().identity, message());
        const part = `--${boundaryOf(headers)}\r\ncontent-type: text/plain\r\n\r\n\r\n`;
        return send(headers, Buffer.concat([Buffer.from(part.repeat(10_000)), bytes]));
      },
    ],
    'sends the signature and then goes on': [
      'service_failed.invalid_message',
      async () => {
        const { headers, bytes } = await messageOfPeer(world().identity, message());
        return send(headers, Buffer.concat([bytes, Buffer.alloc(10_000, '\r\n'), Buffer.from('more')]));
      },
    ],
  };

  for (const [who, [fault, how]] of Object.entries(REFUSED)) {
    it(`that ${who} is refused (${fault})`, async () => {
      expect(faultOf(await how())).to.equal(fault);
    });
  }

  const ENDLESS: Readonly<Record<string, (bytes: Buffer) => (socket: Socket) => void>> = {
    'a text before the first part': () => endless(Buffer.alloc(0), Buffer.alloc(65_536, 'a')),
    'blank lines behind the last part': (bytes) => endless(bytes, Buffer.alloc(65_536, '\r\n')),
    'a body': (bytes) => endless(bytes.subarray(0, bytes.indexOf('bodybody')), Buffer.alloc(65_536, 'body')),
  };

  for (const [what, how] of Object.entries(ENDLESS)) {
    it(`that sends ${what} without end is heard no more, and nothing is kept of it`, async () => {
      const { headers, bytes } = await messageOfPeer(world().identity, message({ body: 'body'.repeat(100) }));
      const told = await send(headers, how(bytes));
      expect(told.closed || faultOf(told) !== undefined).to.equal(true);
      await until('nothing is kept', () => world().spooled('provider').length === 0);
    });
  }

  it('that sends attachments of a message which is not exchanged keeps no disk busy', async () => {
    const attachment = `--inner\r\ncontent-type: x/y\r\n\r\n${'a'.repeat(3 * MIB)}\r\n`;
    const parts = [
      `--outer\r\ncontent-type: text/xml\r\n\r\n${ENVELOPE}\r\n`,
      `--outer\r\ncontent-type: multipart/mixed; boundary=inner\r\n\r\n${attachment.repeat(3)}--inner--\r\n--outer--\r\n`,
    ].join('');
    let kept = 0;
    const watch = setInterval(() => {
      kept = Math.max(kept, world().spooled('provider').length);
    }, 5);
    const headers = { 'x-hash-algorithm': 'SHA-512', 'x-road-request-id': randomUUID() };
    const told = await send({ ...headers, 'content-type': 'multipart/mixed; boundary=outer' }, parts);
    clearInterval(watch);
    expect(faultOf(told)).to.equal('service_failed.missing_header_field');
    expect(kept).to.equal(0);
  });

  it('that may not call a service keeps no disk busy with its body', async () => {
    let kept = 0;
    const watch = setInterval(() => {
      kept = Math.max(kept, world().spooled('provider').length);
    }, 5);
    const service = HELLO.replace('hello', 'narrow');
    const told = await sent({ service, body: 'a'.repeat(LIMITS['proxy.max-body-size'] - 1) });
    clearInterval(watch);
    expect(told.closed || faultOf(told) === 'access_denied').to.equal(true);
    expect(kept).to.equal(0);
  });

  it('whose client is registered no more is refused on the connection that it has', async () => {
    const { country } = world();
    const [client] = country.ecosystem.securityServers.find(({ name }) => name === 'played')?.clients ?? [];
    if (client === undefined) throw new Error('The played server has no client');
    const place = { host: world().address('provider'), port: 5500, rejectUnauthorized: false };
    const socket = connect({ ...place, ...world().identity.tls });
    const ended = once(socket, 'close').then(() => Promise.reject(new Error('The server closed the connection')));
    ended.catch(() => undefined);
    const ask = async (): Promise<Told> => {
      const { headers, bytes } = await messageOfPeer(world().identity, message());
      const lines = Object.entries({ Host: 'x', 'Content-Length': String(bytes.length), ...headers });
      socket.write(`POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
      socket.write(bytes);
      let text = '';
      while (!ANSWERED.test(text)) {
        const [chunk] = (await Promise.race([once(socket, 'data'), ended])) as [Buffer];
        text += chunk.toString('latin1');
      }
      return { text, closed: false, tookMs: 0 };
    };
    expect(faultOf(await ask())).to.equal(undefined);
    client.registered = false;
    await country.restartCentralServer();
    expect(await until('a refusal', async () => faultOf(await ask()))).to.equal(
      'service_failed.ssl_authentication_failed',
    );
    client.registered = true;
    await country.restartCentralServer();
    await until('an answer', async () => faultOf(await ask()) === undefined);
    socket.destroy();
  }).timeout(RESTARTS_MS_MAX);

  it('that sends the same message again is answered again, as with X-Road', async () => {
    const { headers, bytes } = await messageOfPeer(world().identity, message());
    for (let time = 0; time < 2; time += 1) expect(faultOf(await send(headers, bytes))).to.equal(undefined);
  });
});

describe('The TLS of a server', () => {
  const world = besieged();
  const stranger = issue({ subject: 'stranger', key: 'ec' });
  const strange = {
    key: stranger.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem('CERTIFICATE', stranger.certificate.der),
  };
  const PLACES = [
    ['provider', 5500],
    ['consumer', 8443],
  ] as const;

  /** What becomes of a handshake and one request. */
  function greet(
    [server, port]: (typeof PLACES)[number],
    options: ConnectionOptions,
    then?: (socket: TLSSocket) => void,
  ): Promise<string> {
    return new Promise((resolve) => {
      let text = '';
      const place = { host: world().address(server), port, rejectUnauthorized: false };
      const socket = connect({ ...place, ...world().identity.tls, ...options }, () => {
        if (then === undefined) socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
        else then(socket);
      });
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        text += error.code ?? '';
      });
      socket.once('close', () => {
        resolve(text);
      });
    });
  }

  for (const place of PLACES) {
    const refused: Readonly<Record<string, ConnectionOptions>> = {
      'TLS 1.1': { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      'suites without forward secrecy': { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0' },
      'suites without authentication': { maxVersion: 'TLSv1.2', ciphers: 'aNULL:@SECLEVEL=0' },
      'HTTP/2': { ALPNProtocols: ['h2'] },
    };
    for (const [what, options] of Object.entries(refused)) {
      it(`of port ${place[1]} knows no ${what}`, async () => {
        expect(await greet(place, options)).to.match(/^ERR_SSL_/);
      });
    }

    it(`of port ${place[1]} is not negotiated again`, async () => {
      const told = await greet(place, { maxVersion: 'TLSv1.2' }, (socket) => {
        socket.renegotiate({ rejectUnauthorized: false }, () => undefined);
      });
      expect(told).to.equal('ERR_SSL_NO_RENEGOTIATION');
    });
  }

  it('of port 5500 lets nobody in without a registered certificate, also where a session is taken up again', async () => {
    const chain = Array.from({ length: 50 }, (_, index) =>
      toPem('CERTIFICATE', issue({ subject: `chain ${index}`, key: 'ec' }).certificate.der),
    ).join('');
    const nobody = { key: undefined, cert: undefined };
    for (const shown of [nobody, strange, { ...strange, cert: strange.cert + chain }]) {
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        let session: Buffer | undefined;
        const keep = (socket: TLSSocket): void => {
          socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
          socket.on('session', (kept) => {
            session = kept;
          });
        };
        for (let time = 0; time < 2; time += 1) {
          const told = await greet(PLACES[0], { ...shown, maxVersion, ...(session && { session }) }, keep);
          expect(told).to.not.match(/HTTP/);
        }
      }
    }
  });
});
