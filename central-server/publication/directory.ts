import { digest } from '#certs/algorithms.ts';
import {
  FETCH_INTERVAL_FILE,
  MONITORING_FILE,
  NEXT_UPDATE_FILE,
  PRIVATE_PARAMETERS_FILE,
  SHARED_PARAMETERS_FILE,
} from '#protocol/configuration/files.ts';
import {
  writeFetchInterval,
  writeMonitoringClient,
  writeVerifyNextUpdate,
} from '#protocol/configuration/optional-parts.ts';
import {
  CONFIGURATION_VERSIONS,
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
import type { Publication, PublishedFile } from '#distribution/publication/store.ts';
import { writeSignedDirectory, type DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import type { DirectoryPart } from '#protocol/configuration/signed-directory.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { OWNERS_GROUP } from '../catalogue/owners-group.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

export interface PublicationInput {
  /** Of the registration service (DER), where there is one. */
  readonly registrationCertificate?: Uint8Array | undefined;
  readonly instance: string;
  readonly catalogue: Catalogue;
  /** Host, or host:port, of this node. */
  readonly publicAddress: string;
  /** Of all nodes, with the certificates of all their signing keys: those that sign, did, or will. */
  readonly sources: readonly ConfigurationSource[];
  readonly internalSigner: DirectorySigner;
  readonly externalSigner: DirectorySigner;
  readonly now: Date;
  readonly expireSeconds: number;
  readonly minimumVersion: ConfigurationVersion;
}

/** Everything that is published at one moment, of all versions: the files of each, then what is signed over them. */
export async function publicationOf(input: PublicationInput): Promise<Publication> {
  const versions = CONFIGURATION_VERSIONS.filter((version) => version >= input.minimumVersion);
  const writer = new SharedParametersWriter();
  const published = await Promise.all(versions.map((version) => publicationOfVersion(input, version, writer)));
  return {
    files: published.flatMap(({ files }) => files),
    directories: published.flatMap(({ directories }) => directories),
  };
}

async function publicationOfVersion(
  input: PublicationInput,
  version: ConfigurationVersion,
  writer: SharedParametersWriter,
): Promise<Publication> {
  const folder = `/V${version}/${timestamp(input.now)}`;
  const written = (contentIdentifier: string, name: string, bytes: Buffer): PublishedPart => {
    const published = file(`${folder}/${name}`, bytes);
    return { file: published, part: partOf(contentIdentifier, input.instance, published) };
  };
  const sharedXml = writer.write(sharedParameters(input, version), version);
  const shared = written('SHARED-PARAMETERS', SHARED_PARAMETERS_FILE, sharedXml);
  const internal = [...privatePart(input, written), shared, ...optionalParts(input.catalogue.settings, written)];
  const expiresAt = new Date(input.now.getTime() + input.expireSeconds * 1000);
  const directory = async (name: string, parts: DirectoryPart[], signer: DirectorySigner): Promise<PublishedFile> =>
    file(`/V${version}/${name}`, await writeSignedDirectory({ expiresAt, version, parts, signer }));
  const internalParts = internal.map(({ part }) => part);
  return {
    files: internal.map((each) => each.file),
    directories: [
      await directory('internalconf', internalParts, input.internalSigner),
      await directory('externalconf', [shared.part], input.externalSigner),
    ],
  };
}

interface PublishedPart {
  readonly file: PublishedFile;
  readonly part: DirectoryPart;
}

type Written = (contentIdentifier: string, name: string, bytes: Buffer) => PublishedPart;

function privatePart(input: PublicationInput, written: Written): PublishedPart[] {
  if (input.catalogue.settings.managementServiceProvider === undefined) return [];
  const xml = writePrivateParameters(privateParameters(input));
  return [written('PRIVATE-PARAMETERS', PRIVATE_PARAMETERS_FILE, xml)];
}

/** What the operator has declared beside the parameters; each is a part of its own. */
function optionalParts(settings: Catalogue['settings'], written: Written): PublishedPart[] {
  const { monitoringClient, ocspFetchIntervalSeconds, ocspVerifyNextUpdate } = settings;
  const parts = [];
  if (monitoringClient !== undefined)
    parts.push(written('MONITORING', MONITORING_FILE, writeMonitoringClient(monitoringClient)));
  if (ocspFetchIntervalSeconds !== undefined)
    parts.push(written('FETCHINTERVAL', FETCH_INTERVAL_FILE, writeFetchInterval(ocspFetchIntervalSeconds)));
  if (ocspVerifyNextUpdate !== undefined)
    parts.push(written('NEXTUPDATE', NEXT_UPDATE_FILE, writeVerifyNextUpdate(ocspVerifyNextUpdate)));
  return parts;
}

const file = (path: string, bytes: Buffer): PublishedFile => ({ path, bytes });

function partOf(contentIdentifier: string, instance: string, { path, bytes }: PublishedFile): DirectoryPart {
  return { contentIdentifier, instance, location: path, digestName: 'SHA-512', digest: digest('SHA-512', bytes) };
}

export type ConfigurationInput = Pick<
  PublicationInput,
  'instance' | 'catalogue' | 'publicAddress' | 'sources' | 'registrationCertificate'
>;

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

/** What is published, as whoever downloads it would know it: to judge by what everybody else judges by. */
export function configurationOf(input: ConfigurationInput): GlobalConfiguration {
  return new GlobalConfiguration({
    id: 'catalogue',
    instance: input.instance,
    shared: [sharedParameters(input, 6)],
    ...(input.catalogue.settings.managementServiceProvider === undefined ? {} : { private: privateParameters(input) }),
    ...(input.catalogue.settings.ocspVerifyNextUpdate === undefined
      ? {}
      : { verifyNextUpdate: input.catalogue.settings.ocspVerifyNextUpdate }),
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
      authCertRegServiceAddress: `https://${publicAddress.replace(/:\d+$/, '')}:4001/managementservice/`,
      ...(registrationCertificate === undefined ? {} : { authCertRegServiceCertificate: registrationCertificate }),
      providerId,
    },
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
