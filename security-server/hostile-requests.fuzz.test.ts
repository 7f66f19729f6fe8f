import { expect } from 'chai';
import fc from 'fast-check';
import { itSurvives } from '../test/fuzz.ts';
import { hostileBytes, hostileHeader, hostileText } from '../test/hostile-input.ts';
import { hostileJson } from '../test/hostile-json.ts';
import { readPeerAnswer } from './certificate-status/peer-client.ts';
import { askedHashes } from './certificate-status/service.ts';
import { candidatesOf } from '#distribution/configuration-client/candidates.ts';
import { requestUrl } from './exchange/request-url.ts';
import { matchesPathGlob } from './server-configuration/path-glob.ts';
import { pathReadings } from './server-configuration/request-path.ts';
import { FrameError, FrameReader, REQUEST_BYTES_MAX, writeFrame } from './signer/frames.ts';
import { readKeyConfiguration } from './signer/key-configuration.ts';
import {
  changeCertificateRequest,
  generateKeyRequest,
  importCertificateRequest,
  keyRequest,
  OPERATIONS,
  readBody,
  readFailure,
  readSignRequest,
  readTokenAndPin,
  recordRequestRequest,
  writeFailure,
  writeSignRequest,
  writeTokenAndPin,
} from './signer/messages.ts';

const PATHS = ['/a/b/*/c', '/a/**', '/a%20b/../c', '/\\*/x', '/'];
const PATH_TOKENS = [
  '*',
  '**',
  '***',
  '/',
  '//',
  '..',
  '.',
  '%2e',
  '%2F',
  '%5c',
  '%00',
  '%25',
  '\\',
  '\\*',
  '%ff',
  '?',
  ';',
  '\0',
];

describe('Requests to a security server in hostile input', () => {
  const path = hostileText(PATHS, PATH_TOKENS);
  itSurvives('path pattern of an endpoint', fc.tuple(path, path), ([glob, asked]) => matchesPathGlob(glob, asked));
  itSurvives('path of an endpoint', path, (asked) => {
    for (const reading of pathReadings(asked)) {
      expect(reading).to.not.match(/(?:^|\/)\.\.?(?:\/|$)|\\|%2e|%2f|%5c/i);
    }
  });

  const targets = [
    '/asic?queryId=1&xRoadInstance=BG',
    '/listClients?xRoadInstance=BG',
    '//',
    'http://a:b@c:1/x',
    '*',
    'a:1',
  ];
  const targetTokens = ['//', ':', '@', '[', ']', '%', '%00', '\\', '?', '#', '..', 'http:', ':99999', '\t', '\0'];
  itSurvives('request target of a service', hostileHeader(targets, targetTokens), (target) => {
    const { pathname, searchParams } = requestUrl(target);
    return [pathname, [...searchParams]];
  });

  const queries = [`/?cert=${'ab'.repeat(20)}&cert=${'cd'.repeat(20)}&cert_hash=${'ef'.repeat(32)}`];
  itSurvives(
    'request for OCSP responses',
    hostileHeader(queries, ['cert=', '&', '%', '=', '%41', '?', '+']),
    (target) => {
      const hashes = askedHashes(target);
      if (typeof hashes !== 'string') for (const hash of hashes) expect(hash).to.match(/^[0-9a-f]+$/i);
    },
  );
});

describe('Answers of other servers in hostile input', () => {
  const part = 'Content-Type: application/ocsp-response\r\n\r\n0\x00';
  const body = Buffer.from(`--b\r\n${part}\r\n--b\r\n${part}\r\n--b--\r\n`);
  const bodies = hostileBytes([body], ['\r\n', '--b', '--b--', '\r\n--b\r\n', part, ':', '\0']);
  const types = hostileHeader(
    ['multipart/related; type="application/ocsp-response"; boundary=b'],
    [';', '"', '=', 'boundary='],
  );
  const answers = fc.tuple(fc.oneof(fc.constant('multipart/related; boundary=b'), types), bodies);
  itSurvives('OCSP responses of a peer', answers, ([type, bytes]) => readPeerAnswer(type, bytes));

  const addresses = [
    'central.bg',
    '127.0.0.1:80',
    '[::1]:8080',
    'http://127.0.0.1/internalconf?version=2',
    'https://a/b',
  ];
  const address = hostileText(addresses, ['/', '//', ':', '@', '[', ']', '%', '\\', '?', '#', '\0', ' ', 'https:']);
  const places = fc.record({
    anchored: fc.array(address, { maxLength: 3 }),
    known: fc.array(address, { maxLength: 3 }),
  });
  itSurvives('addresses of configuration sources', places, ({ anchored, known }) => {
    const candidates = candidatesOf(
      { instance: 'BG', sources: anchored.map((downloadUrl) => ({ downloadUrl, verificationCertificates: [] })) },
      known.map((at) => ({ address: at, internalVerificationCertificates: [], externalVerificationCertificates: [] })),
      { random: () => 0.5 },
    );
    for (const { url } of candidates) expect(url.protocol).to.match(/^https?:$/);
  });
});

describe("The signer's socket in hostile input", () => {
  const sign = { keyId: 'A1', algorithm: 'SHA256withRSA', form: 'der', data: Buffer.from('data') } as const;
  const frames = [
    writeFrame(1, OPERATIONS.sign, ...writeSignRequest(sign)),
    Buffer.concat([
      writeFrame(2, OPERATIONS.status),
      writeFrame(3, OPERATIONS.login, ...writeTokenAndPin('0', Buffer.from('1234'))),
    ]),
  ];
  const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 });
  const read = (chunks: Iterable<Buffer>): string[] => {
    const reader = new FrameReader(REQUEST_BYTES_MAX);
    const found: string[] = [];
    for (const chunk of chunks) {
      found.push(...reader.push(chunk).map(({ id, kind, body }) => `${id} ${kind} ${body.toString('hex')}`));
    }
    return found;
  };
  function* inChunks(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
    for (let at = 0, index = 0; at < bytes.length; index += 1) {
      const size = sizes[index % sizes.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  itSurvives(
    'signer frames',
    fc.tuple(hostileBytes(frames), lengths),
    ([bytes, sizes]) => {
      expect(read(inChunks(bytes, sizes))).to.deep.equal(read([bytes]));
    },
    { refusal: FrameError },
  );

  const binary = hostileBytes([
    Buffer.concat(writeSignRequest(sign)),
    Buffer.concat(writeTokenAndPin('0', Buffer.from('1'))),
  ]);
  const bodyReaders = fc.constantFrom<(body: Buffer) => unknown>(readSignRequest, readTokenAndPin);
  itSurvives('bodies of signer requests', fc.tuple(binary, bodyReaders), ([body, reader]) => reader(body));

  const member = { instance: 'BG', memberClass: 'GOV', memberCode: '1' };
  const requestEntry = { id: 'R1', member, subject: 'CN=1', certificateProfile: 'some.Profile' };
  const certificate = { certificate: 'MIIB', member, active: true, status: 'REGISTERED' };
  const requests = [
    { tokenId: '0', label: 'l', usage: 'SIGNING', spec: { kind: 'rsa', bits: 2048 } },
    { keyId: 'A1', request: requestEntry },
    { sha256: 'ab'.repeat(32), active: false, status: 'SAVED' },
    certificate,
  ];
  const schemas = fc.constantFrom(
    generateKeyRequest,
    keyRequest,
    recordRequestRequest,
    importCertificateRequest,
    changeCertificateRequest,
  );
  itSurvives('JSON of signer requests', fc.tuple(hostileJson(requests), schemas), ([text, schema]) =>
    readBody<unknown>(schema, Buffer.from(text)),
  );

  const failures = [JSON.parse(writeFailure(new Error('x')).toString('utf8')) as Record<string, string>];
  itSurvives('failure of the signer', hostileJson(failures), (text) => {
    expect(readFailure(Buffer.from(text)).code).to.be.a('string');
  });

  const keys = [
    {
      id: 'A1',
      label: 'l',
      usage: 'SIGNING',
      publicKey: 'MFkw',
      certificates: [certificate],
      requests: [requestEntry],
    },
  ];
  const configuration = { version: 1, tokens: [{ id: '0', label: 'token', keys }] };
  itSurvives('key configuration', hostileJson([configuration]), (text) => readKeyConfiguration(text, 'keyconf.json'));
});
