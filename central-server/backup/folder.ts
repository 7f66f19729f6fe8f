import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DRAFT_SUFFIX } from '#config/atomic-file.ts';
import { makeFolder } from '#config/folder.ts';
import { fileError, systemCode } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';

/** As X-Road's rule, which begins and ends so too; what ends in `.gpg` is encrypted. */
const NAME = /^(?!\.)[\w.-]{1,240}\.drum(\.gpg)?$/;
const AUTOMATIC_PREFIX = 'cs-automatic-backup-';
const FOLDER_MODE = 0o700;
const TEMPORARY_PREFIX = 'temporary-';
/** What is older than this belongs to a process that has ended. */
const REMAINS_MS = 6 * 3_600_000;

export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedAt: Date;
}

export const isEncryptedName = (name: string): boolean => name.endsWith('.gpg');

/** Throws `invalid_filename`. */
export function requireName(name: string): void {
  if (!NAME.test(name)) throw drumError('invalid_filename', `A backup cannot be called ${JSON.stringify(name)}`);
}

/** The folder in which a server keeps its backups. */
export class BackupFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  make(): void {
    try {
      makeFolder(this.path, FOLDER_MODE);
    } catch (error) {
      throw fileError(error, `The folder of backups ${this.path}`, 'written');
    }
  }

  /** Newest first. */
  async list(): Promise<readonly BackupFile[]> {
    const found: BackupFile[] = [];
    for (const name of await this.names()) {
      const file = NAME.test(name) ? await this.look(name) : undefined;
      if (file !== undefined) found.push(file);
    }
    return found.sort(
      (one, other) => other.changedAt.getTime() - one.changedAt.getTime() || (one.name < other.name ? 1 : -1),
    );
  }

  /** Throws `backup_file_not_found`, also for what cannot be a name. */
  async find(name: string): Promise<BackupFile & { readonly path: string }> {
    const file = NAME.test(name) ? await this.look(name) : undefined;
    if (file === undefined) throw drumError('backup_file_not_found', `There is no backup ${JSON.stringify(name)}`);
    return { ...file, path: this.pathOf(name) };
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  async has(name: string): Promise<boolean> {
    return (await this.look(name)) !== undefined;
  }

  /** Throws `backup_file_not_found`. */
  async remove(name: string): Promise<void> {
    const { path } = await this.find(name);
    await rm(path);
  }

  /** Removes the oldest automatic ones. Returns the names of those. */
  async keepAutomatic(count: number): Promise<readonly string[]> {
    const old = (await this.list()).filter(({ name }) => name.startsWith(AUTOMATIC_PREFIX)).slice(count);
    for (const { name } of old) await rm(this.pathOf(name), { force: true });
    return old.map(({ name }) => name);
  }

  /** What a stop has left half-done, and nobody works on any more. */
  async removeRemains(now: Date): Promise<void> {
    for (const name of await this.names()) {
      if (!name.endsWith(DRAFT_SUFFIX) && !name.startsWith(TEMPORARY_PREFIX)) continue;
      const found = await stat(this.pathOf(name)).catch(() => undefined);
      if (found === undefined || now.getTime() - found.mtime.getTime() < REMAINS_MS) continue;
      await rm(this.pathOf(name), { recursive: true, force: true });
    }
  }

  /** Lends a folder of its own, for what is in between. */
  async withTemporary<T>(use: (folder: string) => Promise<T>): Promise<T> {
    this.make();
    const folder = await mkdtemp(this.pathOf(TEMPORARY_PREFIX));
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** A name that nothing has yet. X-Road's names: local time, to the second. */
  async freeName(kind: 'manual' | 'automatic', at: Date, ending: string): Promise<string> {
    for (let time = at.getTime(); ; time += 1_000) {
      const name = `${stem(kind, new Date(time))}${ending}`;
      if (!(await this.has(name))) return name;
    }
  }

  private async names(): Promise<readonly string[]> {
    try {
      return await readdir(this.path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw fileError(error, `The folder of backups ${this.path}`);
    }
  }

  private async look(name: string): Promise<BackupFile | undefined> {
    const found = await stat(this.pathOf(name)).catch(() => undefined);
    return found?.isFile() === true ? { name, bytes: found.size, changedAt: found.mtime } : undefined;
  }
}

function stem(kind: 'manual' | 'automatic', at: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [String(at.getFullYear()), two(at.getMonth() + 1), two(at.getDate())];
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('');
  return kind === 'manual' ? `conf_backup_${day.join('')}-${time}` : `${AUTOMATIC_PREFIX}${day.join('_')}_${time}`;
}
