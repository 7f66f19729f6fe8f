import { join } from 'node:path';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { makeFolder } from '#config/folder.ts';
import type { Log } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationSource } from '#protocol/configuration/parameters.ts';
import { startAdminApi } from './admin-api/service.ts';
import { Backups } from './backup/backups.ts';
import { scheduleBackups } from './backup/schedule.ts';
import { CatalogueRepository, type ConfigurationSourceKind } from './catalogue/repository.ts';
import { catalogueDatabase, type CentralServerFile } from './file.ts';
import { managementServices } from './management/services.ts';
import { configurationSources, Publisher } from './publication/publisher.ts';
import { publishAtInterval } from '#distribution/publication/interval.ts';
import { PublicationService } from '#distribution/publication/service.ts';
import { publishedPath } from './publication/published-path.ts';
import { applySigningKeys } from './signing-keys.ts';

export interface RunningCentralServer {
  readonly port: number;
  /** Of the admin API, where there is one. */
  readonly adminPort?: number;
  /** Files that clients are set up with. */
  readonly anchors: Readonly<Record<ConfigurationSourceKind, string>>;
  stop(): Promise<void>;
}

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
  const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
  try {
    const changes = await repository.applyDeclared(file.declared, clock.now());
    log.info('Catalogue applied', { changes: changes.length });
    for (const { anchor, fingerprint } of (await repository.catalogue()).trustedAnchors) {
      log.info('Federated instance', { instance: anchor.instance, fingerprint, generatedAt: anchor.generatedAt });
    }
    const keysAsDeclared = (): Promise<void> =>
      applySigningKeys(token, repository, {
        node: file.node.name,
        ...(file.signingKeys === undefined ? {} : { declared: file.signingKeys }),
        type: file.signingKeyType,
        instance: file.instance,
        clock,
        log,
      });
    await keysAsDeclared();
    await repository.saveNode({ name: file.node.name, address: file.publicAddress });
    const backups = await Backups.open(file, { repository, clock });
    const schedule = scheduleBackups(backups, file, { repository, clock, log });
    let publishSoon: () => void = () => undefined;
    const management = await managementServices(file, {
      ...{ repository, clock, log },
      onChange: () => {
        publishSoon();
      },
    });
    const publisher = new Publisher(file, root, {
      ...{ token, repository, clock, log },
      registrationCertificate: management?.registrationCertificate,
    });
    await publisher.publish();
    const anchors = await writeAnchors(file, await configurationSources(file, repository), clock);
    const service = new PublicationService({
      root,
      publishedPath,
      maxConnections: file.parameters['center.max-connections'],
      log,
    });
    const port = await service.start(file.listen.address, file.listen.port);
    const publishing = publishAtInterval(() => publisher.publish(), {
      intervalSeconds: file.parameters['center.configuration-generation-interval'],
      log,
    });
    publishSoon = () => {
      publishing.soon();
    };
    await management?.start();
    const restored = (): void => {
      keysAsDeclared()
        .catch((error: unknown) => {
          log.error('The signing keys could not be made as the file declares them', { error });
        })
        .finally(publishSoon);
    };
    const adminApi = await startAdminApi(file, {
      ...{ repository, clock, log, anchors, backup: { backups, holder: token, restored } },
      changed: () => {
        publishSoon();
      },
    });
    return {
      port,
      ...(adminApi === undefined ? {} : { adminPort: adminApi.port }),
      anchors,
      stop: async () => {
        await adminApi?.stop();
        await schedule.stop();
        await management?.stop();
        await publishing.stop();
        await service.stop();
        await repository.close();
      },
    };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

async function writeAnchors(
  file: CentralServerFile,
  sources: readonly ConfigurationSource[],
  clock: Clock,
): Promise<RunningCentralServer['anchors']> {
  const write = async (
    name: 'internal' | 'external',
    certificates: (source: ConfigurationSource) => readonly Uint8Array[],
  ): Promise<string> => {
    const path = join(file.data, `anchor-${name}.xml`);
    const anchor = writeAnchor({
      generatedAt: clock.now(),
      instance: file.instance,
      sources: sources.map((source) => ({
        downloadUrl: `http://${source.address}/${name}conf`,
        verificationCertificates: certificates(source),
      })),
    });
    await replaceFile(path, anchor, ANCHOR_MODE);
    return path;
  };
  return {
    INTERNAL: await write('internal', (source) => source.internalVerificationCertificates),
    EXTERNAL: await write('external', (source) => source.externalVerificationCertificates),
  };
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
