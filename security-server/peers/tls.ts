import { constants, type KeyObject } from 'node:crypto';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { Certificate } from '#certs/certificate.ts';
import { toPem } from '#certs/pem.ts';

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
    // Who shows a certificate is judged once, at the end of the handshake.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    key: identity.key.export({ type: 'pkcs8', format: 'pem' }),
    // X-Road asks the OCSP service for every certificate that it is sent, so the root stays out; and no `ca` is set,
    // because OpenSSL would complete the chain from it by itself.
    cert: [identity.certificate, ...identity.intermediates].map(({ der }) => toPem('CERTIFICATE', der)).join(''),
  };
}

/** The certificates that the peer has sent, its own first; empty when it has sent none. */
export function peerChain(socket: TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  for (
    let shown = socket.getPeerX509Certificate();
    shown !== undefined && chain.length < CHAIN_LENGTH_MAX;
    shown = shown.issuerCertificate
  ) {
    const certificate = Certificate.fromDer(shown.raw);
    if (chain.some((known) => known.equals(certificate))) break;
    chain.push(certificate);
  }
  return chain;
}
