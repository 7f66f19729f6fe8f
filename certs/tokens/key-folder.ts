import { createHash, type KeyObject } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DRAFT_SUFFIX, replaceFile } from '#config/atomic-file.ts';
import { ownFolder, type Ownership } from '#config/ownership.ts';
import { drumError } from '#protocol/errors.ts';
import { Certificate } from '../certificate.ts';
import { publicKeyInfoOf } from '../certificate-writer.ts';
import { readPkcs12PublicPart } from '../pkcs12.ts';
import { keySpecOf, type KeySpec } from './token.ts';

/** Keys in one token. */
const KEYS_MAX = 1_000;
/** The file that checks a PIN and holds no key. */
const PIN_FILE = 'pin.p12';
const KEY_FILE = /^([0-9a-f]{40})\.p12$/;
const NEXT = '.next';

/** What a key's file says without a PIN; proved when the token is opened. */
export interface ListedKey {
  readonly id: string;
  readonly label: string;
  readonly spec: KeySpec;
  readonly publicKey: KeyObject;
}

export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha1').update(publicKeyInfoOf(publicKey)).digest('hex');

/**
 * The folder of a software token: one PKCS#12 file a key, named by its id, and one that checks the PIN. All of one PIN share
 * one salt, which is how a change of PIN is made whole: the new files are written beside the old ones, then the PIN's file is
 * replaced, then the new ones take the places of the old; whoever opens the folder after a crash sees by the salt on which
 * side of that replacement it happened. One process at a time owns a folder, and its lock.
 */
export class KeyFolder {
  private readonly folder: string;
  private readonly ownership: Ownership;

  private constructor(folder: string, ownership: Ownership) {
    this.folder = folder;
    this.ownership = ownership;
  }

  /** Makes the folder where it is missing. Throws `data_in_use` while another process owns it. */
  static open(folder: string): KeyFolder {
    return new KeyFolder(folder, ownFolder(folder));
  }

  close(): void {
    this.ownership.release();
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  /** Finishes or forgets what a crash left half done. */
  async recover(): Promise<void> {
    const names = await readdir(this.folder);
    for (const name of names.filter((candidate) => candidate.endsWith(DRAFT_SUFFIX))) await rm(this.path(name));
    const next = names.filter((name) => name.endsWith(NEXT));
    if (next.length === 0) return;
    const pinFile = await this.pinFile();
    const salt = pinFile === undefined ? undefined : await saltOf(pinFile);
    if (salt === undefined) return;
    for (const name of next) {
      const written = await saltOf(await readFile(this.path(name)));
      // One that cannot be read stays for whoever looks into it; no key is listed from it.
      if (written === undefined) continue;
      if (salt.equals(written)) await rename(this.path(name), this.path(name.slice(0, -NEXT.length)));
      else await rm(this.path(name));
    }
  }

  async pinFile(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path(PIN_FILE));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  writePinFile(bytes: Uint8Array): Promise<void> {
    return replaceFile(this.path(PIN_FILE), bytes);
  }

  /** The keys, and the names of files that should be keys and cannot be read. */
  async list(): Promise<{ keys: ListedKey[]; unreadable: string[] }> {
    const names = (await readdir(this.folder)).filter((name) => KEY_FILE.test(name)).toSorted();
    if (names.length > KEYS_MAX) throw drumError('token_not_available', `The token holds more than ${KEYS_MAX} keys`);
    const keys: ListedKey[] = [];
    const unreadable: string[] = [];
    for (const name of names) {
      const key = await listedKey(name, await readFile(this.path(name))).catch(() => undefined);
      if (key === undefined) unreadable.push(name);
      else keys.push(key);
    }
    return { keys, unreadable };
  }

  readKey(id: string): Promise<Buffer> {
    return readFile(this.path(`${id}.p12`));
  }

  writeKey(id: string, bytes: Uint8Array): Promise<void> {
    return replaceFile(this.path(`${id}.p12`), bytes);
  }

  writeNextKey(id: string, bytes: Uint8Array): Promise<void> {
    return replaceFile(this.path(`${id}.p12${NEXT}`), bytes);
  }

  removeKey(id: string): Promise<void> {
    return rm(this.path(`${id}.p12`));
  }
}

async function saltOf(bytes: Buffer): Promise<Buffer | undefined> {
  try {
    return (await readPkcs12PublicPart(bytes)).salt;
  } catch {
    return undefined;
  }
}

/** What a key's file says; undefined where it does not fit its name. */
export async function listedKey(name: string, bytes: Buffer): Promise<ListedKey | undefined> {
  const { certificates } = await readPkcs12PublicPart(bytes);
  const [first] = certificates;
  if (first === undefined) return undefined;
  const { publicKey } = Certificate.fromDer(first.der);
  const id = keyIdOf(publicKey);
  if (KEY_FILE.exec(name)?.[1] !== id) return undefined;
  return { id, label: first.friendlyName ?? '', spec: keySpecOf(publicKey), publicKey };
}
