import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { managementServicesWsdl } from '#protocol/management/wsdl.ts';
import type { CatalogueRepository, ConfigurationSourceKind, SigningKeyRecord } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import { directorySigner } from '#distribution/publication/signing.ts';
import { keyInTurn } from '../signing-keys.ts';
import { managementAddresses } from '../management/addresses.ts';
import { publicationOf } from './directory.ts';
import { WSDL_FILE } from './published-path.ts';
import { storePublication } from '#distribution/publication/store.ts';

/** Of each version. */
const PUBLICATIONS_KEPT = 12;

/** Signs what the catalogue holds and puts it where it is served from. */
export class Publisher {
  private readonly file: CentralServerFile;
  private readonly token: Token;
  private readonly repository: CatalogueRepository;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly root: string;
  private readonly registrationCertificate: Uint8Array | undefined;

  constructor(
    file: CentralServerFile,
    root: string,
    using: {
      readonly token: Token;
      readonly repository: CatalogueRepository;
      readonly clock: Clock;
      readonly log: Log;
      readonly registrationCertificate: Uint8Array | undefined;
    },
  ) {
    this.file = file;
    this.root = root;
    this.token = using.token;
    this.repository = using.repository;
    this.clock = using.clock;
    this.log = using.log;
    this.registrationCertificate = using.registrationCertificate;
  }

  async publish(): Promise<void> {
    const { file, token, repository } = this;
    const now = this.clock.now();
    const keys = await repository.signingKeys();
    const wanted = file.parameters['center.minimum-global-configuration-version'];
    const publication = await publicationOf({
      instance: file.instance,
      catalogue: await repository.catalogue(),
      publicAddress: file.publicAddress,
      registrationCertificate: this.registrationCertificate,
      sources: await configurationSources(file, repository),
      internalSigner: await directorySigner(token, await this.keyOf('INTERNAL', keys, now)),
      externalSigner: await directorySigner(token, await this.keyOf('EXTERNAL', keys, now)),
      now,
      expireSeconds: file.parameters['center.configuration-expire-interval'],
      minimumVersion: CONFIGURATION_VERSIONS.find((version) => version >= wanted) ?? 2,
    });
    await storePublication(this.root, publication, PUBLICATIONS_KEPT);
    await storeWsdl(this.root, managementAddresses(file).services);
    await repository.markPublished(this.ownOf(keys), now);
  }

  private ownOf(keys: readonly SigningKeyRecord[]): SigningKeyRecord[] {
    return keys.filter(({ node }) => node === this.file.node.name);
  }

  private async keyOf(source: ConfigurationSourceKind, all: readonly SigningKeyRecord[], now: Date) {
    const { parameters, signingKeys } = this.file;
    const keys = this.ownOf(all).filter((key) => key.source === source);
    // Other nodes publish this one's certificates with their next publication.
    const publishedSeconds =
      parameters['center.configuration-expire-interval'] + parameters['center.configuration-generation-interval'];
    const key = keyInTurn(keys, signingKeys?.[source].active, now, publishedSeconds);
    if (!key.active) {
      await this.repository.activateSigningKey(key);
      this.log.info('Signing key in use', { source, name: key.name });
    }
    return key;
  }
}

/** Anybody may read it, like the configuration beside it. */
async function storeWsdl(root: string, address: string): Promise<void> {
  const path = join(root, WSDL_FILE);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, managementServicesWsdl(address));
}

/** The nodes of this central server, with the certificates of all keys that they sign with, did, or will. */
export async function configurationSources(
  { node }: CentralServerFile,
  repository: CatalogueRepository,
): Promise<ConfigurationSource[]> {
  const keys = await repository.signingKeys();
  const names = [node.name, ...node.others];
  const certificates = (name: string, source: ConfigurationSourceKind): Uint8Array[] =>
    keys.filter((key) => key.node === name && key.source === source).map(({ certificate }) => certificate);
  return (await repository.nodes())
    .filter(({ name }) => names.includes(name))
    .map(({ name, address }) => ({
      address,
      internalVerificationCertificates: certificates(name, 'INTERNAL'),
      externalVerificationCertificates: certificates(name, 'EXTERNAL'),
    }));
}
