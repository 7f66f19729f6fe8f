import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where a disk cannot be mounted for real by root, an ordinary user may where the system lets users have namespaces. */
const UNSHARE = process.geteuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const ENTER = process.geteuid?.() === 0 ? ['--mount'] : ['--user', '--preserve-credentials', '--mount'];
const FILLER = 'filler';
const BLOCK_BYTES = 4_096;
const FILLING_INTERVAL_MS = 10;

/** Why no disk can be mounted here; undefined where it can. */
export function whyNoDisk(): string | undefined {
  const { error, status, stderr } = spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return `unshare cannot be run: ${error.message}`;
  return status === 0 ? undefined : `mounting is not permitted: ${stderr.trim()}`;
}

/** What to mount: a shell's command that takes the folder as `$1`. */
export interface DiskKind {
  readonly mount: string;
}

/** Why no disk image can be mounted here; undefined where it can. */
export function whyNoDiskImage(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'drum-disk-'));
  try {
    const { mount } = diskImage(IMAGE_MEBIBYTES_MIN);
    const script = `mkdir "$1"; ${mount}`;
    const { error, status, stderr } = spawnSync(
      'unshare',
      [...UNSHARE, 'sh', '-ec', script, 'sh', join(folder, 'disk')],
      {
        encoding: 'utf8',
      },
    );
    if (error !== undefined) return `unshare cannot be run: ${error.message}`;
    return status === 0 ? undefined : `a disk image cannot be mounted: ${stderr.trim()}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const tmpfs = (mebibytes: number): DiskKind => ({ mount: `mount -t tmpfs -o size=${mebibytes}m tmpfs "$1"` });

const IMAGE_MEBIBYTES_MIN = 8;

/**
 * A file beside the folder, with a file system that becomes read-only when it meets an error, as a machine's disk does. Without
 * a journal, whose end nothing but a check of the disk would repair.
 */
export const diskImage = (mebibytes: number): DiskKind => ({
  mount: `
    truncate -s ${mebibytes}m "$1.image"
    PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -q -O ^has_journal "$1.image"
    mount -o loop,errors=remount-ro "$1.image" "$1"`,
});

/**
 * A disk of its own in the place of a folder, with what the folder held, for those programs alone that are started on it. It is
 * gone when they and this process are.
 */
export class SmallDisk {
  readonly folder: string;
  private readonly holder: ChildProcess;
  private filling: NodeJS.Timeout | undefined;

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.holder = holder;
  }

  static async mount(folder: string, kind: DiskKind): Promise<SmallDisk> {
    const script = `
      set -e
      kept=$(mktemp -d)
      cp -a "$1/." "$kept"
      ${kind.mount}
      cp -a "$kept/." "$1"
      sync -f "$1"
      rm -rf "$kept"
      echo mounted
      exec cat`;
    // The end of our side of its input ends it.
    const holder = spawn('unshare', [...UNSHARE, 'sh', '-c', script, 'sh', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await Promise.race([
      once(createInterface({ input: holder.stdout }), 'line'),
      once(holder, 'exit').then(() => ['']),
    ])) as string[];
    if (line !== 'mounted') throw new Error(`No disk could be mounted at ${folder}`);
    return new SmallDisk(folder, holder);
  }

  /** The command that runs a command where the disk is. */
  command(...command: readonly string[]): [program: string, args: string[]] {
    return ['nsenter', ['--target', String(this.holder.pid), ...ENTER, '--', ...command]];
  }

  /** Where a file of the disk is seen from here. */
  path(...names: readonly string[]): string {
    return join(`/proc/${this.holder.pid ?? 0}/root`, this.folder, ...names);
  }

  /** Nothing more fits from now on, until there is room again: also what others give up writing leaves none. */
  fill(): void {
    this.writeFiller();
    this.filling ??= setInterval(() => {
      this.writeFiller();
    }, FILLING_INTERVAL_MS);
  }

  private writeFiller(): void {
    const file = openSync(this.path(FILLER), 'a');
    try {
      for (const bytes of [BLOCK_BYTES * 256, BLOCK_BYTES]) while (wrote(file, bytes));
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    clearInterval(this.filling);
    this.filling = undefined;
    rmSync(this.path(FILLER), { force: true });
  }

  /** What `mount` does; refused by the system while files are open for writing. */
  remount(options: 'ro' | 'rw'): void {
    this.run('mount', '-o', `remount,${options}`, this.folder);
  }

  /** A disk image meets an error: from now on nothing can be written, also by who has files open. */
  break(): void {
    const device = 'basename "$(findmnt --noheadings --output SOURCE "$1")"';
    this.run('sh', '-ec', `echo 1 > "/sys/fs/ext4/$(${device})/trigger_fs_error"`, 'sh', this.folder);
  }

  /** What an operator does with a broken disk when nobody uses it. */
  repair(): void {
    const image = `${this.folder}.image`;
    // It tells by its exit code 1 that it has repaired something.
    const check = 'PATH=$PATH:/sbin:/usr/sbin e2fsck -fy "$1" >/dev/null 2>&1 || test $? -eq 1';
    this.run('sh', '-ec', `umount "$2"; ${check}; mount -o loop,errors=remount-ro "$1" "$2"`, 'sh', image, this.folder);
  }

  /** Runs a command where the disk is. Throws what it said when it failed. */
  run(...command: readonly string[]): void {
    const { status, stderr } = spawnSync(...this.command(...command), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  }

  /** Copies a database of a stopped or idle program to where SQLite can open it: it does not follow a path as `path` gives it. */
  copyDatabase(name: string, target: string): void {
    for (const suffix of ['', '-wal']) {
      try {
        copyFileSync(this.path(name + suffix), target + suffix);
      } catch {
        // A closed database has no write-ahead log.
        rmSync(target + suffix, { force: true });
      }
    }
  }

  read(...names: readonly string[]): Buffer {
    return readFileSync(this.path(...names));
  }

  async release(): Promise<void> {
    clearInterval(this.filling);
    const ended = once(this.holder, 'exit');
    this.holder.stdin?.end();
    await ended;
  }
}

function wrote(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes;
  } catch {
    return false;
  }
}
