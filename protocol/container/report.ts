import type { Certificate } from '#certs/certificate.ts';
import type { Check } from '../checks.ts';
import type { ClientId } from '../identifiers/identifier.ts';

/** What was found about a container. Statements about who, what and when are made only where everything holds. */
export type VerificationReport = VerifiedReport | UnverifiedReport;

interface VerifiedReport {
  readonly verified: true;
  readonly code: null;
  readonly checks: readonly Check[];
  /** The client of a request, the provider of a response. */
  readonly signer: ClientId;
  readonly certificate: Certificate;
  /** As the signer states it; null where the signature has no signing time. */
  readonly signedAt: Date | null;
  readonly timestampedAt: Date;
  readonly timestampCertificate: Certificate;
  /** When the OCSP responder answered about the signer's certificate. */
  readonly ocspProducedAt: Date;
  readonly message: {
    readonly kind: 'SOAP' | 'REST';
    readonly isRequest: boolean;
    readonly queryId: string;
  };
}

interface UnverifiedReport {
  readonly verified: false;
  /** X-Road's code. */
  readonly code: string;
  readonly checks: readonly Check[];
  readonly signer: null;
  readonly signedAt: null;
  readonly timestampedAt: null;
}
