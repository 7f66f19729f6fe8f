import { join } from 'node:path';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { makeFolder } from '#config/folder.ts';
import type { Log } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import { CONFIGURATION_VERSIONS } from '#protocol/configuration/parameters.ts';
import { CatalogueRepository, type ConfigurationSourceKind, type SigningKeyRecord } from './catalogue/repository.ts';
import type { CentralServerFile } from './file.ts';
import { publicationOf } from './publication/directory.ts';
import { PublicationService } from './publication/service.ts';
import { storePublication } from './publication/store.ts';
import { directorySigner, ensureSigningKeys } from './signing-keys.ts';

export interface RunningCentralServer {
  readonly port: number;
  /** Files that clients are set up with. */
  readonly anchors: Readonly<Record<ConfigurationSourceKind, string>>;
  stop(): Promise<void>;
}

const RETRY_MS = 5_000;

/**
 * Starts a central server: takes over what its file declares, then signs and publishes global configuration at an interval.
 * It listens only when the first configuration is there.
 */
export async function startCentralServer(
  file: CentralServerFile,
  token: Token,
  clock: Clock,
  log: Log,
): Promise<RunningCentralServer> {
  const root = join(file.data, 'public');
  makeRoot(root);
  const repository = await CatalogueRepository.open(
    file.database.engine === 'sqlite'
      ? { engine: 'sqlite', path: join(file.data, 'catalogue.sqlite'), synchronous: 'full' }
      : file.database,
    file.instance,
  );
  try {
    const changes = await repository.applyDeclared(file.declared);
    log.info('Catalogue applied', { changes: changes.length });
    for (const { anchor, fingerprint } of (await repository.catalogue()).trustedAnchors) {
      log.info('Federated instance', { instance: anchor.instance, fingerprint, generatedAt: anchor.generatedAt });
    }
    await ensureSigningKeys(token, repository, { type: file.signingKeyType, instance: file.instance, clock });
    const publisher = new Publisher(file, token, repository, clock, root);
    await publisher.publish();
    const anchors = await writeAnchors(file, await repository.signingKeys(), clock);
    const service = new PublicationService(root, file.parameters, log);
    const port = await service.start(file.listen.address, file.listen.port);
    const stopPublishing = repeat(publisher, file, log);
    return {
      port,
      anchors,
      stop: async () => {
        await stopPublishing();
        await service.stop();
        await repository.close();
      },
    };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

class Publisher {
  private readonly file: CentralServerFile;
  private readonly token: Token;
  private readonly repository: CatalogueRepository;
  private readonly clock: Clock;
  private readonly root: string;

  constructor(file: CentralServerFile, token: Token, repository: CatalogueRepository, clock: Clock, root: string) {
    this.file = file;
    this.token = token;
    this.repository = repository;
    this.clock = clock;
    this.root = root;
  }

  async publish(): Promise<void> {
    const { file, token } = this;
    const keys = await this.repository.signingKeys();
    const certificates = (source: ConfigurationSourceKind): Uint8Array[] =>
      keys.filter((key) => key.source === source).map(({ certificate }) => certificate);
    const wanted = file.parameters['center.minimum-global-configuration-version'];
    const files = await publicationOf({
      instance: file.instance,
      catalogue: await this.repository.catalogue(),
      publicAddress: file.publicAddress,
      internalCertificates: certificates('INTERNAL'),
      externalCertificates: certificates('EXTERNAL'),
      internalSigner: await directorySigner(token, keys, 'INTERNAL'),
      externalSigner: await directorySigner(token, keys, 'EXTERNAL'),
      now: this.clock.now(),
      expireSeconds: file.parameters['center.configuration-expire-interval'],
      minimumVersion: CONFIGURATION_VERSIONS.find((version) => version >= wanted) ?? 2,
    });
    await storePublication(this.root, files);
  }
}

/** Publishes again and again; after a failure sooner, because what was published last runs out. Returns what ends it. */
function repeat(publisher: Publisher, file: CentralServerFile, log: Log): () => Promise<void> {
  const intervalMs = file.parameters['center.configuration-generation-interval'] * 1000;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, intervalMs);
  function run(): void {
    running = publisher
      .publish()
      .then(() => intervalMs)
      .catch((error: unknown) => {
        log.error('Global configuration could not be published', { error });
        return Math.min(RETRY_MS, intervalMs);
      })
      .then((waitMs) => {
        if (!stopped) timer = setTimeout(run, waitMs);
      });
  }
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

async function writeAnchors(
  file: CentralServerFile,
  keys: readonly SigningKeyRecord[],
  clock: Clock,
): Promise<RunningCentralServer['anchors']> {
  const write = async (source: ConfigurationSourceKind): Promise<string> => {
    const name = source.toLowerCase();
    const path = join(file.data, `anchor-${name}.xml`);
    const anchor = writeAnchor({
      generatedAt: clock.now(),
      instance: file.instance,
      sources: [
        {
          downloadUrl: `http://${file.publicAddress}/${name}conf`,
          verificationCertificates: keys.filter((key) => key.source === source).map(({ certificate }) => certificate),
        },
      ],
    });
    await replaceFile(path, anchor, ANCHOR_MODE);
    return path;
  };
  return { INTERNAL: await write('INTERNAL'), EXTERNAL: await write('EXTERNAL') };
}

/** Anchors are given to everyone. */
const ANCHOR_MODE = 0o644;

function makeRoot(path: string): void {
  try {
    makeFolder(path, 0o700);
  } catch (error) {
    throw fileError(error, `The data folder ${path}`, 'written');
  }
}
