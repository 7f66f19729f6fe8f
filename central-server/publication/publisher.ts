import { asDrumError } from '#protocol/errors.ts';
import type { Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import type { CatalogueRepository, ConfigurationSourceKind, SigningKeyRecord } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import { directorySigner } from '#distribution/publication/signing.ts';
import { keyInTurn } from '../signing-keys.ts';
import type { ConfigurationInput } from './directory.ts';
import { Issuer } from './issuer.ts';
import type { Judge } from './judge.ts';
import { lastAuditEvent } from './kept/causes.ts';
import type { NextPublication } from './next-publication.ts';
import { tellNode } from './node-state.ts';

/** Signs what the catalogue holds and puts it where it is served from. */
export class Publisher implements NextPublication {
  private readonly file: CentralServerFile;
  private readonly token: Token;
  private readonly repository: CatalogueRepository;
  private readonly clock: Clock;
  private readonly log: Log;
  readonly judge: Judge;
  readonly registrationCertificate: Uint8Array | undefined;
  private readonly issuer: Issuer;

  constructor(
    file: CentralServerFile,
    root: string,
    using: {
      readonly token: Token;
      readonly repository: CatalogueRepository;
      readonly clock: Clock;
      readonly log: Log;
      readonly registrationCertificate: Uint8Array | undefined;
      readonly judge: Judge;
    },
  ) {
    this.file = file;
    this.token = using.token;
    this.repository = using.repository;
    this.clock = using.clock;
    this.log = using.log;
    this.registrationCertificate = using.registrationCertificate;
    this.judge = using.judge;
    this.issuer = new Issuer({ file, root, ...using });
  }

  /** The number of what is published now. */
  get publication(): number | undefined {
    return this.issuer.publication;
  }

  async publish(): Promise<void> {
    try {
      await this.issue();
    } catch (error) {
      const { code } = asDrumError(error);
      await tellNode(this.repository.reader, { node: this.file.node.name, problem: code }).catch(() => undefined);
      throw error;
    }
  }

  /** What would be published now, if nothing held it. */
  async wanted(): Promise<ConfigurationInput> {
    const { file, repository, registrationCertificate } = this;
    return {
      ...{ instance: file.instance, publicAddress: file.publicAddress, registrationCertificate },
      catalogue: await repository.catalogue(),
      sources: await configurationSources(file, repository),
    };
  }

  private async issue(): Promise<void> {
    const { file, token, repository, issuer } = this;
    const now = this.clock.now();
    const keys = await repository.signingKeys();
    const auditId = await lastAuditEvent(repository.reader);
    const signing = {
      internalSigner: await directorySigner(token, await this.keyOf('INTERNAL', keys, now)),
      externalSigner: await directorySigner(token, await this.keyOf('EXTERNAL', keys, now)),
      now,
      expireSeconds: file.parameters['center.configuration-expire-interval'],
    };
    await issuer.issue(await this.wanted(), signing, auditId);
    await repository.markPublished(this.ownOf(keys), now);
    await tellNode(repository.reader, { node: file.node.name, at: now, publication: issuer.publication });
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
