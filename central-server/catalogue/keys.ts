import { createHash } from 'node:crypto';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { parseKey } from '#protocol/identifiers/text.ts';

/* Identifiers as the catalogue keeps them: by their keys. */

export function clientOf(key: string): ClientId {
  const id = parseKey(key);
  if (id.type === 'MEMBER' || id.type === 'SUBSYSTEM') return id;
  throw drumError('database_error', `The catalogue names ${key} as a client`);
}

export function memberOf(key: string): MemberId {
  const id = parseKey(key);
  if (id.type === 'MEMBER') return id;
  throw drumError('database_error', `The catalogue names ${key} as a member`);
}

export function subsystemOf(key: string): SubsystemId {
  const id = parseKey(key);
  if (id.type === 'SUBSYSTEM') return id;
  throw drumError('database_error', `The catalogue names ${key} as a subsystem`);
}

export function serverOf(key: string): ServerId {
  const id = parseKey(key);
  if (id.type === 'SERVER') return id;
  throw drumError('database_error', `The catalogue names ${key} as a security server`);
}

/** What the catalogue knows a certificate by, and the OCSP responders of its authority: SHA-256 of its DER, hexadecimal. */
export const certificateKey = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');
