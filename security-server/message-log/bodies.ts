import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, opendir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline as pipelineOf, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '#config/clock.ts';
import { syncFolder } from '#storage/folder.ts';
import type { LogCipher } from './encryption/log-cipher.ts';
import type { MessageStore } from './store/store.ts';

/** Records of which a body is lost; at most `BODIES_MISSING_SHOWN_MAX` ids are named. */
export interface MissingBodies {
  readonly count: number;
  readonly recordIds: readonly number[];
}

interface KeptBody {
  readonly sizeBytes: number;
  readonly open: () => Readable;
}

type BodyContent = Uint8Array | { readonly file: string };

/** Bodies that are too large to lie in their record. A name is random: it tells nothing of the message. */
export interface Bodies {
  /** Keeps the first `bytesMax` bytes durably, and returns the name under which a record may refer to them. */
  keep(content: BodyContent, bytesMax: number): Promise<string>;
  /** What is kept under a name, of a record that is encrypted with that key; undefined when it is lost. */
  find(name: string, keyId: string | null): Promise<KeptBody | undefined>;
  remove(names: readonly string[]): Promise<void>;
  /** Removes what no record refers to (a crash came between body and record) and finds records of which one is lost. */
  sweep(): Promise<{ readonly removed: number; readonly missing: MissingBodies }>;
}

const NAMES_AT_ONCE_MAX = 500;
const BODIES_MISSING_SHOWN_MAX = 100;
const BODY_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** As files in a folder that only this log uses. */
export async function folderBodies(folder: string, store: MessageStore, cipher: LogCipher): Promise<Bodies> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (name: string) => join(folder, name);
  return {
    keep: async (content, bytesMax) => {
      const name = randomUUID();
      try {
        const encryption = cipher.body(cipher.currentId, name);
        if (encryption !== undefined) {
          const file = createWriteStream(pathOf(name), { flags: 'wx', mode: 0o600, flush: true });
          await pipeline(partsOf(content, bytesMax), encryption, file);
        } else if (content instanceof Uint8Array) {
          await writeFile(pathOf(name), content.subarray(0, bytesMax), { flag: 'wx', mode: 0o600, flush: true });
        } else {
          await takeIn(content.file, pathOf(name), bytesMax);
        }
        await syncFolder(folder);
      } catch (error) {
        await rm(pathOf(name), { force: true });
        throw error;
      }
      return name;
    },
    find: async (name, keyId) => {
      const sizeBytes = await sizeOf(pathOf(name));
      if (sizeBytes === undefined) return undefined;
      return { sizeBytes, open: () => decrypted(createReadStream(pathOf(name)), cipher.body(keyId, name)) };
    },
    remove: async (names) => {
      for (const name of names) await rm(pathOf(name), { force: true });
    },
    sweep: async () => ({
      removed: await sweepFolder(folder, store),
      missing: await findMissing(store, async (names) => {
        const sizes = await Promise.all(names.map((name) => sizeOf(pathOf(name))));
        return names.filter((_, index) => sizes[index] === undefined);
      }),
    }),
  };
}

/**
 * Gives the file a second name in the log's folder: no byte is copied, and the proxy can go on sending from its own.
 * Where the file system cannot (another disk, no hard links) or the body is to be cut, it is copied.
 */
async function takeIn(file: string, path: string, bytesMax: number): Promise<void> {
  const source = await open(file, 'r');
  try {
    const { size } = await source.stat();
    if (size <= bytesMax && (await linked(file, path))) {
      // The content must be on the disk before the record that speaks of it.
      await source.sync();
      return;
    }
    const target = await open(path, 'wx', 0o600);
    const end = Math.min(size, bytesMax) - 1;
    await pipeline(createReadStream(file, { end }), target.createWriteStream({ flush: true }));
  } finally {
    await source.close();
  }
}

async function linked(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EXDEV' || code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'EMLINK')
      return false;
    throw error;
  }
}

async function sweepFolder(folder: string, store: MessageStore): Promise<number> {
  let removed = 0;
  let names: string[] = [];
  const removeUnknown = async () => {
    for (const name of await store.namesWithoutRecord(names)) {
      await rm(join(folder, name), { force: true });
      removed += 1;
    }
    names = [];
  };
  for await (const entry of await opendir(folder)) {
    // Nothing but what `keep` makes: a folder that was set by mistake must not be emptied.
    if (!entry.isFile() || !BODY_NAME.test(entry.name)) continue;
    names.push(entry.name);
    if (names.length >= NAMES_AT_ONCE_MAX) await removeUnknown();
  }
  await removeUnknown();
  return removed;
}

async function findMissing(
  store: MessageStore,
  absent: (names: readonly string[]) => Promise<readonly string[]>,
): Promise<MissingBodies> {
  const recordIds: number[] = [];
  let count = 0;
  let lastFound = 0;
  let after = { id: 0, number: 0 };
  for (;;) {
    const named = await store.namedBodies(after, NAMES_AT_ONCE_MAX);
    const last = named.at(-1);
    if (last === undefined) return { count, recordIds };
    const lost = new Set(await absent(named.map(({ name }) => name)));
    for (const { id, name } of named) {
      if (!lost.has(name) || id === lastFound) continue;
      lastFound = id;
      count += 1;
      if (recordIds.length < BODIES_MISSING_SHOWN_MAX) recordIds.push(id);
    }
    after = last;
  }
}

const PART_BYTES = 1024 * 1024;
/** A body without a record that is younger may be about to get its record from another node. */
const YOUNG_MS = 60 * 60 * 1000;

/** In parts in the database: on PostgreSQL any node must be able to give any evidence. */
export function databaseBodies(store: MessageStore, clock: Clock, cipher: LogCipher): Bodies {
  return {
    keep: async (content, bytesMax) => {
      const name = randomUUID();
      const timeMs = clock.now().getTime();
      let part = 0;
      const encryption = cipher.body(cipher.currentId, name);
      for await (const plain of partsOf(content, bytesMax)) {
        // Counter mode gives as many bytes as it gets, at once.
        const bytes = encryption?.update(plain) ?? plain;
        await store.addBodyPart({ name, part, timeMs, bytes });
        part += 1;
      }
      return name;
    },
    find: async (name, keyId) => {
      const sizeBytes = await store.bodyBytes(name);
      if (sizeBytes === undefined) return undefined;
      return { sizeBytes, open: () => decrypted(Readable.from(storedParts(store, name)), cipher.body(keyId, name)) };
    },
    remove: (names) => store.deleteBodyParts(names),
    sweep: async () => ({
      removed: await store.deleteBodiesWithoutRecord(clock.now().getTime() - YOUNG_MS),
      missing: await findMissing(store, (names) => store.namesWithoutParts(names)),
    }),
  };
}

async function* partsOf(content: BodyContent, bytesMax: number): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    const end = Math.min(content.length, bytesMax);
    for (let at = 0; at < end; at += PART_BYTES) yield content.subarray(at, Math.min(end, at + PART_BYTES));
  } else {
    yield* createReadStream(content.file, { end: bytesMax - 1, highWaterMark: PART_BYTES }) as AsyncIterable<Buffer>;
  }
}

/** The stream that somebody may stop reading: neither of the two is left open. */
function decrypted(stored: Readable, decryption: Transform | undefined): Readable {
  if (decryption === undefined) return stored;
  return pipelineOf(stored, decryption, () => undefined);
}

async function* storedParts(store: MessageStore, name: string): AsyncGenerator<Uint8Array> {
  for (let part = 0; ; part += 1) {
    const bytes = await store.bodyPart(name, part);
    if (bytes === undefined) return;
    yield bytes;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
