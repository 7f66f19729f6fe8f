import type { Certificate } from '#certs/certificate.ts';
import type { Clock } from '#config/clock.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { loadConfiguration } from '#protocol/configuration/load.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { arrivedError } from '#protocol/errors/carried.ts';
import type { ServerConfiguration } from '../server-configuration/model.ts';
import { ServerConfigurationSnapshot } from '../server-configuration/snapshot.ts';
import type { ServerState } from './messages.ts';

/** What a worker knows of its server's state, as it was last told. */
export class ServerView {
  private readonly clock: Clock;
  private readonly listeners = new Set<() => void>();
  private current: GlobalConfiguration | undefined;
  private responses: ReadonlyMap<string, Uint8Array> = new Map();
  private refusal: DrumError | undefined;

  private snapshot: ServerConfigurationSnapshot;

  constructor(clock: Clock, serverConfiguration: ServerConfiguration) {
    this.clock = clock;
    this.snapshot = new ServerConfigurationSnapshot(serverConfiguration);
  }

  /** Throws `malformed_global_conf` where the files, which have been checked, cannot be read all the same. */
  take({ configuration, ocspResponses, serverConfiguration, refusal }: ServerState): void {
    if (serverConfiguration !== undefined) this.snapshot = new ServerConfigurationSnapshot(serverConfiguration);
    if (refusal !== undefined) this.refusal = refusal === null ? undefined : arrivedError(refusal);
    if (ocspResponses !== undefined) {
      this.responses = ocspResponses;
      for (const listener of this.listeners) listener();
    }
    // Last, because it may throw.
    if (configuration !== undefined) this.current = loadConfiguration(configuration, this.current);
  }

  /** Throws `malformed_global_conf` while there is none, `global_conf_outdated` past its expiry. */
  configuration(): GlobalConfiguration {
    if (this.current === undefined) throw drumError('malformed_global_conf', 'There is no global configuration yet');
    this.current.assertValid(this.clock.now());
    return this.current;
  }

  serverConfiguration(): ServerConfigurationSnapshot {
    return this.snapshot;
  }

  get latest(): GlobalConfiguration | undefined {
    return this.current;
  }

  /** Throws why no message may be taken now. */
  assertReady(): void {
    if (this.refusal !== undefined) throw this.refusal;
  }

  /** An OCSP response that was fresh when it was handed over; whoever uses it judges that anew. */
  responseFor(certificate: Certificate): Uint8Array | undefined {
    return this.responses.get(certificate.sha256Hex);
  }

  /** Calls `listener` whenever there are other OCSP responses. Returns what ends this. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
