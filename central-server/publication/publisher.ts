import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { directorySigner } from '#distribution/publication/signing.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
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
import type { Identity } from '../identity.ts';
import type { Tokens } from '../signing/tokens.ts';
import { keyInTurn } from '../signing-keys.ts';
import { managementAddresses } from '../management/addresses.ts';
import type { ConfigurationInput, Signing } from './directory.ts';
import { Issuer } from './issuer.ts';
import type { Judge } from './judge.ts';
import { lastAuditEvent } from './kept/causes.ts';
import type { NextPublication } from './next-publication.ts';
import { tellNode } from './node-state.ts';
import { WSDL_FILE } from './published-path.ts';
import { configurationSources, readySources } from './sources.ts';

/** What publication waits for. */
export type Missing = 'initialization' | 'signing keys' | 'log-in to the token';

interface PublisherOptions {
  readonly file: CentralServerFile;
  /** Folder of what is published. */
  readonly root: string;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly repository: CatalogueRepository;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the registration service (DER), where there is one. */
  readonly registrationCertificate: () => Uint8Array | undefined;
}

/** Signs what the catalogue holds and puts it where it is served from. */
export class Publisher implements NextPublication {
  private readonly options: PublisherOptions;
  private readonly issuer: Issuer;

  constructor(options: PublisherOptions) {
    this.options = options;
    this.issuer = new Issuer(options);
  }

  get judge(): Judge {
    return this.options.judge;
  }

  get registrationCertificate(): Uint8Array | undefined {
    return this.options.registrationCertificate();
  }

  /** The number of what is published now. */
  get publication(): number | undefined {
    return this.issuer.publication;
  }

  /** Publishes; or tells what there must be first. */
  async publish(): Promise<Missing | undefined> {
    const { file, repository } = this.options;
    try {
      return await this.issue();
    } catch (error) {
      const { code } = asDrumError(error);
      await tellNode(repository.reader, { node: file.node.name, problem: code }).catch(() => undefined);
      throw error;
    }
  }

  /** What would be published now, if nothing held it. Throws `instance_identifier_not_set`. */
  async wanted(): Promise<ConfigurationInput> {
    const { file, repository, identity } = this.options;
    const known = await identity.known(repository.reader);
    if (known === undefined) throw drumError('instance_identifier_not_set', 'The central server is not initialised');
    return {
      ...{ instance: known.instance, publicAddress: known.address },
      registrationCertificate: this.registrationCertificate,
      catalogue: await repository.catalogue(),
      sources: readySources(await configurationSources(file, repository.reader)),
    };
  }

  private async issue(): Promise<Missing | undefined> {
    const { file, root, repository, clock } = this.options;
    const now = clock.now();
    const { node } = file;
    const keys = (await repository.signingKeys()).filter((key) => key.node === node.name);
    const signing = await this.signingBy(keys, now);
    if (typeof signing === 'string') return signing;
    const auditId = await lastAuditEvent(repository.reader);
    const wanted = await this.wanted();
    await this.issuer.issue(wanted, signing, auditId);
    await storeWsdl(root, managementAddresses(wanted.publicAddress, file.parameters).services);
    await repository.change((change) => markPublished(change, { node: node.name, keys, at: now }));
    await tellNode(repository.reader, { node: node.name, at: now, publication: this.publication });
    return undefined;
  }

  private async signingBy(keys: readonly SigningKeyRecord[], now: Date): Promise<Signing | Missing> {
    if (CONFIGURATION_SOURCES.some((kind) => !keys.some(({ source }) => source === kind))) return 'signing keys';
    const internal = await this.keyOf('INTERNAL', keys, now);
    const external = await this.keyOf('EXTERNAL', keys, now);
    if (!this.isUsable(internal) || !this.isUsable(external)) return 'log-in to the token';
    return {
      internalSigner: await this.signerOf(internal),
      externalSigner: await this.signerOf(external),
      now,
      expireSeconds: this.options.file.parameters['center.configuration-expire-interval'],
    };
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
