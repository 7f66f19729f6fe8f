import { ANCHOR_BYTES_MAX, anchorFingerprint, readAnchor } from '#protocol/configuration/anchor.ts';
import { drumError } from '#protocol/errors.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
  type Removed,
} from '../membership/change.ts';

export interface TrustedAnchorEntry {
  readonly instance: string;
  /** SHA-224 of the file, upper-case hexadecimal with colons. */
  readonly hash: string;
  /** As the anchor tells it, if it does. */
  readonly generatedAt?: Date;
}

/** A file with an anchor, and the instance that is to trust it. */
export interface AnchorFile {
  readonly file: Uint8Array;
  /** The instance of this central server. */
  readonly ownInstance: string;
}

export async function listTrustedAnchors(catalogue: CatalogueReader): Promise<TrustedAnchorEntry[]> {
  const rows = await catalogue
    .selectFrom('trusted_anchor')
    .select(['instance', 'fingerprint', 'generated_at'])
    .orderBy('position')
    .orderBy('instance')
    .execute();
  return rows.map(entryOf);
}

/** What a file would be as a trusted anchor; nothing is kept. Throws `malformed_anchor`, `validation_failure` for an own anchor. */
export function previewTrustedAnchor({ file, ownInstance }: AnchorFile): TrustedAnchorEntry {
  if (file.length > ANCHOR_BYTES_MAX) {
    throw drumError('malformed_anchor', `anchor: must have at most ${ANCHOR_BYTES_MAX} bytes`);
  }
  const { instance, generatedAt } = readAnchor(file);
  if (instance === ownInstance) {
    throw drumError('validation_failure', `anchor: must be of another instance than ${ownInstance}, which is this one`);
  }
  const hash = anchorHash(file);
  return { instance, hash, ...(generatedAt === undefined ? {} : { generatedAt }) };
}

/**
 * Takes the place of an older anchor of the same instance. Whether its source answers is asked before, by
 * `verifyTrustedAnchor`. Throws `malformed_anchor`, `validation_failure`, `declared_in_file`.
 */
export async function uploadTrustedAnchor(
  change: CatalogueChange,
  anchor: AnchorFile,
): Promise<Added<TrustedAnchorEntry> | Changed<TrustedAnchorEntry>> {
  const after = previewTrustedAnchor(anchor);
  const known = await change
    .selectFrom('trusted_anchor')
    .select(['instance', 'fingerprint', 'generated_at', 'declared'])
    .where('instance', '=', after.instance)
    .executeTakeFirst();
  const columns = {
    fingerprint: anchorFingerprint(anchor.file),
    generated_at: after.generatedAt?.getTime() ?? null,
    file: Buffer.from(anchor.file),
  };
  if (known !== undefined) {
    requireOwn(known, `The trusted anchor of ${after.instance}`);
    await change.updateTable('trusted_anchor').set(columns).where('instance', '=', after.instance).execute();
    return { before: entryOf(known), after };
  }
  await change
    .insertInto('trusted_anchor')
    .values({
      ...columns,
      ...{ instance: after.instance, declared: 0 },
      position: await nextPosition(change, 'trusted_anchor'),
    })
    .execute();
  return { before: undefined, after };
}

/** By the hash, with colons or without. Throws `trusted_anchor_not_found`, `declared_in_file`. */
export async function deleteTrustedAnchor(change: CatalogueChange, hash: string): Promise<Removed<TrustedAnchorEntry>> {
  const row = await requireAnchor(change, hash);
  requireOwn(row, `The trusted anchor of ${row.instance}`);
  await change.deleteFrom('trusted_anchor').where('instance', '=', row.instance).execute();
  return { before: entryOf(row), after: undefined };
}

export interface AnchorDownload extends TrustedAnchorEntry {
  /** As it was uploaded. */
  readonly file: Buffer;
}

/** Throws `trusted_anchor_not_found`. */
export async function downloadTrustedAnchor(catalogue: CatalogueReader, hash: string): Promise<AnchorDownload> {
  const row = await requireAnchor(catalogue, hash);
  return { ...entryOf(row), file: row.file };
}

async function requireAnchor(catalogue: CatalogueReader, hash: string) {
  const row = await catalogue
    .selectFrom('trusted_anchor')
    .selectAll()
    .where('fingerprint', '=', hash.replaceAll(':', '').toUpperCase())
    .executeTakeFirst();
  if (row === undefined) {
    throw drumError('trusted_anchor_not_found', `There is no trusted anchor ${hash.slice(0, HASH_SHOWN_MAX)}`);
  }
  return row;
}

/** Characters of a hash from outside that an error shows. */
const HASH_SHOWN_MAX = 100;

interface EntryRow {
  readonly instance: string;
  readonly fingerprint: string;
  readonly generated_at: number | null;
}

function entryOf({ instance, fingerprint, generated_at }: EntryRow): TrustedAnchorEntry {
  return {
    ...{ instance, hash: colonsIn(fingerprint) },
    ...(generated_at === null ? {} : { generatedAt: new Date(generated_at) }),
  };
}

/** What people compare of an anchor: SHA-224 of the file, upper-case hexadecimal with colons. */
export const anchorHash = (file: Uint8Array): string => colonsIn(anchorFingerprint(file));

const colonsIn = (hex: string): string => hex.replace(/(..)(?=.)/g, '$1:');
