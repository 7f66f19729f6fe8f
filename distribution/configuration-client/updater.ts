import type { Clock } from '#config/clock.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ConfigurationClient, FetchOutcome } from './configuration-client.ts';

/** The first retry after a failure; each further one waits twice as long, up to the update interval. */
const RETRY_SECONDS_MIN = 5;

export interface UpdaterOptions {
  readonly client: Pick<ConfigurationClient, 'fetch' | 'stored'>;
  readonly clock: Clock;
  /** `configuration-client.update-interval`. */
  readonly updateIntervalSeconds: number;
  /** Called whenever there is a new state, with other contents or another expiry. */
  readonly onConfiguration?: (configuration: GlobalConfiguration) => void;
  readonly onOutcome?: (outcome: FetchOutcome) => void;
  readonly onFailure?: (error: DrumError, retrySeconds: number) => void;
}

export interface UpdaterStatus {
  readonly lastAttemptAt?: Date;
  readonly nextAttemptAt?: Date;
  readonly lastSuccessAt?: Date;
  /** Where the last success came from. */
  readonly source?: string;
  /** Why the last attempt failed; absent when it did not. */
  readonly error?: DrumError;
}

/** Keeps global configuration fresh: downloads it at an interval, sooner after a failure. */
export class ConfigurationUpdater {
  private readonly options: UpdaterOptions;
  private current: GlobalConfiguration | undefined;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private state: UpdaterStatus = {};

  constructor(options: UpdaterOptions) {
    this.options = options;
  }

  get status(): UpdaterStatus {
    return this.state;
  }

  /** The configuration to work with. Throws `malformed_global_conf` while there is none, `global_conf_outdated` past its expiry. */
  configuration(): GlobalConfiguration {
    if (this.current === undefined) {
      const reason = this.state.error === undefined ? '' : `: ${this.state.error.message}`;
      throw drumError('malformed_global_conf', `There is no global configuration yet${reason}`, this.state.error);
    }
    this.current.assertValid(this.options.clock.now());
    return this.current;
  }

  /** The newest configuration that was had, expired or not: enough to tell who someone is, not to act on. */
  get latest(): GlobalConfiguration | undefined {
    return this.current;
  }

  /** Takes what is stored already, downloads once, and goes on by itself. Does not throw: `status` tells of failures. */
  async start(): Promise<void> {
    try {
      this.use(await this.options.client.stored());
    } catch {
      // Nothing usable is stored before the first download.
    }
    await this.update();
  }

  /** Downloads now; a download under way is awaited instead. */
  async update(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  /** Ends a download that is under way: its source may be slow, or silent. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    const at = this.options.clock.now();
    this.state = { ...this.state, lastAttemptAt: at };
    const error = await this.attempt(at);
    const waitSeconds = this.waitSeconds(error);
    this.state = { ...this.state, nextAttemptAt: new Date(this.options.clock.now().getTime() + waitSeconds * 1000) };
    if (this.stopping.signal.aborted) return;
    if (error !== undefined) this.options.onFailure?.(error, waitSeconds);
    this.timer = setTimeout(() => void this.update(), waitSeconds * 1000);
  }

  private async attempt(at: Date): Promise<DrumError | undefined> {
    const outcome = await this.options.client.fetch(this.stopping.signal).catch(asDrumError);
    if (!('federated' in outcome)) return this.failed(outcome);
    this.options.onOutcome?.(outcome);
    if (outcome.configuration === undefined) {
      return this.failed(outcome.error ?? drumError('internal_error', 'A download had no outcome'));
    }
    this.failures = 0;
    const source = outcome.download?.url.href;
    this.state = { lastAttemptAt: at, lastSuccessAt: at, ...(source === undefined ? {} : { source }) };
    this.use(outcome.configuration);
    return undefined;
  }

  private failed(error: DrumError): DrumError {
    this.failures += 1;
    this.state = { ...this.state, error };
    return error;
  }

  private waitSeconds(error: DrumError | undefined): number {
    const { updateIntervalSeconds } = this.options;
    if (error === undefined) return updateIntervalSeconds;
    return Math.min(RETRY_SECONDS_MIN * 2 ** (this.failures - 1), updateIntervalSeconds);
  }

  private use(configuration: GlobalConfiguration): void {
    if (this.current === configuration) return;
    this.current = configuration;
    this.options.onConfiguration?.(configuration);
  }
}
