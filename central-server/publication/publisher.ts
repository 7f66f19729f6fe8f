import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { directorySigner } from '#distribution/publication/signing.ts';
import { storePublication } from '#distribution/publication/store.ts';
import { CONFIGURATION_VERSIONS } from '#protocol/configuration/parameters.ts';
import type { DirectorySigner } from '#protocol/configuration/signed-directory-writer.ts';
import { managementServicesWsdl } from '#protocol/management/wsdl.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import {
  activateSigningKey,
  CONFIGURATION_SOURCES,
  markPublished,
  type ConfigurationSourceKind,
  type SigningKeyRecord,
} from '../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../file.ts';
import type { KnownIdentity } from '../identity.ts';
import type { Tokens } from '../signing/tokens.ts';
import { keyInTurn } from '../signing-keys.ts';
import { managementAddresses } from '../management/addresses.ts';
import { publicationOf } from './directory.ts';
import { WSDL_FILE } from './published-path.ts';
import { configurationSources, readySources } from './sources.ts';

/** Of each version. */
const PUBLICATIONS_KEPT = 12;

/** What publication waits for. */
export type Missing = 'initialization' | 'signing keys' | 'log-in to the token';

interface PublisherOptions {
  readonly file: CentralServerFile;
  /** Folder of what is published. */
  readonly root: string;
  readonly tokens: Tokens;
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
  readonly log: Log;
}

/** Signs what the catalogue holds and puts it where it is served from. */
export class Publisher {
  private readonly options: PublisherOptions;

  constructor(options: PublisherOptions) {
    this.options = options;
  }

  /** Publishes; or tells what there must be first. */
  async publish(
    { instance, address }: KnownIdentity,
    registrationCertificate: Uint8Array | undefined,
  ): Promise<Missing | undefined> {
    const { file, root, repository, clock } = this.options;
    const now = clock.now();
    const keys = (await repository.signingKeys()).filter(({ node }) => node === file.node.name);
    if (CONFIGURATION_SOURCES.some((kind) => !keys.some(({ source }) => source === kind))) return 'signing keys';
    const internal = await this.keyOf('INTERNAL', keys, now);
    const external = await this.keyOf('EXTERNAL', keys, now);
    if (!this.isUsable(internal) || !this.isUsable(external)) return 'log-in to the token';
    const wanted = file.parameters['center.minimum-global-configuration-version'];
    const publication = await publicationOf({
      instance,
      catalogue: await repository.catalogue(),
      publicAddress: address,
      registrationCertificate,
      sources: readySources(await configurationSources(file, repository.reader)),
      internalSigner: await this.signerOf(internal),
      externalSigner: await this.signerOf(external),
      now,
      expireSeconds: file.parameters['center.configuration-expire-interval'],
      minimumVersion: CONFIGURATION_VERSIONS.find((version) => version >= wanted) ?? 2,
    });
    await storePublication(root, publication, PUBLICATIONS_KEPT);
    await storeWsdl(root, managementAddresses(address, file.parameters).services);
    await repository.change((change) => markPublished(change, { node: file.node.name, keys, at: now }));
    return undefined;
  }

  private isUsable({ tokenId }: SigningKeyRecord): boolean {
    return this.options.tokens.token(tokenId).loggedIn;
  }

  private signerOf(key: SigningKeyRecord): Promise<DirectorySigner> {
    return directorySigner(this.options.tokens.token(key.tokenId), key);
  }

  private async keyOf(source: ConfigurationSourceKind, own: readonly SigningKeyRecord[], now: Date) {
    const { file, repository, log } = this.options;
    const { parameters, signingKeys } = file;
    const keys = own.filter((key) => key.source === source);
    // Other nodes publish this one's certificates with their next publication.
    const publishedSeconds =
      parameters['center.configuration-expire-interval'] + parameters['center.configuration-generation-interval'];
    const key = keyInTurn(keys, signingKeys?.[source].active, now, publishedSeconds);
    if (!key.active) {
      await activateSigningKey(repository.reader, key);
      log.info('Signing key in use', { source, name: key.name });
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
