import { digest } from '#certs/algorithms.ts';
import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import {
  type ConfigurationSource,
  type ConfigurationVersion,
  type PrivateParameters,
  type SharedParameters,
} from '#protocol/configuration/parameters.ts';
import { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import {
  authenticationCertificateDigest,
  SharedParametersWriter,
} from '#protocol/configuration/shared-parameters-writer.ts';
import type { PublishedFile } from '#distribution/publication/store.ts';
import { writeSignedDirectory, type DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import type { DirectoryPart } from '#protocol/configuration/signed-directory.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { kindOf, optionalPartsOf, verifiesNextUpdate } from './optional-parts.ts';
import type { PublishedContent } from './content.ts';
import { isShared, NEWEST_VERSION, otherPartsOf, type VersionPart } from './parts.ts';

/** What configuration is made of. */
export interface ConfigurationInput {
  /** Of the registration service (DER), where there is one. */
  readonly registrationCertificate?: Uint8Array | undefined;
  readonly instance: string;
  readonly catalogue: Catalogue;
  /** Host, or host:port, of this node. */
  readonly publicAddress: string;
  /** Of all nodes, with the certificates of all their signing keys: those that sign, did, or will. */
  readonly sources: readonly ConfigurationSource[];
}

/** What a publication is signed with, and how long it lasts. */
export interface Signing {
  readonly internalSigner: DirectorySigner;
  readonly externalSigner: DirectorySigner;
  readonly now: Date;
  readonly expireSeconds: number;
}

/** The files of one version, before they have a place. */
export function partsOf(input: ConfigurationInput, version: ConfigurationVersion, writer: SharedParametersWriter) {
  const written = (contentIdentifier: string, name: string, bytes: Buffer): VersionPart => ({
    ...{ version, contentIdentifier, name, bytes },
  });
  const sharedXml = writer.write(sharedParameters(input, version), version);
  const shared = written('SHARED-PARAMETERS', SHARED_PARAMETERS_FILE, sharedXml);
  const optional = optionalPartsOf(input.catalogue).map(({ contentIdentifier, fileName, bytes }) =>
    written(contentIdentifier, fileName, bytes),
  );
  return [...privatePart(input, written), shared, ...optional];
}

type Written = (contentIdentifier: string, name: string, bytes: Buffer) => VersionPart;

function privatePart(input: ConfigurationInput, written: Written): VersionPart[] {
  if (input.catalogue.settings.managementServiceProvider === undefined) return [];
  const xml = writePrivateParameters(privateParameters(input));
  return [written('PRIVATE-PARAMETERS', PRIVATE_PARAMETERS_FILE, xml)];
}

/** A part where clients find it. */
export interface PlacedPart extends Omit<VersionPart, 'bytes'> {
  readonly location: string;
  readonly digest: Buffer;
}

/** Gives the files of a publication their places, in a folder of its own for each version. */
export function placed(
  parts: readonly VersionPart[],
  now: Date,
): { readonly files: PublishedFile[]; readonly parts: PlacedPart[] } {
  const folder = timestamp(now);
  const files = parts.map(({ bytes, ...part }) => {
    const location = `/V${part.version}/${folder}/${part.name}`;
    return { file: { path: location, bytes }, part: { ...part, location, digest: digest('SHA-512', bytes) } };
  });
  return { files: files.map(({ file }) => file), parts: files.map(({ part }) => part) };
}

/** The signed directories that list the files: of internal configuration all, of external configuration what is for others too. */
export async function directoriesOf(
  instance: string,
  parts: readonly PlacedPart[],
  { internalSigner, externalSigner, now, expireSeconds }: Signing,
): Promise<PublishedFile[]> {
  const expiresAt = new Date(now.getTime() + expireSeconds * 1000);
  const directories: PublishedFile[] = [];
  for (const [version, ofVersion] of Map.groupBy(parts, (part) => part.version)) {
    const directory = async (name: string, some: readonly PlacedPart[], signer: DirectorySigner): Promise<void> => {
      const listed = some.map((part) => listedPart(instance, part));
      const bytes = await writeSignedDirectory({ expiresAt, version, parts: listed, signer });
      directories.push({ path: `/V${version}/${name}`, bytes });
    };
    await directory('internalconf', ofVersion, internalSigner);
    await directory('externalconf', ofVersion.filter(isExternal), externalSigner);
  }
  return directories;
}

const isExternal = (part: PlacedPart): boolean =>
  isShared(part) || kindOf(part.name)?.publishedIn.includes('EXTERNAL') === true;

const listedPart = (instance: string, { contentIdentifier, location, digest: value }: PlacedPart): DirectoryPart => ({
  ...{ contentIdentifier, instance, location, digestName: 'SHA-512', digest: value },
});

function sharedParameters(input: ConfigurationInput, version: ConfigurationVersion): SharedParameters {
  const { catalogue, instance } = input;
  const hash = authenticationCertificateDigest(version);
  return {
    version,
    instance,
    sources: input.sources,
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
function ownersGroup({ securityServers, ownersGroupDescription }: Catalogue): SharedParameters['globalGroups'][number] {
  const owners = new Map(securityServers.map(({ owner }) => [keyOf(owner), owner]));
  return {
    groupCode: OWNERS_GROUP.code,
    description: ownersGroupDescription ?? OWNERS_GROUP.description,
    members: [...owners.values()],
  };
}

/** What these parts say, without reading them. */
export const contentOfCatalogue = (input: ConfigurationInput, parts: readonly VersionPart[]): PublishedContent => ({
  shared: sharedParameters(input, NEWEST_VERSION),
  ...(input.catalogue.settings.managementServiceProvider === undefined ? {} : { private: privateParameters(input) }),
  otherParts: otherPartsOf(parts),
});

/** What is published, as whoever downloads it would know it: to judge by what everybody else judges by. */
export function configurationOf(input: ConfigurationInput): GlobalConfiguration {
  const verifyNextUpdate = verifiesNextUpdate(input.catalogue);
  return new GlobalConfiguration({
    id: 'catalogue',
    instance: input.instance,
    shared: [sharedParameters(input, NEWEST_VERSION)],
    ...(input.catalogue.settings.managementServiceProvider === undefined ? {} : { private: privateParameters(input) }),
    ...(verifyNextUpdate === undefined ? {} : { verifyNextUpdate }),
    expiries: new Map(),
    problems: [],
  });
}

function privateParameters(input: ConfigurationInput): PrivateParameters {
  const { instance, catalogue, publicAddress, registrationCertificate } = input;
  const { settings, trustedAnchors } = catalogue;
  const { managementServiceProvider: providerId } = settings;
  if (providerId === undefined) throw new TypeError('There is no management service provider');
  return {
    instance,
    configurationAnchors: trustedAnchors.map(({ anchor }) => anchor),
    managementService: {
      authCertRegServiceAddress: registrationAddress(publicAddress),
      ...(registrationCertificate === undefined ? {} : { authCertRegServiceCertificate: registrationCertificate }),
      providerId,
    },
    timeStampingIntervalSeconds: settings.timeStampingIntervalSeconds,
  };
}

/** Where the registration service of a node is. */
export const registrationAddress = (publicAddress: string): string =>
  `https://${publicAddress.replace(/:\d+$/, '')}:4001/managementservice/`;

/** `uuuuMMddHHmmss` and nine digits of nanoseconds, in UTC: the folder of one publication. */
function timestamp(now: Date): string {
  const [seconds = '', fraction = ''] = now
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  return `${seconds}${fraction.padEnd(9, '0')}`;
}
