import type { Certificate } from './certificate.ts';

/** One certification authority's certificate and those who may answer for it (RFC 6960 §4.2.2.2, local configuration). */
export interface TrustedCa {
  readonly certificate: Certificate;
  readonly ocspResponders: readonly { readonly url: string; readonly certificate?: Certificate }[];
}

/** An approved certification service of global configuration (`approvedCA`). */
export interface CertificationService {
  readonly name: string;
  readonly authenticationOnly: boolean;
  /** Class name of X-Road's certificate profile, such as `…impl.FiVRKCertificateProfileInfoProvider`. */
  readonly profile: string;
  readonly top: TrustedCa;
  readonly intermediates: readonly TrustedCa[];
}

/** What one instance trusts when certificates are judged. */
export interface Trust {
  readonly instance: string;
  readonly services: readonly CertificationService[];
  /** Greatest age of an OCSP response (`ocspFreshnessSeconds`). */
  readonly ocspFreshnessSecondsMax: number;
  /** Whether a passed nextUpdate refuses an OCSP response (configuration part NEXTUPDATE; on when absent). */
  readonly ocspVerifyNextUpdate: boolean;
}
