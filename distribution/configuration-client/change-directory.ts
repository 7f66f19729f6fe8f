import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode, systemReason } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';

/** What is to be different in a folder. Paths are relative to it, with `/`. */
export interface DirectoryChange {
  readonly write: ReadonlyMap<string, Uint8Array>;
  readonly remove: readonly string[];
}

/**
 * Changes the files of a folder so that each one is either the old or the new, whole, at any moment (a new file is written
 * aside, flushed to the disk, and renamed), and so that all of it happens or nothing: on failure what was done is undone.
 * Throws `global_conf_part_file_save_failure`.
 */
export async function changeDirectory(root: string, change: DirectoryChange): Promise<void> {
  const transaction = new Transaction(root);
  try {
    await transaction.prepare(change);
    await transaction.commit();
  } catch (error) {
    await transaction.undo();
    throw drumError(
      'global_conf_part_file_save_failure',
      `The configuration in ${root} cannot be written (${systemReason(error)})`,
      error,
    );
  }
  await transaction.tidy();
}

interface Step {
  readonly target: string;
  /** The new content, aside; undefined: the file is to go. */
  readonly staged: string | undefined;
  /** The old file, kept until all is done. */
  aside?: string;
  done: boolean;
}

class Transaction {
  private readonly root: string;
  private readonly steps: Step[] = [];
  /** Folders that had to be made: the outermost that was missing, and the innermost that was wanted. */
  private readonly made: { readonly outermost: string; readonly innermost: string }[] = [];

  constructor(root: string) {
    this.root = root;
  }

  async prepare({ write, remove }: DirectoryChange): Promise<void> {
    for (const [path, bytes] of write) {
      const target = join(this.root, path);
      const innermost = dirname(target);
      const outermost = await mkdir(innermost, { recursive: true });
      if (outermost !== undefined) this.made.push({ outermost, innermost });
      const staged = temporaryBeside(target);
      this.steps.push({ target, staged, done: false });
      await writeDurably(staged, bytes);
    }
    for (const path of remove) this.steps.push({ target: join(this.root, path), staged: undefined, done: false });
  }

  async commit(): Promise<void> {
    for (const step of this.steps) {
      const aside = temporaryBeside(step.target);
      if (step.staged === undefined) {
        await rename(step.target, aside);
        step.aside = aside;
      } else {
        if (await keep(step.target, aside)) step.aside = aside;
        await rename(step.staged, step.target);
      }
      step.done = true;
    }
    for (const folder of this.folders()) await flushFolder(folder);
  }

  /** Goes as far as it can: the failure that led here is the one to be told. */
  async undo(): Promise<void> {
    for (const { target, staged, aside, done } of [...this.steps].reverse()) {
      if (done && aside !== undefined) await rename(aside, target).catch(ignore);
      else if (done) await rm(target, { force: true }).catch(ignore);
      else if (aside !== undefined) await rm(aside, { force: true }).catch(ignore);
      if (staged !== undefined) await rm(staged, { force: true }).catch(ignore);
    }
    for (const { outermost, innermost } of [...this.made].reverse()) await removeEmpty(outermost, innermost);
  }

  /** What stays lying about when this fails is removed with the next change. */
  async tidy(): Promise<void> {
    for (const { aside } of this.steps) if (aside !== undefined) await rm(aside, { force: true }).catch(ignore);
    for (const { target, staged } of this.steps) {
      if (staged === undefined && dirname(target) !== this.root) await rmdir(dirname(target)).catch(ignore);
    }
  }

  private folders(): Set<string> {
    return new Set(this.steps.map(({ target }) => dirname(target)));
  }
}

const ignore = () => undefined;

function temporaryBeside(target: string): string {
  return join(dirname(target), `.drum-${randomBytes(8).toString('hex')}.tmp`);
}

/** Whether a file of this name was written aside by a change under way, or by one that was broken off. */
export const isTemporary = (name: string): boolean => /^\.drum-[0-9a-f]{16}\.tmp$/.test(name);

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A second name for a file, so that it can come back; a copy where the file system has no second names. */
async function keep(path: string, aside: string): Promise<boolean> {
  try {
    await link(path, aside);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    await copyFile(path, aside);
    return true;
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes folders that were made for nothing, from the inside; files of others keep them. */
async function removeEmpty(outermost: string, innermost: string): Promise<void> {
  for (let folder = innermost; folder.length >= outermost.length; folder = dirname(folder)) {
    await rmdir(folder).catch(ignore);
    if (folder === outermost) return;
  }
}
