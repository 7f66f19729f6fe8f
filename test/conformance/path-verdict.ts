import type { Certificate } from '#certs/certificate.ts';
import { buildCertificatePath } from '#certs/path.ts';
import type { CertificationService } from '#certs/trust.ts';
import { refusal } from '../refusal.ts';

export interface PathInPem {
  readonly end: () => Certificate;
  /** Read when they are needed: one that cannot be read refuses the path. */
  readonly intermediates: () => readonly Certificate[];
  readonly anchors: () => readonly Certificate[];
  readonly at: Date;
}

const authority = (certificate: Certificate) => ({ certificate, ocspResponders: [] });

/**
 * What becomes of a path of somebody else's collection: `accepted`, or why not. Anchors are the top authorities of approved
 * services; intermediates are approved too, because a certificate's own issuer must be.
 */
export function pathVerdict({ end, intermediates, anchors, at }: PathInPem): string {
  return refusal(() => {
    const approved = intermediates().map(authority);
    const services = anchors().map((anchor, index): CertificationService => ({
      name: `Service ${index}`,
      authenticationOnly: false,
      profile: '',
      top: authority(anchor),
      intermediates: index === 0 ? approved : [],
    }));
    const trust = { instance: 'XX', services, ocspFreshnessSecondsMax: 3_600, ocspVerifyNextUpdate: true };
    buildCertificatePath({ certificate: end(), trust, at });
  });
}
