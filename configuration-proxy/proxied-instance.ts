import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { systemCode } from '#config/named-file.ts';
import { readAnchorFile } from '#distribution/configuration-client/anchor-file.ts';
import { ConfigurationClient, type FetchOutcome } from '#distribution/configuration-client/configuration-client.ts';
import { directorySigner } from '#distribution/publication/signing.ts';
import { storePublication } from '#distribution/publication/store.ts';
import {
  CONFIGURATION_VERSIONS,
  type ConfigurationAnchor,
  type ConfigurationSource,
  type ConfigurationVersion,
} from '#protocol/configuration/parameters.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import type { ConfigurationProxyFile, ProxiedInstance } from './file.ts';
import type { ProxyKey } from './keys.ts';
import { publicationOf } from './publication.ts';
import { directoryPath } from './published-path.ts';

/** Publications of an instance whose files stay: some rounds of all versions. */
const PUBLICATIONS_KEPT = 60;

interface Using {
  readonly file: ConfigurationProxyFile;
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** One configuration that is passed on, in all its versions. */
export class InstanceProxy {
  readonly name: string;
  private readonly instance: ProxiedInstance;
  private readonly using: Using;
  private readonly anchor: ConfigurationAnchor;
  private sources: readonly ConfigurationSource[] = [];
  private readonly clients: readonly { readonly version: ConfigurationVersion; readonly client: ConfigurationClient }[];

  private constructor(instance: ProxiedInstance, anchor: ConfigurationAnchor, using: Using) {
    this.name = instance.name;
    this.instance = instance;
    this.anchor = anchor;
    this.using = using;
    const { data, parameters } = using.file;
    // The highest first: by its sources version 2, which has none, follows to other keys too.
    this.clients = CONFIGURATION_VERSIONS.toReversed().map((version) => ({
      version,
      client: new ConfigurationClient({
        anchor,
        directory: join(data, 'download', instance.name, `V${version}`),
        clock: using.clock,
        version,
        limits: {
          connectTimeoutMs: parameters['configuration-client.downloader-connect-timeout'],
          readTimeoutMs: parameters['configuration-client.downloader-read-timeout'],
        },
        removeOthers: true,
        knownSources: () => this.sources,
      }),
    }));
  }

  /** Throws what `readAnchorFile` throws. */
  static async open(instance: ProxiedInstance, using: Using): Promise<InstanceProxy> {
    return new InstanceProxy(instance, (await readAnchorFile(instance.anchor)).anchor, using);
  }

  /** What can be had and verified, of each version. */
  async download(stopping: AbortSignal): Promise<FetchOutcome[]> {
    const outcomes: FetchOutcome[] = [];
    for (const { version, client } of this.clients) {
      const outcome = await client.fetch(stopping);
      outcomes.push(outcome);
      const sources = outcome.configuration?.shared(this.anchor.instance).sources ?? [];
      if (sources.length > 0) this.sources = sources;
      if (outcome.error === undefined) continue;
      const fields = { instance: this.name, version, error: outcome.error };
      this.using.log.warn('A version of configuration could not be had; what was published last stays', fields);
    }
    return outcomes;
  }

  /** Signs and publishes what was had; the rest stays until its own end. */
  async publish(outcomes: readonly FetchOutcome[], token: Token, keys: readonly ProxyKey[]): Promise<void> {
    const { root, file, clock, log } = this.using;
    const key = keys.find(({ active }) => active);
    if (key === undefined) {
      log.error('An instance has no signing key; make one with: drum configuration-proxy create-instance', {
        instance: this.name,
      });
      return;
    }
    const certificates = keys.map(({ certificate }) => certificate);
    const began = clock.now().getTime();
    for (const [index, { download }] of outcomes.entries()) {
      if (download === undefined) continue;
      const publication = await publicationOf({
        name: this.name,
        instance: this.anchor.instance,
        download,
        // Clients take either kind, by the address of their anchor.
        source: {
          address: file.publicAddress,
          internalVerificationCertificates: certificates,
          externalVerificationCertificates: certificates,
        },
        signer: await directorySigner(token, key),
        // Each version has a folder of its own.
        now: new Date(began + index),
        validitySeconds: this.instance.validitySeconds,
      });
      await storePublication(root, publication, PUBLICATIONS_KEPT);
    }
  }

  /** Takes away directories that are over: a version that is there no longer must not stand in the way of the others. */
  async removeExpired(): Promise<void> {
    for (const { version } of this.clients) {
      const path = join(this.using.root, directoryPath(this.name, version));
      try {
        const { expiresAt } = readSignedDirectory(await readFile(path)).readSigned();
        if (this.using.clock.now() > expiresAt) await rm(path, { force: true });
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
  }
}
