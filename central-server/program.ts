import type { Clock } from '#config/clock.ts';
import { makeFolder } from '#config/folder.ts';
import type { Log } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { publishAtInterval } from '#distribution/publication/interval.ts';
import { PublicationService } from '#distribution/publication/service.ts';
import { startAdminApi } from './admin-api/service.ts';
import { Backups } from './backup/backups.ts';
import { scheduleBackups } from './backup/schedule.ts';
import { saveNode } from './catalogue/nodes.ts';
import { CatalogueRepository } from './catalogue/repository.ts';
import { catalogueDatabase, type CentralServerFile } from './file.ts';
import { Identity } from './identity.ts';
import { ManagementServices } from './management/services.ts';
import { openOversight } from './oversight.ts';
import { Anchors } from './publication/anchors.ts';
import { publicFolder } from './publication/published-parts.ts';
import { publishedPath } from './publication/published-path.ts';
import { Round } from './publication/round.ts';
import type { Tokens } from './signing/tokens.ts';
import { Collector } from './service-catalogue/collector.ts';
import { publicPages } from './service-catalogue/public/pages.ts';
import { catalogueSource } from './service-catalogue/setting.ts';
import { SeenServers } from './seen/seen-servers.ts';

export interface RunningCentralServer {
  readonly port: number;
  /** Of the admin API, where there is one. */
  readonly adminPort?: number;
  /** Files that clients are set up with; they are there once the server has signing keys. */
  readonly anchors: Anchors['paths'];
  stop(): Promise<void>;
}

/**
 * Starts a central server: takes over what its file declares, then signs and publishes global configuration at an interval. One
 * that is set up by its file listens only when the first configuration is there; another waits for what its admin API is told.
 */
export async function startCentralServer(
  file: CentralServerFile,
  tokens: Tokens,
  clock: Clock,
  log: Log,
): Promise<RunningCentralServer> {
  const root = publicFolder(file);
  makeRoot(root);
  const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
  try {
    const identity = new Identity(file);
    await takeOver(file, { repository, identity, clock, log });
    const backups = await Backups.open(file, { repository, identity, clock });
    let publishSoon: () => void = () => undefined;
    const changed = (): void => {
      publishSoon();
    };
    const management = new ManagementServices({ file, identity, repository, clock, log, onChange: changed });
    const anchors = new Anchors({ file, identity, clock });
    const oversight = await openOversight(file, { repository, clock, log });
    const schedule = scheduleBackups(backups, file, { repository, clock, log, notices: oversight.notices.store });
    const collector = await collectorOf(file, { repository, clock, log });
    const round = new Round({
      ...{ file, root, repository, identity, tokens, anchors, management, clock, log },
      watched: (publish) => oversight.watched(publish),
    });
    await round.run();
    const seen = new SeenServers({
      ...{ repository, node: file.node.name, clock, log },
      publication: () => round.publisher.publication,
    });
    const service = new PublicationService({
      root,
      publishedPath,
      pageOf: publicPages({ catalogue: repository.reader, instanceOf: () => identity.instance(repository.reader) }),
      maxConnections: file.parameters['center.max-connections'],
      log,
      onAsked: (asked) => {
        seen.take(asked);
      },
    });
    const port = await service.start(file.listen.address, file.listen.port);
    const publishing = publishAtInterval(() => round.run(), {
      intervalSeconds: file.parameters['center.configuration-generation-interval'],
      log,
    });
    publishSoon = () => {
      publishing.soon();
    };
    await round.listen();
    const restored = (): void => {
      round.applyKeysAgain();
      publishSoon();
    };
    const adminApi = await startAdminApi(file, {
      ...{ repository, identity, tokens, anchors, oversight, clock, log, changed },
      tlsKey: () => management.tlsKey,
      next: round.publisher,
      backup: { backups, restored },
    });
    oversight.start();
    collector?.start();
    return {
      port,
      ...(adminApi === undefined ? {} : { adminPort: adminApi.port }),
      anchors: anchors.paths,
      stop: async () => {
        await adminApi?.stop();
        await collector?.stop();
        await oversight.stop();
        await schedule.stop();
        await publishing.stop();
        await management.stop();
        await service.stop();
        await seen.stop();
        await repository.close();
      },
    };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/** What collects the catalogue of services, where the file says how. */
async function collectorOf(
  { serviceCatalogue, folder, node }: CentralServerFile,
  using: { readonly repository: CatalogueRepository; readonly clock: Clock; readonly log: Log },
): Promise<Collector | undefined> {
  if (serviceCatalogue === undefined) return undefined;
  const source = await catalogueSource(serviceCatalogue, folder);
  return new Collector({ source, node: node.name, ...using });
}

/** Brings what the file declares into the database. */
async function takeOver(
  file: CentralServerFile,
  using: {
    readonly repository: CatalogueRepository;
    readonly identity: Identity;
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<void> {
  const { repository, identity, clock, log } = using;
  await identity.keepDeclared(repository.reader);
  const changes = await repository.applyDeclared(file.declared, clock.now());
  log.info('Catalogue applied', { changes: changes.length });
  for (const { anchor, fingerprint } of (await repository.catalogue()).trustedAnchors) {
    log.info('Federated instance', { instance: anchor.instance, fingerprint, generatedAt: anchor.generatedAt });
  }
  if (file.publicAddress !== undefined) {
    await saveNode(repository.reader, { name: file.node.name, address: file.publicAddress });
  }
}

function makeRoot(path: string): void {
  try {
    makeFolder(path, 0o700);
  } catch (error) {
    throw fileError(error, `The data folder ${path}`, 'written');
  }
}
