import { CONFIGURATION_XML_LIMITS } from '#protocol/configuration/elements.ts';
import { SIGNED_DIRECTORY_BYTES_MAX } from '#protocol/configuration/signed-directory.ts';

/** Bounds of a download. */
export interface DownloadLimits {
  /** Longest time to connect, TLS included (`configuration-client.downloader-connect-timeout`). */
  readonly connectTimeoutMs: number;
  /**
   * The same for an `https` form that nobody promised, only tried before the `http` one that was given: a server that
   * ignores a TLS hello must not hold up every download.
   */
  readonly httpsAttemptTimeoutMs: number;
  /** Longest silence of a source (`configuration-client.downloader-read-timeout`). */
  readonly readTimeoutMs: number;
  /** Longest time for one whole answer, however steadily it drips. */
  readonly answerTimeoutMs: number;
  readonly directoryBytesMax: number;
  readonly fileBytesMax: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = {
  connectTimeoutMs: 10_000,
  httpsAttemptTimeoutMs: 3_000,
  readTimeoutMs: 30_000,
  answerTimeoutMs: 120_000,
  directoryBytesMax: SIGNED_DIRECTORY_BYTES_MAX,
  fileBytesMax: CONFIGURATION_XML_LIMITS.bytesMax,
};
