import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { nodeDigest, type DigestName } from '#certs/algorithms.ts';
import { syncFolder } from '#storage/folder.ts';
import {
  lastDigestOf,
  linkContainers,
  LINKING_INFO_ENTRY,
  writeLinkingInfo,
  type ArchiveLink,
} from '#protocol/container/archive/linking-info.ts';
import type { LoggedContainer } from './containers.ts';

/** Group names in file names are cut to this. */
const GROUP_CHARACTERS_MAX = 200;
const UNFINISHED = '.tmp';

interface ArchiveOptions {
  readonly previous: ArchiveLink | undefined;
  /** Empty when records are not grouped. */
  readonly group: string;
  readonly algorithm: DigestName;
  /** What the file holds instead of the ZIP's own bytes. */
  readonly encrypt?: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
}

/** One archive while it is written: containers as they come, at its end the linking information. */
export class ArchiveFile {
  private readonly folder: string;
  private readonly options: ArchiveOptions;
  private readonly zip = new yazl.ZipFile();
  private readonly givenUp = new AbortController();
  private readonly written: Promise<void>;
  /** Rejects when the file cannot be written, and never resolves. */
  private readonly broken: Promise<never>;
  private readonly containers: { readonly name: string; readonly digest: Buffer }[] = [];
  private path: string;
  private earliest: Date | undefined;
  private latest: Date | undefined;
  /** Of all containers together. */
  containerBytes = 0;

  constructor(folder: string, options: ArchiveOptions) {
    this.folder = folder;
    this.options = options;
    this.path = join(folder, `${randomUUID()}${UNFINISHED}`);
    const file = createWriteStream(this.path, { flags: 'wx', mode: 0o600, flush: true });
    const { encrypt } = options;
    const { signal } = this.givenUp;
    this.written =
      encrypt === undefined
        ? pipeline(this.zip.outputStream, file, { signal })
        : pipeline(this.zip.outputStream, (zip) => encrypt(zip as AsyncIterable<Buffer>), file, { signal });
    this.broken = this.written.then(() => new Promise<never>(() => undefined));
    // Whoever adds, finishes or discards sees it; until then it must not end the process.
    this.broken.catch(() => undefined);
  }

  /** Resolves when the container is in the file. */
  async add(container: LoggedContainer): Promise<void> {
    const { name, time } = container;
    const hash = createHash(nodeDigest(this.options.algorithm));
    const measured = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        this.containerBytes += chunk.length;
        done(null, chunk);
      },
    });
    this.zip.addReadStream(measured, name, { mtime: time, compress: false });
    try {
      await Promise.race([pipeline(container.stream(), measured), this.broken]);
    } catch (error) {
      // Where the file broke, the container is still being read.
      measured.destroy();
      throw error;
    }
    this.containers.push({ name, digest: hash.digest() });
    if (this.earliest === undefined || time < this.earliest) this.earliest = time;
    if (this.latest === undefined || time > this.latest) this.latest = time;
  }

  /** Completes the file, durably, under its name with `.tmp`; `finishInterrupted` gives it its own. */
  async finish(): Promise<ArchiveLink> {
    const { previous, group, algorithm } = this.options;
    const mtime = this.latest ?? new Date(0);
    const info = linkContainers(algorithm, previous, this.containers);
    this.zip.addBuffer(writeLinkingInfo(info), LINKING_INFO_ENTRY, { mtime, compress: false });
    this.zip.end();
    await this.written;
    const last = lastDigestOf(info);
    // Blanks too, because linking information is parted by them.
    const safeGroup = group.replace(/[\p{Cc}\s\\<>/:|*?]/gu, '_').slice(0, GROUP_CHARACTERS_MAX);
    const times = `${nameTime(this.earliest ?? mtime)}-${nameTime(mtime)}`;
    const name = `mlog-${safeGroup === '' ? '' : `${safeGroup}-`}${times}-${last.slice(0, 16)}.zip${this.options.encrypt === undefined ? '' : '.gpg'}`;
    await rename(this.path, join(this.folder, name + UNFINISHED));
    this.path = join(this.folder, name + UNFINISHED);
    await syncFolder(this.folder);
    return { digest: last, name };
  }

  async discard(): Promise<void> {
    // Whatever has become of the container that is being read: its end is not waited for.
    this.givenUp.abort();
    await this.written.catch(() => undefined);
    await rm(this.path, { force: true });
  }
}

/** Files that a run left unfinished for longer than this are nobody's any more. */
const ABANDONED_MS = 86_400_000;

/** Gives the last archive its name, if that has not happened, and removes what runs that died left behind. */
export async function finishInterrupted(folder: string, last: ArchiveLink | undefined, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    if (last !== undefined && name === last.name + UNFINISHED) {
      await rename(path, join(folder, last.name));
      await syncFolder(folder);
    } else if ((await stat(path)).mtimeMs < now.getTime() - ABANDONED_MS) {
      await rm(path, { force: true });
    }
  }
}

/** `YYYYMMDDHHmmss`, in UTC. */
const nameTime = (time: Date): string => time.toISOString().replace(/\D/g, '').slice(0, 14);
