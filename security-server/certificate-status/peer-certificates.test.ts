import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import { issue, type CertificateToMake } from '../../test/pki/certificates.ts';
import { makeOcspResponse, type OcspToMake } from '../../test/pki/ocsp.ts';
import { refusalOf } from '../../test/refusal.ts';
import { PeerCertificates } from './peer-certificates.ts';

const CA: Partial<CertificateToMake> = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] };
const root = issue({ subject: 'Root', ...CA });
const middle = issue({ subject: 'Middle', issuer: root, ...CA });
const answerer = issue({ subject: 'Answerer', issuer: root });
const end = issue({ subject: 'Peer', issuer: middle, keyUsage: ['digitalSignature'] });
const START = new Date('2026-06-01T12:00:00Z');

const ocspResponders = [{ url: 'http://127.0.0.1:1/', certificate: answerer.certificate }];
const TRUST: Trust = {
  instance: 'XX',
  services: [
    {
      name: 'Test',
      authenticationOnly: false,
      profile: '',
      top: { certificate: root.certificate, ocspResponders },
      intermediates: [{ certificate: middle.certificate, ocspResponders }],
    },
  ],
  ocspFreshnessSecondsMax: 3_600,
  ocspVerifyNextUpdate: true,
};

describe('The certificates of peers', () => {
  /** What the peer's OCSP service was asked for, one list a request. */
  let asked: string[][];
  let server: Server;
  let port: number;
  let now: Date;
  let give: (name: string) => Buffer | undefined;

  beforeEach(async () => {
    asked = [];
    now = START;
    give = (name) => (name === 'end' ? endResponse() : middleResponse());
    const names = new Map([
      [end.certificate.sha1Hex, 'end'],
      [middle.certificate.sha1Hex, 'middle'],
    ]);
    server = createServer((request, response) => {
      const hashes = new URL(request.url ?? '/', 'http://x').searchParams.getAll('cert');
      const wanted = hashes.map((hash) => names.get(hash) ?? 'unknown');
      asked.push(wanted);
      response.writeHead(200, { 'content-type': 'multipart/related; boundary=b' });
      for (const body of wanted.map(give)) {
        if (body === undefined) continue;
        response.write('--b\r\nContent-Type: application/ocsp-response\r\n\r\n');
        response.write(body);
        response.write('\r\n');
      }
      response.end('--b--\r\n');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  });

  const ageSeconds = (seconds: number) => new Date(now.getTime() - 1000 * seconds).toISOString();

  function endResponse(rest: Partial<OcspToMake> = {}): Buffer {
    const facts = { certificate: end.certificate, issuer: middle.certificate, responder: answerer };
    return makeOcspResponse({ ...facts, thisUpdate: ageSeconds(10), ...rest });
  }

  function middleResponse(): Buffer {
    const facts = { certificate: middle.certificate, issuer: root.certificate, responder: answerer };
    return makeOcspResponse({ ...facts, thisUpdate: ageSeconds(10) });
  }

  function peers(own: (certificate: Certificate) => Uint8Array | undefined = () => undefined): PeerCertificates {
    return new PeerCertificates({
      own,
      timeouts: { connectMs: 500, readMs: 500 },
      verifier: new CertificateVerifier(),
      clock: { kind: 'fixed', now: () => now },
    });
  }

  const verify = (certificates: PeerCertificates, trust = TRUST) =>
    certificates.verify({ address: '127.0.0.1', port, certificate: end.certificate, additional: [], trust });

  it('are verified with the responses of the peer, asked for once', async () => {
    const certificates = peers();
    const { path } = await verify(certificates);
    expect(path.map(({ subject }) => subject.get('CN'))).to.deep.equal(['Peer', 'Middle']);
    await verify(certificates);
    await verify(certificates, { ...TRUST });
    expect(asked).to.deep.equal([['end', 'middle']]);
  });

  it('need nothing of the peer that this server holds itself', async () => {
    const held = middleResponse();
    await verify(peers((certificate) => (certificate.equals(middle.certificate) ? held : undefined)));
    expect(asked).to.deep.equal([['end']]);
  });

  it('are asked about once by all who want to know at the same time', async () => {
    const certificates = peers();
    await Promise.all(Array.from({ length: 50 }, () => verify(certificates)));
    expect(asked).to.have.length(1);
  });

  it('are asked about anew when the responses are no longer fresh, and refused when the new ones are not either', async () => {
    const certificates = peers();
    await verify(certificates);
    now = new Date(START.getTime() + 3_580_000);
    await verify(certificates);
    expect(asked).to.have.length(1);
    now = new Date(START.getTime() + 3_600_000);
    await verify(certificates);
    expect(asked).to.have.length(2);
    now = new Date(START.getTime() + 7_300_000);
    give = (name) => (name === 'end' ? endResponse({ thisUpdate: ageSeconds(3_601) }) : middleResponse());
    expect(await refusalOf(() => verify(certificates))).to.match(
      /^invalid_cert_path\.incorrect_validation_info: OCSP response is too old/,
    );
  });

  it('are believed again as soon as the peer has a good response', async () => {
    const certificates = peers();
    give = (name) => (name === 'end' ? endResponse({ status: { revokedAt: ageSeconds(60) } }) : middleResponse());
    expect(await refusalOf(() => verify(certificates))).to.match(/^invalid_cert_path\.cert_validation: /);
    give = (name) => (name === 'end' ? endResponse() : middleResponse());
    await verify(certificates);
    expect(asked).to.have.length(2);
  });

  it('are refused when the peer has no response for one of them', async () => {
    give = (name) => (name === 'end' ? endResponse() : undefined);
    expect(await refusalOf(() => verify(peers()))).to.equal(
      'incorrect_validation_info: The peer gave 1 OCSP responses for 2 certificates',
    );
  });

  it('are refused when the response is about another certificate', async () => {
    give = () => middleResponse();
    expect(await refusalOf(() => verify(peers()))).to.match(
      /^invalid_cert_path\.cert_validation: Unable to find OCSP response for certificate/,
    );
  });

  it('are refused without asking when no approved authority has issued them', async () => {
    const stranger = issue({ subject: 'Stranger', keyUsage: ['digitalSignature'] });
    const query = { address: '127.0.0.1', port, certificate: stranger.certificate, additional: [], trust: TRUST };
    expect(await refusalOf(() => peers().verify(query))).to.match(/^cannot_create_cert_path: /);
    expect(asked).to.deep.equal([]);
  });
});
