import { createHash } from 'node:crypto';
import { nodeDigest, digestUri, type DigestName } from '#certs/algorithms.ts';
import { drumError, type ErrorCode } from '../errors.ts';
import type { Digest } from '../signature/algorithms.ts';
import {
  CONTAINER_LIMITS,
  ENTRY,
  ENTRY_KEYS,
  isAttachmentEntry,
  isBeginningEntry,
  isSignatureEntry,
  MIMETYPE,
  type EntryKey,
} from './entries.ts';
import type { ByteSource } from './source.ts';
import { withZip, type Zip, type ZipEntry } from './zip-reader.ts';

interface Attachment {
  /** As signatures and hash chains call it: its name with a leading slash. */
  readonly uri: string;
  readonly size: number;
  /** Under every algorithm that the signature documents speak of. */
  readonly digests: readonly Digest[];
}

/** An ASiC-E container, read and not yet judged. */
export interface Container {
  readonly entries: ReadonlyMap<EntryKey, Buffer>;
  readonly attachments: readonly Attachment[];
  /** What the log has kept of attachments that were cut; no signature covers them. */
  readonly beginnings: readonly { readonly name: string; readonly size: number }[];
  /** Names of entries that have no meaning here. */
  readonly others: readonly string[];
  /** Bytes of the file behind the end of the ZIP. */
  readonly trailingBytes: number;
}

/** What `readContainer` has found to be there. */
export type ContainerParts = ReadonlyMap<EntryKey, Buffer>;

/**
 * Reads a container. Names count whatever their letter case. Throws `asic_mime_type_not_found` for what is no ZIP file,
 * `asic_malformed_container` for one that breaks its rules or our bounds. What must be there is for `checkParts` to say.
 */
export function readContainer(source: ByteSource): Promise<Container> {
  const codes = { absent: 'asic_mime_type_not_found', malformed: 'asic_malformed_container' } as const;
  return withZip(source, CONTAINER_LIMITS, codes, async (zip) => {
    const names = new Map(zip.entries.map((entry) => [keyOf(entry.name, zip.entries), entry]));
    const entries = new Map<EntryKey, Buffer>();
    for (const key of ENTRY_KEYS) {
      const entry = names.get(key);
      const bytesMax = key === 'message' ? CONTAINER_LIMITS.messageBytesMax : CONTAINER_LIMITS.entryBytesMax;
      if (entry !== undefined) entries.set(key, await zip.bytes(entry, bytesMax));
    }
    const algorithms = algorithmsIn(entries);
    const attachments: Attachment[] = [];
    const beginnings: ZipEntry[] = [];
    const others: string[] = [];
    for (const entry of zip.entries) {
      if (isAttachmentEntry(entry.name)) attachments.push(await hashed(zip, entry, algorithms));
      else if (isBeginningEntry(entry.name)) beginnings.push(entry);
      else if (keyOf(entry.name, zip.entries) === undefined) others.push(entry.name);
    }
    return { entries, attachments, beginnings, others, trailingBytes: zip.trailingBytes };
  });
}

const keysByName = new Map(ENTRY_KEYS.map((key) => [ENTRY[key].toLowerCase(), key]));

/** The meaning of an entry; a signature file of another name counts where it is the only one. */
function keyOf(name: string, all: readonly ZipEntry[]): EntryKey | undefined {
  const key = keysByName.get(name.toLowerCase());
  if (key !== undefined || !isSignatureEntry(name)) return key;
  return all.filter((entry) => isSignatureEntry(entry.name)).length === 1 ? 'signature' : undefined;
}

const ALGORITHMS: readonly DigestName[] = ['SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'];

/** Attachments stream by once, before the documents that refer to them are understood: they are hashed as these may ask. */
function algorithmsIn(entries: ContainerParts): readonly DigestName[] {
  const documents = [entries.get('signature'), entries.get('signedChain')].filter((bytes) => bytes !== undefined);
  return ALGORITHMS.filter((name) => documents.some((bytes) => bytes.includes(digestUri(name))));
}

async function hashed(zip: Zip, entry: ZipEntry, algorithms: readonly DigestName[]): Promise<Attachment> {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(nodeDigest(algorithm)) }));
  for await (const chunk of zip.content(entry)) {
    for (const { hash } of hashes) hash.update(chunk);
  }
  const digests = hashes.map(({ algorithm, hash }) => ({ algorithm, value: hash.digest() }));
  return { uri: `/${entry.name.toLowerCase()}`, size: entry.size, digests };
}

const isBlank = (bytes: Buffer | undefined): boolean => bytes === undefined || bytes.toString('latin1').trim() === '';

const missing = (code: ErrorCode, key: EntryKey) => drumError(code, `${ENTRY[key]} is missing or empty`);

/** The parts that every container has. */
export function checkParts(entries: ContainerParts): void {
  if (isBlank(entries.get('mimetype'))) throw missing('asic_mime_type_not_found', 'mimetype');
  const mimetype = entries.get('mimetype')?.toString('utf8') ?? '';
  if (mimetype.toLowerCase() !== MIMETYPE) {
    throw drumError('asic_invalid_mime_type', `The mimetype is "${mimetype.slice(0, 100)}", not ${MIMETYPE}`);
  }
  if (isBlank(entries.get('message'))) throw missing('asic_message_not_found', 'message');
  if (isBlank(entries.get('signature'))) throw missing('asic_signature_not_found', 'signature');
  checkPair(entries, 'signedChainResult', 'signedChain');
}

/** The parts of a time-stamp, where there are any; and manifests, which may be absent but not empty. */
export function checkTimestampParts(entries: ContainerParts): void {
  if (entries.get('timestamp')?.length === 0) throw missing('asic_timestamp_not_found', 'timestamp');
  checkPair(entries, 'stampedChainResult', 'stampedChain');
  for (const key of ['manifest', 'asicManifest'] as const) {
    if (entries.has(key) && isBlank(entries.get(key))) throw missing('asic_manifest_not_found', key);
  }
}

/** A hash chain and its result go together. */
function checkPair(entries: ContainerParts, result: EntryKey, chain: EntryKey): void {
  if (isBlank(entries.get(result)) === isBlank(entries.get(chain))) return;
  if (isBlank(entries.get(result))) throw missing('asic_hash_chain_result_not_found', result);
  throw missing('asic_hash_chain_not_found', chain);
}
