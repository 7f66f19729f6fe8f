import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { Agent, createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { signBytes } from '#certs/algorithms.ts';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { toPem } from '#certs/pem.ts';
import { DrumError } from '#protocol/errors.ts';
import type { Client, ConnectionType } from '../server-configuration/model.ts';
import { authenticateClient } from './client-authentication.ts';

interface Identity {
  readonly key: string;
  readonly cert: string;
  readonly der: Buffer;
}

async function identity(name: string, notAfter = new Date('2060-01-01T00:00:00Z')): Promise<Identity> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { der } = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: name }]),
    key: {
      publicKey: createPublicKey(privateKey),
      sign: (algorithm, data) => Promise.resolve(signBytes(algorithm, privateKey, data, 'der')),
    },
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter,
  });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, cert: toPem('CERTIFICATE', der), der };
}

describe('an information system', () => {
  let server: Identity;
  let registered: Identity;
  let expired: Identity;
  let stranger: Identity;
  let judge: (request: IncomingMessage) => void;
  const handle: RequestListener = (request, response) => {
    try {
      judge(request);
      response.end('in');
    } catch (error) {
      response.end(error instanceof DrumError ? `${error.code}: ${error.message}` : 'not a DrumError');
    }
  };
  const http = createHttpServer(handle);
  const https = createHttpsServer({ requestCert: true, rejectUnauthorized: false }, handle);

  before(async () => {
    [server, registered, expired, stranger] = await Promise.all([
      identity('server'),
      identity('registered'),
      identity('expired', new Date('2021-01-01T00:00:00Z')),
      identity('stranger'),
    ]);
    https.setSecureContext({ key: server.key, cert: server.cert });
    await Promise.all([http, https].map((each) => new Promise<void>((done) => each.listen(0, '127.0.0.1', done))));
  });
  after(() => {
    for (const each of [http, https]) {
      each.closeAllConnections();
      each.close();
    }
  });

  async function ask(type: ConnectionType, by: 'http' | Identity | 'no certificate', enforceValidity = false) {
    const client: Client = {
      id: { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' },
      status: 'REGISTERED',
      connectionType: type,
      tlsCertificates: [registered.der, expired.der],
      localGroups: [],
      services: [],
    };
    judge = (request) => {
      authenticateClient(request, client, {
        internalCertificate: server.der,
        enforceValidity,
        at: new Date('2026-01-01T00:00:00Z'),
      });
    };
    if (by === 'http') {
      return (await fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`)).text();
    }
    const shown = by === 'no certificate' ? {} : { key: by.key, cert: by.cert };
    return new Promise<string>((resolve, reject) => {
      const agent = new Agent({ ...shown, rejectUnauthorized: false });
      const { port } = https.address() as AddressInfo;
      httpsRequest({ host: '127.0.0.1', port, agent }, (response) => {
        response.on('data', (chunk: Buffer) => {
          resolve(chunk.toString());
        });
      })
        .on('error', reject)
        .end();
    });
  }

  const refused = (reason: string): string =>
    `ssl_authentication_failed: The information system of MEMBER:BG/GOV/1 ${reason}`;

  it('may connect in any way where HTTP is allowed', async () => {
    expect(await ask('HTTP', 'http')).to.equal('in');
    expect(await ask('HTTP', 'no certificate')).to.equal('in');
    expect(await ask('HTTP', stranger)).to.equal('in');
  });

  it('must use TLS where that is demanded', async () => {
    const expected = refused('must connect with TLS (HTTPS), and has connected without');
    expect(await ask('HTTPS_NO_AUTH', 'http')).to.equal(expected);
    expect(await ask('HTTPS', 'http')).to.equal(expected);
    expect(await ask('HTTPS_NO_AUTH', 'no certificate')).to.equal('in');
  });

  it('must show a registered certificate where that is demanded', async () => {
    expect(await ask('HTTPS', registered)).to.equal('in');
    expect(await ask('HTTPS', 'no certificate')).to.equal(refused('must show a TLS certificate, and has shown none'));
    expect(await ask('HTTPS', stranger)).to.equal(refused('has shown a TLS certificate that is not registered for it'));
  });

  it('may be the server itself', async () => {
    expect(await ask('HTTPS', server)).to.equal('in');
  });

  it('may show an expired certificate unless the server enforces validity', async () => {
    expect(await ask('HTTPS', expired)).to.equal('in');
    expect(await ask('HTTPS', expired, true)).to.equal(refused('has shown a TLS certificate that is not valid now'));
  });
});
