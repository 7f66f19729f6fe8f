import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { expect } from 'chai';
import { selfSignedCertificate } from '#certs/certificate-writer.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { toPem } from '#certs/pem.ts';
import { signingKey } from '#certs/signing-key.ts';
import { DrumError } from '#protocol/errors.ts';
import { RegisterUnderTest } from '../../test/civil-registration.ts';

const SMALL = { population: { persons: 100 } };

describe('register over HTTPS', () => {
  const register = new RegisterUnderTest();
  const clients: Record<string, { key: string; cert: string }> = {};

  before(async () => {
    for (const name of ['register', 'security-server', 'stranger']) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const certificate = await selfSignedCertificate({
        subject: DistinguishedName.fromAttributes([{ type: 'CN', value: name }]),
        key: signingKey(pair),
        notBefore: new Date('2020-01-01T00:00:00Z'),
        notAfter: new Date('2100-01-01T00:00:00Z'),
      });
      const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
      clients[name] = { key, cert: toPem('CERTIFICATE', certificate.der) };
      writeFileSync(join(register.folder, `${name}.key`), key);
      writeFileSync(join(register.folder, `${name}.pem`), clients[name].cert);
    }
    await register.start({
      ...SMALL,
      tls: { certificate: 'register.pem', key: 'register.key', clientCertificates: 'security-server.pem' },
    });
  });
  after(async () => {
    await register.stop();
    register.remove();
  });

  const health = (options: RequestOptions) =>
    new Promise<number | undefined>((resolve, reject) => {
      const trust = { ca: clients.register?.cert, checkServerIdentity: () => undefined };
      httpsRequest(`${register.url}/health`, { ...trust, ...options, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  const failure = (options: RequestOptions) =>
    health(options).catch((error: unknown) => (error as NodeJS.ErrnoException).code);

  it('serves the security server that it was told of', async () => {
    expect(register.url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await health({ ...clients['security-server'] })).to.equal(200);
  });

  it('parses nothing of a client without certificate, or with another', async () => {
    expect(await failure({})).to.be.oneOf(['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ECONNRESET', 'EPIPE']);
    expect(await failure({ ...clients.stranger })).to.be.oneOf([
      'ECONNRESET',
      'EPIPE',
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA',
    ]);
  });

  it('speaks nothing older than TLS 1.2', async () => {
    expect(await failure({ ...clients['security-server'], minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).to.be.a(
      'string',
    );
    expect(await health({ ...clients['security-server'], maxVersion: 'TLSv1.2' })).to.equal(200);
  });

  const faults: [string, { certificate: string; key: string }, string, string][] = [
    [
      'a file that is not there',
      { certificate: 'none.pem', key: 'register.key' },
      'file_not_found',
      'tls.certificate: The file ',
    ],
    [
      'a key of another certificate',
      { certificate: 'register.pem', key: 'stranger.key' },
      'malformed_server_conf',
      'cannot be used together',
    ],
    [
      'a file that is no certificate',
      { certificate: 'register.key', key: 'register.key' },
      'malformed_server_conf',
      'cannot be used together',
    ],
  ];
  for (const [title, tls, code, message] of faults) {
    it(`does not start with ${title}`, async () => {
      const second = new RegisterUnderTest();
      for (const name of ['register', 'stranger']) {
        writeFileSync(join(second.folder, `${name}.key`), clients[name]?.key ?? '');
        writeFileSync(join(second.folder, `${name}.pem`), clients[name]?.cert ?? '');
      }
      const error = await second.start({ ...SMALL, tls }).catch((thrown: unknown) => thrown);
      second.remove();
      expect(error).to.be.instanceOf(DrumError).with.property('code', code);
      expect((error as Error).message).to.include(message);
    });
  }
});
