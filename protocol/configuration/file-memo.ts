import { createHash } from 'node:crypto';
import type { ConfigurationVersion, SharedParameters } from './parameters.ts';
import { readSharedParameters } from './shared-parameters.ts';

/**
 * What has been made of files, for as long as somebody holds their bytes, which must not change: one file is asked about several times in
 * a download, and may have tens of megabytes.
 */
export class FileMemo {
  private readonly digests = new WeakMap<Uint8Array, string>();
  private readonly shared = new WeakMap<Uint8Array, SharedParameters>();

  /** SHA-256 of the file, lower-case hex. */
  sha256(file: Uint8Array): string {
    let digest = this.digests.get(file);
    if (digest === undefined) {
      digest = createHash('sha256').update(file).digest('hex');
      this.digests.set(file, digest);
    }
    return digest;
  }

  /** Throws what `readSharedParameters` throws. */
  sharedParameters(file: Uint8Array, version: ConfigurationVersion): SharedParameters {
    const known = this.shared.get(file);
    if (known?.version === version) return known;
    const read = readSharedParameters(file, version);
    this.shared.set(file, read);
    return read;
  }

  /** These parameters are known to be what the file holds. */
  remember(file: Uint8Array, parameters: SharedParameters): void {
    this.shared.set(file, parameters);
  }
}
