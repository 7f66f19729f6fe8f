import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import { readNamedFile } from '#config/named-file.ts';
import {
  ConfigurationClient,
  type ConfigurationClientOptions,
} from '#distribution/configuration-client/configuration-client.ts';
import { candidatesOf } from '#distribution/configuration-client/candidates.ts';
import { ANCHOR_BYTES_MAX, anchorFingerprint, readAnchor } from '#protocol/configuration/anchor.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import { asDrumError, drumError, errorEntry, type DrumError, type ErrorCode } from '#protocol/errors.ts';

/** All that is tried to get configuration by an anchor. */
const TRIAL_MS_MAX = 60_000;

interface ServerAnchorOptions {
  /** The file of the anchor. */
  readonly path: string;
  readonly instance: string;
  /** A folder for what is downloaded to try an anchor. */
  readonly trials: string;
  /** How configuration is downloaded. */
  readonly download: Omit<ConfigurationClientOptions, 'anchor' | 'directory'>;
  /** Whether the server has private parameters now: a network without management services has none. */
  readonly hasPrivateParameters: () => boolean;
  /** Downloads by another anchor from now on, and now. */
  readonly use: (anchor: ConfigurationAnchor) => Promise<void>;
}

export interface KeptAnchor {
  readonly bytes: Buffer;
  /** What operators compare: SHA-224 of the file, upper-case hexadecimal. */
  readonly hash: string;
  readonly generatedAt?: Date;
}

/** An anchor that has been tried; nothing of it is kept yet. */
export interface NextAnchor {
  readonly anchor: KeptAnchor;
  /** Keeps it, and lets configuration be downloaded by it. Throws `anchor_upload_failed`. */
  readonly take: () => Promise<void>;
}

/** The anchor by which a server finds and trusts its global configuration, in the file that the server's own names. */
export class ServerAnchor {
  private readonly options: ServerAnchorOptions;

  constructor(options: ServerAnchorOptions) {
    this.options = options;
  }

  /** Throws `anchor_file_not_found`, `malformed_anchor`. */
  async kept(): Promise<KeptAnchor> {
    const { path } = this.options;
    let bytes: Buffer;
    try {
      bytes = await readNamedFile(path, ANCHOR_BYTES_MAX);
    } catch (error) {
      throw drumError('anchor_file_not_found', `The anchor cannot be opened: ${asDrumError(error).message}`, error);
    }
    return told(bytes, readAnchor(bytes));
  }

  /** Where configuration may be had: what the anchor names, and what the newest configuration does. Throws as `kept`. */
  async sources(configuration: GlobalConfiguration | undefined): Promise<URL[]> {
    const anchor = readAnchor((await this.kept()).bytes);
    const known = configuration?.shared(anchor.instance).sources ?? [];
    return candidatesOf(anchor, known, { random: () => 0 }).map(({ url }) => url);
  }

  /**
   * What an anchor is, by its file, which nobody is asked about. Throws `malformed_anchor` and, where the instance counts,
   * `internal_anchor_upload_invalid_instance_id`.
   */
  preview(bytes: Buffer, { isInstanceJudged }: { readonly isInstanceJudged: boolean }): KeptAnchor {
    return told(bytes, this.read(bytes, isInstanceJudged));
  }

  /** Tries an anchor: downloads by it. Throws as `preview` does, and `conf_verification.…`. */
  async tried(bytes: Buffer): Promise<NextAnchor> {
    const anchor = this.read(bytes, true);
    await this.download(anchor);
    return {
      anchor: told(bytes, anchor),
      take: async () => {
        try {
          await replaceFile(this.options.path, bytes);
        } catch (error) {
          throw drumError('anchor_upload_failed', 'The file of the anchor cannot be written', error);
        }
        void this.options.use(anchor);
      },
    };
  }

  private read(bytes: Buffer, isInstanceJudged: boolean): ConfigurationAnchor {
    if (bytes.length > ANCHOR_BYTES_MAX) {
      throw drumError('malformed_anchor', `The anchor is larger than ${ANCHOR_BYTES_MAX} bytes`);
    }
    const anchor = readAnchor(bytes);
    const { instance } = this.options;
    if (isInstanceJudged && anchor.instance !== instance) {
      throw drumError(
        'internal_anchor_upload_invalid_instance_id',
        `The anchor is of instance ${anchor.instance}, the server of ${instance}`,
      );
    }
    return anchor;
  }

  private async download(anchor: ConfigurationAnchor): Promise<void> {
    const { trials, download, hasPrivateParameters } = this.options;
    const directory = await mkdtemp(join(trials, 'anchor-'));
    try {
      const client = new ConfigurationClient({ ...download, anchor, directory });
      const { configuration, error } = await client.fetch(AbortSignal.timeout(TRIAL_MS_MAX));
      if (configuration === undefined) throw failureOf(error);
      if (configuration.private === undefined && hasPrivateParameters()) {
        throw drumError('missing_private_params', 'The source serves no private parameters').withPrefix(PREFIX);
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

const PREFIX = 'conf_verification';

/** X-Road's codes of what an anchor fails by. */
const FAILURES: Partial<Record<ErrorCode, ErrorCode>> = {
  global_conf_download_url_connection_failure: 'unreachable',
  global_conf_get_version_failed: 'unreachable',
  global_conf_part_download_failure: 'unreachable',
  global_conf_outdated: 'outdated',
  global_conf_missing_verification_cert: 'signature_invalid',
  global_conf_signature_verification_failure: 'signature_invalid',
};

function failureOf(error: DrumError | undefined): DrumError {
  const known = errorEntry(error?.code ?? '')?.code;
  const code = (known === undefined ? undefined : FAILURES[known]) ?? 'other';
  return drumError(code, error?.message ?? 'A download had no outcome', error).withPrefix(PREFIX);
}

const told = (bytes: Buffer, { generatedAt }: ConfigurationAnchor): KeptAnchor => ({
  ...{ bytes, hash: anchorFingerprint(bytes) },
  ...(generatedAt === undefined ? {} : { generatedAt }),
});
