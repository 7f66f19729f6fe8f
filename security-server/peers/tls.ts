import type { KeyObject } from 'node:crypto';
import type { PeerCertificate, DetailedPeerCertificate, TLSSocket, SecureContextOptions } from 'node:tls';
import { Certificate } from '#certs/certificate.ts';

/** The key that a server shows itself with, and its certificate with the intermediates, never with the root. */
export interface AuthenticationIdentity {
  readonly key: KeyObject;
  readonly certificate: Certificate;
  readonly intermediates: readonly Certificate[];
}

/**
 * Suites between security servers. X-Road peers speak TLS 1.2 with exactly the last three; two of ours agree on TLS 1.3,
 * with the hybrid post-quantum group where both have it.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'DHE-RSA-AES256-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
].join(':');

const CHAIN_LENGTH_MAX = 8;

/** What both ends of a connection between security servers are set up with. */
export function peerContext(identity: AuthenticationIdentity): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS,
    ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384',
    honorCipherOrder: true,
    dhparam: 'auto',
    key: identity.key.export({ type: 'pkcs8', format: 'pem' }),
    // X-Road asks the OCSP service for every certificate that it is sent, so the root stays out; and no `ca` is set,
    // because OpenSSL would complete the chain from it by itself.
    cert: [identity.certificate, ...identity.intermediates].map((certificate) => certificate.pem).join(''),
  };
}

/** The certificates that the peer has sent, its own first; empty when it has sent none. */
export function peerChain(socket: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let current: DetailedPeerCertificate | PeerCertificate | undefined = socket.getPeerCertificate(true);
  while (current !== undefined && chain.length < CHAIN_LENGTH_MAX) {
    const raw: Buffer | undefined = current.raw as Buffer | undefined;
    if (raw === undefined || seen.has(raw.toString('base64'))) break;
    seen.add(raw.toString('base64'));
    chain.push(Certificate.fromDer(raw));
    current = 'issuerCertificate' in current ? current.issuerCertificate : undefined;
  }
  return chain;
}
