import type { Certificate } from '#certs/certificate.ts';
import { drumError } from '#protocol/errors.ts';
import type { CertificateEntry, RequestEntry } from '../signer/key-configuration.ts';
import type { KeyState, SignerState } from '../signer/messages.ts';
import { certificateOf } from '../signer/selection.ts';

/* Tokens, keys, certificates and requests of a signer, by what the admin API addresses them with. */

export type TokenState = SignerState['tokens'][number];

export interface FoundKey {
  readonly token: TokenState;
  readonly key: KeyState;
}

export interface FoundCertificate extends FoundKey {
  readonly entry: CertificateEntry;
  readonly certificate: Certificate;
}

export interface FoundRequest extends FoundKey {
  readonly request: RequestEntry;
}

/** Throws `token_not_found`. */
export function tokenIn({ tokens }: SignerState, id: string): TokenState {
  const token = tokens.find((candidate) => candidate.id === id);
  if (token === undefined) throw drumError('token_not_found', `There is no token ${shown(id)}`);
  return token;
}

/** Throws `key_not_found`. */
export function keyIn(state: SignerState, id: string): FoundKey {
  for (const found of keysIn(state)) if (found.key.id === id) return found;
  throw drumError('key_not_found', `There is no key ${shown(id)}`);
}

/** By the SHA-256 of the certificate, in hexadecimal digits. Throws `certificate_not_found`. */
export function certificateIn(state: SignerState, hash: string): FoundCertificate {
  const sha256 = hash.toLowerCase();
  for (const found of keysIn(state)) {
    for (const entry of found.key.certificates) {
      const certificate = certificateOf(entry);
      if (certificate.sha256Hex === sha256) return { ...found, entry, certificate };
    }
  }
  throw drumError('certificate_not_found', `There is no certificate with the hash ${shown(hash)}`);
}

/** Throws `csr_not_found`. */
export function requestIn(state: SignerState, id: string): FoundRequest {
  for (const found of keysIn(state)) {
    const request = found.key.requests.find((candidate) => candidate.id === id);
    if (request !== undefined) return { ...found, request };
  }
  throw drumError('csr_not_found', `There is no certificate request ${shown(id)}`);
}

export function* keysIn({ tokens }: SignerState): Generator<FoundKey> {
  for (const token of tokens) for (const key of token.keys) yield { token, key };
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));
