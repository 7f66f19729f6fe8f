import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import type { Decision } from './judge.ts';
import { sha256Of } from './parts.ts';

/**
 * Whatever is published names the present sources: by them it is verified. While publication is held, those of the last one stay
 * beside them, so that a hold takes no signing key away.
 */
export function sourcesFor(
  decision: Decision,
  present: readonly ConfigurationSource[],
): readonly ConfigurationSource[] {
  if (decision.publish !== 'HELD') return present;
  const before = decision.base.sources;
  const joined = (present: readonly Uint8Array[], old: readonly Uint8Array[] = []): Uint8Array[] => {
    const known = new Set(old.map(sha256Of));
    return [...old, ...present.filter((der) => !known.has(sha256Of(der)))];
  };
  const addresses = new Set(before.map(({ address }) => address));
  return [
    ...before.map((source) => {
      const now = present.find(({ address }) => address === source.address);
      return {
        address: source.address,
        internalVerificationCertificates: joined(
          now?.internalVerificationCertificates ?? [],
          source.internalVerificationCertificates,
        ),
        externalVerificationCertificates: joined(
          now?.externalVerificationCertificates ?? [],
          source.externalVerificationCertificates,
        ),
      };
    }),
    ...present.filter(({ address }) => !addresses.has(address)),
  ];
}
