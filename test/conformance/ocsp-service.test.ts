import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from '#certs/certificate.ts';
import { CertificateVerifier } from '#certs/path.ts';
import { fixedClock } from '#config/clock.ts';
import { OwnCertificateStatus } from '#security-server/certificate-status/own-certificates.ts';
import { PeerCertificates } from '#security-server/certificate-status/peer-certificates.ts';
import { OcspService } from '#security-server/certificate-status/service.ts';
import { labCertificate, labFile, labTrust } from '../lab.ts';
import { keptLog } from '../quiet-log.ts';
import { describeWithVectors } from '../vectors.ts';

/** Within the freshness of the recorded responses (23:42, 3,600 s). */
const AT = new Date('2026-11-22T23:50:00Z');
const RESPONSES = 'lab/ocsp-responder-5577';

describeWithVectors('The OCSP service of a security server (port 5577), against recordings of the reference', () => {
  let directory: string;
  let status: OwnCertificateStatus;
  let service: OcspService;
  let port: number;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'drum-ocsp-'));
    const held: [Certificate, Buffer | undefined][] = [
      [labCertificate('auth-ss2'), recorded('one.http').parts[0]],
      [labCertificate('auth-ss1'), labFile('extracted/rest-get/request/ocsp-1.der')],
      [labCertificate('intermediate-ca'), labFile('extracted/rest-get/request/ocsp-2.der')],
    ];
    for (const [certificate, der] of held) {
      writeFileSync(join(directory, `${certificate.sha256Hex}.ocsp`), der ?? Buffer.alloc(0));
    }
    status = new OwnCertificateStatus({
      directory,
      certificates: () => [labCertificate('auth-ss1'), labCertificate('auth-ss2')],
      trust: labTrust,
      fetchIntervalSeconds: () => 1_200,
      retrySeconds: 60,
      timeouts: { connectMs: 500, readMs: 500 },
      clock: fixedClock(AT),
      log: keptLog(),
    });
    await status.start();
    service = new OcspService((hash) => status.responseByHash(hash), keptLog());
    port = await service.listen('127.0.0.1', 0);
  });

  after(async () => {
    await service.close();
    await status.stop();
    rmSync(directory, { recursive: true });
  });

  const cases = [
    { file: 'one.http', query: () => `cert=${labCertificate('auth-ss2').sha1Hex}` },
    {
      file: 'two.http',
      query: () => `cert=${labCertificate('auth-ss1').sha1Hex}&cert=${labCertificate('intermediate-ca').sha1Hex}`,
    },
    { file: 'unknown.http', query: () => 'cert=00112233' },
  ];
  for (const { file, query } of cases) {
    it(`${RESPONSES}/${file}: the same answer, but for the boundary and the date`, async () => {
      const expected = recorded(file);
      const answer = split(await exchange(port, `GET /?${query()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
      expect(answer.statusLine).to.equal(expected.statusLine);
      expect(answer.headers).to.deep.equal(expected.headers);
      expect(answer.text).to.equal(expected.text);
    });
  }

  it('answers the hashes of both forms that a 7.8 peer sends with one response a certificate', async () => {
    const certificate = labCertificate('auth-ss2');
    const query = `cert=${certificate.sha1Hex}&cert_hash=${certificate.sha256Hex}`;
    const answer = split(await exchange(port, `GET /?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
    expect(answer.parts).to.deep.equal(recorded('one.http').parts);
  });

  it('gives our own client what it needs to verify the peer', async () => {
    const verifier = new CertificateVerifier();
    const peers = new PeerCertificates({
      own: () => undefined,
      timeouts: { connectMs: 1_000, readMs: 1_000 },
      verifier,
      clock: fixedClock(AT),
    });
    const trust = labTrust();
    const query = { address: '127.0.0.1', port, certificate: labCertificate('auth-ss1'), additional: [], trust };
    const verified = await peers.verify(query);
    expect(verified.path.map(({ sha1Hex }) => sha1Hex)).to.deep.equal([
      labCertificate('auth-ss1').sha1Hex,
      labCertificate('intermediate-ca').sha1Hex,
    ]);
    expect(verified.ocsp.map(({ response }) => response)).to.deep.equal(recorded('two.http').parts);
  });
});

interface Answer {
  statusLine: string;
  /** But for the date; the boundary is called BOUNDARY. */
  headers: string[];
  /** A character a byte; the boundary is called BOUNDARY. */
  text: string;
  parts: Buffer[];
}

/** A recording: its body stands there unchunked. */
function recorded(file: string): Answer {
  return answerOf(labFile('ocsp-responder-5577', file), (body) => body);
}

function split(bytes: Buffer): Answer {
  return answerOf(bytes, dechunk);
}

function answerOf(bytes: Buffer, decode: (body: Buffer) => Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...headers] = bytes.toString('latin1', 0, end).split('\r\n');
  const boundary = headers.map((header) => /boundary=(\S+)$/.exec(header)?.[1]).find((found) => found !== undefined);
  const raw = bytes.subarray(end + 4);
  const body = headers.includes('Transfer-Encoding: chunked') ? decode(raw) : raw;
  const text = body.toString('latin1');
  const parts = boundary === undefined ? [] : text.split(`--${boundary}`).slice(1, -1);
  const named = (part: string) => (boundary === undefined ? part : part.replaceAll(boundary, 'BOUNDARY'));
  return {
    statusLine,
    headers: headers.filter((header) => !/^(Date|Connection):/.test(header)).map(named),
    text: named(text),
    parts: parts.map((part) => Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1')),
  };
}

function dechunk(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) return Buffer.concat(pieces);
    pieces.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}

/** Sends these bytes and returns all that comes back. */
function exchange(port: number, request: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => {
      done(Buffer.concat(chunks));
    });
    socket.on('error', failed);
  });
}
