import type { Log } from '#config/log.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { Client, ClientStatus } from '../server-configuration/model.ts';
import { clientStatusSeen } from './registration.ts';
import type { ServerConfigurationRepository } from '../server-configuration/repository.ts';
import { ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';

/** How soon the server knows what another process has changed: a status by a request, or its configuration by another node's admin API. */
const LOOK_MS = 2_000;

interface ReadConfiguration {
  readonly snapshot: ServerConfigurationSnapshot;
  readonly revision: number;
}

/** The number first: what changes meanwhile is read again. */
async function configurationIn(repository: ServerConfigurationRepository): Promise<ReadConfiguration> {
  const revision = await repository.revision();
  return { revision, snapshot: new ServerConfigurationSnapshot(await repository.load()) };
}

export interface ClientRegistrationsOptions {
  readonly serverId: ServerId;
  readonly repository: ServerConfigurationRepository;
  /** Undefined while there is none that may be used. */
  readonly configuration: () => GlobalConfiguration | undefined;
  readonly log: Log;
  /** Called when the configuration, or a client's status, has changed. */
  readonly onChange: () => void;
}

/** The server's own configuration, with each client's status as global configuration and the server's requests have it. */
export class ClientRegistrations {
  private readonly options: ClientRegistrationsOptions;
  private current: ServerConfigurationSnapshot;
  private revision: number;
  private following: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  private constructor(options: ClientRegistrationsOptions, read: ReadConfiguration) {
    this.options = options;
    this.current = read.snapshot;
    this.revision = read.revision;
  }

  static async open(options: ClientRegistrationsOptions): Promise<ClientRegistrations> {
    return new ClientRegistrations(options, await configurationIn(options.repository));
  }

  get snapshot(): ServerConfigurationSnapshot {
    return this.current;
  }

  start(): void {
    this.timer = setInterval(() => void this.follow(), LOOK_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.following;
  }

  /** Takes what has changed, one after another; what goes wrong is logged, and tried again. */
  follow(): Promise<void> {
    const done = this.following.then(async () => {
      try {
        await this.take();
      } catch (error) {
        this.options.log.warn('Registrations of clients could not be followed', { error });
      }
    });
    this.following = done;
    return done;
  }

  private async take(): Promise<void> {
    const { repository, log, onChange } = this.options;
    const isRead = (await repository.revision()) !== this.revision;
    if (isRead) {
      const read = await configurationIn(repository);
      this.current = read.snapshot;
      this.revision = read.revision;
      log.info('The server configuration has changed', { revision: read.revision });
    }
    const configuration = this.options.configuration();
    const kept = await repository.statuses();
    const changed = new Map<string, ClientStatus>();
    for (const { id, status: before } of this.current.configuration.clients) {
      const known = kept.get(keyOf(id));
      if (known === undefined) continue;
      const status = configuration === undefined ? known : clientStatusSeen(known, this.isListed(configuration, id));
      // Not over what a request has changed meanwhile, which is seen next time.
      if (status !== known && !(await repository.changeStatus(id, known, status))) continue;
      if (status === before) continue;
      changed.set(keyOf(id), status);
      log.info('The status of a client has changed', { client: keyOf(id), before, status });
    }
    if (changed.size > 0) this.current = this.current.withStatuses(changed);
    if (isRead || changed.size > 0) onChange();
  }

  private isListed(configuration: GlobalConfiguration, client: Client['id']): boolean {
    const own = keyOf(this.options.serverId);
    return configuration.serversOf(client).some(({ id }) => keyOf(id) === own);
  }
}
