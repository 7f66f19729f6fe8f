import { digest } from '#certs/algorithms.ts';
import {
  CONFIGURATION_VERSIONS,
  type ConfigurationVersion,
  type PrivateParameters,
  type SharedParameters,
} from '#protocol/configuration/parameters.ts';
import { writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import {
  authenticationCertificateDigest,
  writeSharedParameters,
} from '#protocol/configuration/shared-parameters-writer.ts';
import { writeSignedDirectory, type DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import type { DirectoryPart } from '#protocol/configuration/signed-directory.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** A file as it is published: the path is that of its address. */
export interface PublishedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface PublicationInput {
  readonly instance: string;
  readonly catalogue: Catalogue;
  /** Host, or host:port, that clients download from. */
  readonly publicAddress: string;
  /** DER of the certificates of all signing keys, active or not yet. */
  readonly internalCertificates: readonly Uint8Array[];
  readonly externalCertificates: readonly Uint8Array[];
  readonly internalSigner: DirectorySigner;
  readonly externalSigner: DirectorySigner;
  readonly now: Date;
  readonly expireSeconds: number;
  readonly minimumVersion: ConfigurationVersion;
}

/** Everything that is published at one moment, of all versions: the files of each, then what is signed over them. */
export async function publicationOf(input: PublicationInput): Promise<PublishedFile[]> {
  const versions = CONFIGURATION_VERSIONS.filter((version) => version >= input.minimumVersion);
  const files = await Promise.all(versions.map((version) => versionFiles(input, version)));
  return files.flat();
}

async function versionFiles(input: PublicationInput, version: ConfigurationVersion): Promise<PublishedFile[]> {
  const folder = `/V${version}/${timestamp(input.now)}`;
  const shared = file(`${folder}/shared-params.xml`, writeSharedParameters(sharedParameters(input, version), version));
  const sharedPart = partOf('SHARED-PARAMETERS', input.instance, shared);
  const internalParts = [sharedPart];
  const files = [shared];
  if (input.catalogue.settings.managementServiceProvider !== undefined) {
    const own = file(`${folder}/private-params.xml`, writePrivateParameters(privateParameters(input)));
    internalParts.unshift(partOf('PRIVATE-PARAMETERS', input.instance, own));
    files.unshift(own);
  }
  const expiresAt = new Date(input.now.getTime() + input.expireSeconds * 1000);
  const directory = async (name: string, parts: DirectoryPart[], signer: DirectorySigner): Promise<PublishedFile> =>
    file(`/V${version}/${name}`, await writeSignedDirectory({ expiresAt, version, parts, signer }));
  return [
    ...files,
    await directory('internalconf', internalParts, input.internalSigner),
    await directory('externalconf', [sharedPart], input.externalSigner),
  ];
}

const file = (path: string, bytes: Buffer): PublishedFile => ({ path, bytes });

function partOf(contentIdentifier: string, instance: string, { path, bytes }: PublishedFile): DirectoryPart {
  return { contentIdentifier, instance, location: path, digestName: 'SHA-512', digest: digest('SHA-512', bytes) };
}

function sharedParameters(input: PublicationInput, version: ConfigurationVersion): SharedParameters {
  const { catalogue, instance } = input;
  const hash = authenticationCertificateDigest(version);
  return {
    version,
    instance,
    sources: [
      {
        address: input.publicAddress,
        internalVerificationCertificates: input.internalCertificates,
        externalVerificationCertificates: input.externalCertificates,
      },
    ],
    approvedCas: catalogue.certificationServices,
    approvedTsas: catalogue.timeStampingServices,
    members: catalogue.members,
    securityServers: catalogue.securityServers.map((server) => ({
      owner: server.owner,
      serverCode: server.serverCode,
      ...(server.address === undefined ? {} : { address: server.address }),
      authenticationCertificateHashes: server.authenticationCertificates.map((der) => digest(hash, der)),
      clients: server.clients,
      ...(server.maintenance === undefined ? {} : { maintenance: server.maintenance }),
    })),
    globalGroups: [...catalogue.globalGroups, ownersGroup(catalogue)],
    memberClasses: catalogue.memberClasses,
    ocspFreshnessSeconds: catalogue.settings.ocspFreshnessSeconds,
  };
}

/** X-Road's built-in group of all members that own a security server. */
function ownersGroup({ securityServers }: Catalogue): SharedParameters['globalGroups'][number] {
  const owners = new Map(securityServers.map(({ owner }) => [keyOf(owner), owner]));
  return {
    groupCode: 'security-server-owners',
    description: 'Security server owners',
    members: [...owners.values()],
  };
}

function privateParameters({ instance, catalogue: { settings } }: PublicationInput): PrivateParameters {
  const { managementServiceProvider: providerId } = settings;
  if (providerId === undefined) throw new TypeError('There is no management service provider');
  return {
    instance,
    configurationAnchors: [],
    managementService: { authCertRegServiceAddress: settings.managementServiceAddress, providerId },
    timeStampingIntervalSeconds: settings.timeStampingIntervalSeconds,
  };
}

/** `uuuuMMddHHmmss` and nine digits of nanoseconds, in UTC: the folder of one publication. */
function timestamp(now: Date): string {
  const [seconds = '', fraction = ''] = now
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  return `${seconds}${fraction.padEnd(9, '0')}`;
}
