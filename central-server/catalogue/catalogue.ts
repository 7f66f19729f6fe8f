import type { LegalBases } from '#protocol/configuration/legal-bases.ts';
import type {
  ApprovedCa,
  ApprovedTsa,
  ConfigurationAnchor,
  GlobalGroup,
  MemberClass,
  MemberParameters,
} from '#protocol/configuration/parameters.ts';
import type { ClientId, MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';

/** A security server as the integrator registers it. */
export interface RegisteredServer {
  readonly owner: MemberId;
  readonly serverCode: string;
  readonly address?: string;
  /** DER. */
  readonly authenticationCertificates: readonly Uint8Array[];
  readonly clients: readonly ClientId[];
  readonly maintenance?: { readonly message?: string };
}

export interface CatalogueSettings {
  readonly ocspFreshnessSeconds: number;
  readonly timeStampingIntervalSeconds: number;
  readonly managementServiceProvider?: SubsystemId;
  /** Who may ask every security server for monitoring data: part MONITORING. */
  readonly monitoringClient?: ClientId;
  /** How often security servers fetch OCSP responses for their certificates: part FETCHINTERVAL. */
  readonly ocspFetchIntervalSeconds?: number;
  /** Whether they refuse OCSP responses whose nextUpdate has passed: part NEXTUPDATE. */
  readonly ocspVerifyNextUpdate?: boolean;
}

/** An optional part of the configuration, published as it was uploaded. */
interface UploadedPart {
  readonly contentIdentifier: string;
  readonly file: Uint8Array;
  readonly uploadedAt: Date;
}

/** Another instance, whose external configuration the members of this one may rely on. */
export interface TrustedAnchor {
  readonly anchor: ConfigurationAnchor;
  /** The file as its operator handed it over, and what both compare of it: SHA-224, upper-case hexadecimal. */
  readonly file: Uint8Array;
  readonly fingerprint: string;
}

/** Everything that the central server knows of the network and its members, apart from its own signing keys. */
export interface Catalogue {
  readonly settings: CatalogueSettings;
  readonly memberClasses: readonly MemberClass[];
  readonly members: readonly MemberParameters[];
  readonly securityServers: readonly RegisteredServer[];
  /** Without the built-in group of the owners of servers, which follows from these. */
  readonly globalGroups: readonly GlobalGroup[];
  /** Of that group, where it is not the usual one. */
  readonly ownersGroupDescription?: string;
  readonly certificationServices: readonly ApprovedCa[];
  readonly timeStampingServices: readonly ApprovedTsa[];
  readonly trustedAnchors: readonly TrustedAnchor[];
  readonly uploadedParts?: readonly UploadedPart[];
  /** Where there are any. */
  readonly legalBases?: LegalBases;
}
