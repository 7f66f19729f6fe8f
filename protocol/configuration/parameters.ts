import type { ClientId } from '../identifiers/identifier.ts';

/** Version of global configuration; it decides the form of shared-parameters. */
export type ConfigurationVersion = 2 | 3 | 4 | 5 | 6;
export const CONFIGURATION_VERSIONS = [2, 3, 4, 5, 6] as const satisfies readonly ConfigurationVersion[];

export type CostType = 'FREE' | 'PAID' | 'UNDEFINED';

export interface ConfigurationSource {
  readonly address: string;
  /** As published: DER, or PEM text; `Certificate.fromParameter` reads both. */
  readonly internalVerificationCertificates: readonly Uint8Array[];
  readonly externalVerificationCertificates: readonly Uint8Array[];
}

export interface OcspService {
  readonly url: string;
  /** As published: DER, or PEM text; `Certificate.fromParameter` reads both. */
  readonly certificate?: Uint8Array;
  readonly costType?: CostType;
}

export interface CaParameters {
  /** As published: DER, or PEM text; `Certificate.fromParameter` reads both. */
  readonly certificate: Uint8Array;
  readonly ocsp: readonly OcspService[];
}

export interface ApprovedCa {
  readonly name: string;
  readonly authenticationOnly: boolean;
  readonly topCa: CaParameters;
  readonly intermediateCas: readonly CaParameters[];
  /** Java class name of the certificate profile, as X-Road spells it. */
  readonly certificateProfileInfo: string;
  readonly defaultCsrFormat?: 'PEM' | 'DER';
  readonly acmeServer?: {
    readonly directoryUrl: string;
    readonly ipAddress?: string;
    readonly authenticationCertificateProfileId?: string;
    readonly signingCertificateProfileId?: string;
  };
}

export interface ApprovedTsa {
  readonly name: string;
  readonly url: string;
  /** As published: DER, or PEM text; `Certificate.fromParameter` reads both. */
  readonly certificate: Uint8Array;
  readonly costType?: CostType;
}

export interface MemberClass {
  readonly code: string;
  readonly description: string;
}

export interface MemberParameters {
  readonly memberClass: MemberClass;
  readonly memberCode: string;
  readonly name: string;
  readonly subsystems: readonly { readonly subsystemCode: string; readonly name?: string }[];
}

export interface SecurityServerParameters {
  readonly owner: ClientId;
  readonly serverCode: string;
  readonly address?: string;
  /** Raw digests of the authentication certificates' DER: SHA-1 in version 2, SHA-256 from version 3 on. */
  readonly authenticationCertificateHashes: readonly Uint8Array[];
  readonly clients: readonly ClientId[];
  /** Present while the server is in maintenance. */
  readonly maintenance?: { readonly message?: string };
}

export interface GlobalGroup {
  readonly groupCode: string;
  readonly description: string;
  readonly members: readonly ClientId[];
}

/** `shared-params.xml` (PR-GCONF), of any version. */
export interface SharedParameters {
  readonly version: ConfigurationVersion;
  readonly instance: string;
  readonly sources: readonly ConfigurationSource[];
  readonly approvedCas: readonly ApprovedCa[];
  readonly approvedTsas: readonly ApprovedTsa[];
  readonly members: readonly MemberParameters[];
  readonly securityServers: readonly SecurityServerParameters[];
  readonly globalGroups: readonly GlobalGroup[];
  readonly memberClasses: readonly MemberClass[];
  readonly ocspFreshnessSeconds: number;
}

/** `configurationAnchor` (PR-GCONF), as a file of its own or inside private parameters. */
export interface ConfigurationAnchor {
  readonly generatedAt?: Date;
  readonly instance: string;
  readonly sources: readonly {
    readonly downloadUrl: string;
    /** DER. Only their keys count: validity and issuer say nothing (PR-GCONF). */
    readonly verificationCertificates: readonly Uint8Array[];
  }[];
}

/** `private-params.xml` (PR-GCONF). */
export interface PrivateParameters {
  readonly instance: string;
  readonly configurationAnchors: readonly ConfigurationAnchor[];
  readonly managementService: {
    readonly authCertRegServiceAddress: string;
    /** As published: DER, or PEM text. */
    readonly authCertRegServiceCertificate?: Uint8Array;
    readonly providerId: ClientId;
  };
  readonly timeStampingIntervalSeconds: number;
}
