import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DRAFT_SUFFIX, replaceFile } from '#config/atomic-file.ts';

const SUFFIX = '.ocsp';
const RESPONSE_BYTES_MAX = 64 * 1024;

/** OCSP responses on the disk, one file a certificate, so that a restart needs no responder while they are fresh. */
export class KeptResponses {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The DER that was kept for a certificate; undefined when there is none. What it says has to be verified. */
  async read(sha256: string): Promise<Buffer | undefined> {
    try {
      const bytes = await readFile(this.path(sha256));
      return bytes.length > RESPONSE_BYTES_MAX ? undefined : bytes;
    } catch {
      // A cache that cannot be read is an empty one: the responder is asked.
      return undefined;
    }
  }

  async write(sha256: string, der: Uint8Array): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await replaceFile(this.path(sha256), der);
  }

  /** Removes what is kept for other certificates, and drafts that a stop left behind. */
  async keepOnly(sha256s: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    const ours = names.filter((name) => name.endsWith(SUFFIX) || name.endsWith(DRAFT_SUFFIX));
    const surplus = ours.filter((name) => !(name.endsWith(SUFFIX) && sha256s.has(name.slice(0, -SUFFIX.length))));
    await Promise.all(surplus.map((name) => rm(join(this.directory, name), { force: true })));
  }

  private path(sha256: string): string {
    return join(this.directory, `${sha256}${SUFFIX}`);
  }
}
