import { sameMember } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { SignerState } from '../signer/messages.ts';
import { certificateOf } from '../signer/selection.ts';
import { keysIn, type FoundCertificate, type FoundKey, type FoundRequest } from './finding.ts';

/** What a member has on the tokens: keys that are its alone, and its certificates and requests of keys that others have too. */
export interface Orphans {
  readonly keys: readonly FoundKey[];
  readonly certificates: readonly FoundCertificate[];
  readonly requests: readonly FoundRequest[];
}

export function orphansOf(state: SignerState, client: ClientId): Orphans {
  const isOwn = ({ member }: { readonly member?: Parameters<typeof sameMember>[0] | undefined }): boolean =>
    member !== undefined && sameMember(member, client);
  const all = [...keysIn(state)];
  const isOrphan = ({ key: { certificates, requests } }: FoundKey): boolean => {
    const entries = [...certificates, ...requests];
    return entries.length > 0 && entries.every(isOwn);
  };
  const others = all.filter((found) => !isOrphan(found));
  return {
    keys: all.filter(isOrphan),
    certificates: others.flatMap((found) =>
      found.key.certificates.filter(isOwn).map((entry) => ({ ...found, entry, certificate: certificateOf(entry) })),
    ),
    requests: others.flatMap((found) => found.key.requests.filter(isOwn).map((request) => ({ ...found, request }))),
  };
}

export const isEmpty = ({ keys, certificates, requests }: Orphans): boolean =>
  keys.length === 0 && certificates.length === 0 && requests.length === 0;
