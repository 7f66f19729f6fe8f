import type {
  ApprovedCa,
  ApprovedTsa,
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
  readonly managementServiceAddress: string;
}

/** Everything that the central server knows of the network and its members, apart from its own signing keys. */
export interface Catalogue {
  readonly settings: CatalogueSettings;
  readonly memberClasses: readonly MemberClass[];
  readonly members: readonly MemberParameters[];
  readonly securityServers: readonly RegisteredServer[];
  readonly globalGroups: readonly GlobalGroup[];
  readonly certificationServices: readonly ApprovedCa[];
  readonly timeStampingServices: readonly ApprovedTsa[];
}
