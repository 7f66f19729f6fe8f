import { stat } from 'node:fs/promises';
import type { Clock } from '#config/clock.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import { FileMemo } from '#protocol/configuration/file-memo.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { DOWNLOADER_HEADER, downloaderName } from '#protocol/configuration/downloader-name.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { loadConfiguration, type ConfigurationFiles } from '#protocol/configuration/load.ts';
import type {
  ConfigurationAnchor,
  ConfigurationSource,
  ConfigurationVersion,
} from '#protocol/configuration/parameters.ts';
import { candidatesOf } from './candidates.ts';
import { changeDirectory, type DirectoryChange } from './change-directory.ts';
import { downloadFirst, type Attempt, type Download, type DownloadQuery } from './download.ts';
import { isFederationAllowed } from './federation.ts';
import { HttpSource } from './http.ts';
import { DOWNLOAD_LIMITS, type DownloadLimits } from './limits.ts';
import { changed, changeOf, withoutOthers, withOwnInstance } from './plan.ts';
import { readConfigurationFiles } from './read-directory.ts';

export interface ConfigurationClientOptions {
  readonly anchor: ConfigurationAnchor;
  /** The folder to keep configuration in; made when it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  /** `configuration-client.allowed-federations`; `none` when absent. */
  readonly allowedFederations?: string;
  /** Only this version; without it the highest that a source has. */
  readonly version?: ConfigurationVersion;
  readonly limits?: Partial<DownloadLimits>;
  /** Whether certificates of `https` sources are verified. Signatures are in any case. True when absent. */
  readonly verifyTls?: boolean;
  /** Whether folders of instances that are federated no longer are removed: for a folder that is the client's own. */
  readonly removeOthers?: boolean;
  /** Sources of the own instance that are known otherwise, for a version whose shared parameters name none. */
  readonly knownSources?: () => readonly ConfigurationSource[];
  /** The security server that downloads, as it tells the sources of its own instance; nobody when absent. */
  readonly downloader?: ServerId;
  /** The address of this machine to download from; the system chooses when absent. */
  readonly localAddress?: string;
  /** In [0, 1): which of several sources comes first. */
  readonly random?: () => number;
}

/** What one run found out about one instance. */
export interface InstanceOutcome {
  readonly instance: string;
  readonly attempts: readonly Attempt[];
  /** Absent where every attempt failed; `error` says why. */
  readonly download?: Download;
  readonly error?: DrumError;
}

export interface FetchOutcome extends InstanceOutcome {
  /** The new state; absent where the own instance could not be had. */
  readonly configuration?: GlobalConfiguration;
  readonly federated: readonly InstanceOutcome[];
}

/**
 * Downloads global configuration as X-Road's configuration client does (PR-GCONF): finds a source, verifies what it signed,
 * fetches what changed, and keeps it. Remembers which source answered last.
 */
export class ConfigurationClient {
  private readonly options: Omit<ConfigurationClientOptions, 'anchor'>;
  private anchor: ConfigurationAnchor;
  private readonly limits: DownloadLimits;
  private readonly lastSuccess = new Map<string, string>();
  private readonly memo = new FileMemo();
  private known: GlobalConfiguration | undefined;

  constructor({ anchor, ...options }: ConfigurationClientOptions) {
    this.options = options;
    this.anchor = anchor;
    this.limits = { ...DOWNLOAD_LIMITS, ...options.limits };
  }

  /** What the folder holds now, without asking anyone. Throws what `fileError` says, or `malformed_global_conf`. */
  async stored(): Promise<GlobalConfiguration> {
    this.known = this.loaded(await readConfigurationFiles(this.options.directory));
    return this.known;
  }

  /** Downloads by another anchor of the same instance from now on. */
  useAnchor(anchor: ConfigurationAnchor): void {
    this.anchor = anchor;
    this.lastSuccess.clear();
  }

  /**
   * Runs once: the own instance, then those federated with it. An instance that fails is left as it was; where the own one
   * fails, that is all. What a source does wrong is in the outcome; a folder that cannot be read throws what `fileError` says.
   * `stopping` ends it early, as if the source had broken off.
   */
  async fetch(stopping?: AbortSignal): Promise<FetchOutcome> {
    const { anchor } = this;
    const { verifyTls = true, localAddress } = this.options;
    const http = new HttpSource(this.limits, { verifyTls, stopping, localAddress });
    try {
      const own = await this.run(http, anchor, {
        wants: ({ instance }) => instance === anchor.instance || this.isAllowed(instance),
        plan: (download, files) => this.planOwn(download, files),
      });
      if (own.error !== undefined) return { ...own, federated: [] };
      const federated: InstanceOutcome[] = [];
      for (const other of this.federatedAnchors(this.known)) {
        const outcome = await this.run(http, other, {
          // Others may speak for themselves only, whatever else their directory lists.
          wants: (part) => part.instance === other.instance && part.contentIdentifier === 'SHARED-PARAMETERS',
          plan: (download, files) => {
            const change = changeOf(download, other.instance, files);
            return { change, configuration: this.loaded(changed(files, change)) };
          },
        });
        federated.push(outcome);
      }
      return { ...own, ...(this.known === undefined ? {} : { configuration: this.known }), federated };
    } finally {
      await http.close();
    }
  }

  private isAllowed(instance: string): boolean {
    return isFederationAllowed(this.options.allowedFederations ?? 'none', instance);
  }

  private federatedAnchors(configuration: GlobalConfiguration | undefined): ConfigurationAnchor[] {
    const anchors = configuration?.private?.configurationAnchors ?? [];
    return anchors.filter(({ instance }) => instance !== this.anchor.instance && this.isAllowed(instance));
  }

  private planOwn(download: Download, files: ConfigurationFiles): Plan {
    const { instance } = this.anchor;
    const own = withOwnInstance(changeOf(download, instance, files), instance, files);
    const configuration = this.loaded(changed(files, own));
    if (this.options.removeOthers !== true) return { change: own, configuration };
    const federated = this.federatedAnchors(configuration);
    const change = withoutOthers(own, [instance, ...federated.map((anchor) => anchor.instance)], files);
    return { change, configuration: this.loaded(changed(files, change), configuration) };
  }

  private loaded(files: ConfigurationFiles, known = this.known): GlobalConfiguration {
    return loadConfiguration(files, known, this.memo);
  }

  private async run(http: HttpSource, anchor: ConfigurationAnchor, task: Task): Promise<InstanceOutcome> {
    const { instance } = anchor;
    const { directory, clock, version, random = Math.random } = this.options;
    const files = await filesAtHand(directory);
    const candidates = candidatesOf(anchor, this.sources(files, instance), {
      lastSuccess: this.lastSuccess.get(instance),
      random,
    });
    const { download, attempts } = await downloadFirst(candidates, {
      http,
      limits: this.limits,
      at: clock.now(),
      instance,
      ...(version === undefined ? {} : { version }),
      ...this.headersFor(instance),
      wants: task.wants,
      known: files,
      memo: this.memo,
    });
    if (download === undefined) return { instance, attempts, error: failureOf(attempts) };
    try {
      // Nothing is kept that could not be worked with.
      const { change, configuration } = task.plan(download, files);
      await changeDirectory(directory, change);
      this.known = configuration;
      this.lastSuccess.set(instance, download.source.href);
      return { instance, attempts, download };
    } catch (error) {
      return { instance, attempts, error: asDrumError(error) };
    }
  }

  private headersFor(instance: string): Pick<DownloadQuery, 'headers'> {
    const { downloader } = this.options;
    if (downloader === undefined || instance !== this.anchor.instance) return {};
    return { headers: { [DOWNLOADER_HEADER]: downloaderName(downloader) } };
  }

  /** The sources that the instance's last shared parameters name, if there are any. */
  private sources(files: ConfigurationFiles, instance: string): readonly ConfigurationSource[] {
    try {
      this.known = this.loaded(files);
      const sources = this.known.instances.includes(instance) ? this.known.shared(instance).sources : [];
      return sources.length > 0 ? sources : this.otherwise(instance);
    } catch {
      return this.otherwise(instance);
    }
  }

  private otherwise(instance: string): readonly ConfigurationSource[] {
    return instance === this.anchor.instance ? (this.options.knownSources?.() ?? []) : [];
  }
}

interface Task {
  readonly wants: DownloadQuery['wants'];
  readonly plan: (download: Download, files: ConfigurationFiles) => Plan;
}

/** What a download changes in the folder, and what that then holds. */
interface Plan {
  readonly change: DirectoryChange;
  readonly configuration: GlobalConfiguration;
}

async function filesAtHand(directory: string): Promise<ConfigurationFiles> {
  const exists = await stat(directory).then(
    () => true,
    () => false,
  );
  return exists ? readConfigurationFiles(directory, { aside: true }) : new Map();
}

const UNREACHABLE = new Set<string>([
  'global_conf_download_url_connection_failure',
  'global_conf_get_version_failed',
  'global_conf_part_download_failure',
]);
const NO_DIRECTORY = 'global_conf_parsing_downloaded_conf_directory_failure';

/**
 * Of several failures the one that says most: what was wrong with a directory, before that a source could not be reached.
 * An `https` form that was only tried tells little: whatever else listens there may have answered.
 */
function failureOf(attempts: readonly Attempt[]): DrumError {
  const failed = attempts.flatMap(({ given, error }) => (error === undefined ? [] : [{ given, error }]));
  const told = failed.filter(({ error }) => !UNREACHABLE.has(error.code));
  const best =
    told.findLast(({ given }) => given) ??
    told.findLast(({ error }) => error.code !== NO_DIRECTORY) ??
    failed.findLast(({ given }) => given) ??
    failed.at(-1);
  if (best !== undefined) return best.error;
  return drumError('global_conf_download_url_connection_failure', 'The anchor names no http or https address');
}
