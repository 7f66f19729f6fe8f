import { Authority, type AuthorityOptions } from '#certs/authority/authority.ts';
import type { Trust, TrustedCa } from '#certs/trust.ts';
import { fixedClock } from '#config/clock.ts';

/** When the authorities of tests live, unless a test says otherwise. */
export const AUTHORITY_NOW = new Date('2026-11-22T12:00:00Z');

export const openAuthority = (folder: string, options: Partial<AuthorityOptions> = {}): Promise<Authority> =>
  Authority.open({
    folder,
    name: 'Test',
    seed: 'seed',
    keys: 'EC',
    intermediate: true,
    clock: fixedClock(AUTHORITY_NOW),
    ...options,
  });

/** What a network that approves this authority trusts; its OCSP responders only by what the authority delegates to them. */
export function trustIn({ root, intermediate }: Authority): Trust {
  const ca = ({ certificate }: Pick<TrustedCa, 'certificate'>): TrustedCa => ({ certificate, ocspResponders: [] });
  return {
    instance: 'TEST',
    services: [
      {
        name: 'Test',
        authenticationOnly: false,
        profile: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
        top: ca(root),
        intermediates: intermediate === undefined ? [] : [ca(intermediate)],
      },
    ],
    ocspFreshnessSecondsMax: 3600,
    ocspVerifyNextUpdate: true,
  };
}
