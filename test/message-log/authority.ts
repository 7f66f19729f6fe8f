import { createHash, createSign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from '#certs/certificate.ts';
import { contextConstructed, TAG } from '#certs/der/read.ts';
import { derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from '#certs/der/write.ts';
import { issue } from '../pki/certificates.ts';

const SHA_512 = derSequence(derOidOf('2.16.840.1.101.3.4.2.3'));
const ECDSA_SHA_512 = derSequence(derOidOf('1.2.840.10045.4.3.4'));
const TST_INFO = derOidOf('1.2.840.113549.1.9.16.1.4');
const IMPRINT_BYTES = 64;

/** How the authority behaves. */
export type Behaviour =
  | 'good'
  | 'silent'
  | 'late'
  | 'another imprint'
  | 'another signer'
  | 'refuses'
  | 'HTTP 503'
  | 'no answer of its kind'
  | 'endless';

export interface TestAuthority {
  readonly url: string;
  readonly certificate: Certificate;
  behaviour: Behaviour;
  /** genTime of the tokens. */
  time: Date;
  /** Requests so far, as they came. */
  readonly requests: Buffer[];
  close(): Promise<void>;
}

const LATE_MS = 300;

/** A time-stamping authority (RFC 3161 over HTTP) that can be told to misbehave. */
export async function startTestAuthority(name: string): Promise<TestAuthority> {
  const purposes = ['1.3.6.1.5.5.7.3.8'];
  const own = issue({ subject: name, purposes });
  const stranger = issue({ subject: name, purposes, keyLabel: `${name}, another key` });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority: TestAuthority = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    certificate: own.certificate,
    behaviour: 'good',
    time: new Date('2026-11-22T23:58:50Z'),
    requests: [],
    close: () => closeServer(server),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = await buffer(request);
    authority.requests.push(query);
    // version, imprint { algorithm, digest }: the digest comes last.
    const imprint = Buffer.from(query.subarray(-IMPRINT_BYTES));
    if (authority.behaviour === 'another imprint') imprint.reverse();
    const key = authority.behaviour === 'another signer' ? stranger.key : own.key;
    const reply = granted(token(imprint, authority.time, own.certificate, key));
    switch (authority.behaviour) {
      case 'silent':
        return;
      case 'late':
        setTimeout(() => response.end(reply), LATE_MS);
        return;
      case 'refuses':
        response.end(
          derSequence(
            derSequence(derIntegerOf(2n), derSequence(derElement(TAG.utf8String, Buffer.from('no quota left')))),
          ),
        );
        return;
      case 'HTTP 503':
        response.writeHead(503).end('busy');
        return;
      case 'no answer of its kind':
        response.end('<html>Please log in</html>');
        return;
      case 'endless':
        response.end(Buffer.alloc(1024 * 1024));
        return;
      case 'good':
      case 'another imprint':
      case 'another signer':
        response.end(reply);
    }
  }
  return authority;
}

const granted = (made: Buffer): Buffer => derSequence(derSequence(derIntegerOf(0n)), made);

let serial = 0n;

function token(imprint: Buffer, time: Date, certificate: Certificate, key: KeyObject): Buffer {
  serial += 1n;
  const genTime = time.toISOString().replace(/[-:T]|\.\d+/g, '');
  const info = derSequence(
    derIntegerOf(1n),
    derOidOf('1.2.3.4'),
    derSequence(SHA_512, derOctetString(imprint)),
    derIntegerOf(serial),
    derElement(TAG.generalizedTime, Buffer.from(genTime)),
  );
  const attributes = [
    attribute('1.2.840.113549.1.9.3', TST_INFO),
    attribute('1.2.840.113549.1.9.4', derOctetString(sha512(info))),
    attribute(
      '1.2.840.113549.1.9.16.2.47',
      derSequence(derSequence(derSequence(SHA_512, derOctetString(sha512(certificate.der))))),
    ),
  ].toSorted((one, other) => Buffer.compare(one, other));
  const signer = derSequence(
    derIntegerOf(1n),
    derSequence(certificate.issuer.der, derIntegerOf(certificate.serial)),
    SHA_512,
    derElement(contextConstructed(0), ...attributes),
    ECDSA_SHA_512,
    derOctetString(
      createSign('sha512')
        .update(derElement(TAG.set, ...attributes))
        .sign(key),
    ),
  );
  const signedData = derSequence(
    derIntegerOf(3n),
    derElement(TAG.set, SHA_512),
    derSequence(TST_INFO, derElement(contextConstructed(0), derOctetString(info))),
    derElement(TAG.set, signer),
  );
  return derSequence(derOidOf('1.2.840.113549.1.7.2'), derElement(contextConstructed(0), signedData));
}

const attribute = (type: string, value: Buffer): Buffer => derSequence(derOidOf(type), derElement(TAG.set, value));
const sha512 = (bytes: Uint8Array): Buffer => createHash('sha512').update(bytes).digest();

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
}
