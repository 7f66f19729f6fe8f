import type { Kysely, Selectable, Transaction } from 'kysely';
import { drumError } from '#protocol/errors.ts';
import type { ConfigurationSource, ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { HOLD_ID } from '../../catalogue/publication-migration.ts';
import type { CatalogueTables } from '../../catalogue/schema.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { isPrivate, sha256Of, type VersionPart } from '../parts.ts';
import { sourceOf, writtenSource, type WrittenSource } from './written-sources.ts';
import { causesBetween, type Cause } from './causes.ts';
import { packed, piecesOf, unpacked, type Piece } from './pieces.ts';

type PublicationOrigin = CatalogueTables['publication']['origin'];

export interface KeptPublication {
  readonly number: number;
  readonly at: Date;
  readonly node: string;
  readonly hash: string;
  readonly origin: PublicationOrigin;
  /** The older publication that was restored. */
  readonly ofPublication?: number;
  readonly sources: readonly ConfigurationSource[];
  /** The last audit event that it takes in. */
  readonly auditId: number;
  readonly causes: readonly Cause[];
  readonly confirmedBy?: string;
}

export interface KeptPart {
  readonly version: ConfigurationVersion;
  readonly name: string;
  readonly node: string;
  readonly contentIdentifier: string;
  readonly sha256: string;
  readonly size: number;
}

export interface PublicationToKeep extends Pick<
  KeptPublication,
  'at' | 'node' | 'hash' | 'origin' | 'ofPublication' | 'sources' | 'auditId' | 'confirmedBy'
> {
  /** Of all versions, as this node publishes them. */
  readonly parts: readonly VersionPart[];
}

const HASH_BYTES = 32;
const PIECES_A_STATEMENT = 400;

/** Keeps what is published, where it differs from the last, and the newest `kept` of them. Answers the number that it has. */
export async function keepPublication(
  database: Kysely<CatalogueTables>,
  publication: PublicationToKeep,
  kept: number,
): Promise<number> {
  const parts = publication.parts.map((part) => ({ part, sha256: sha256Of(part.bytes) }));
  return database.transaction().execute(async (change) => {
    // Nodes that publish the same at the same time keep it once.
    await change.updateTable('publication_hold').set({ id: HOLD_ID }).where('id', '=', HOLD_ID).execute();
    const last = await lastPublication(change);
    if (last?.hash === publication.hash) {
      const own = parts.filter(({ part }) => isPrivate(part));
      const known = await ownParts(change, last.number, publication.node);
      if (own.every(({ part, sha256 }) => (known.get(placeOf(part)) ?? sha256) === sha256)) {
        const added = own.filter(({ part }) => !known.has(placeOf(part)));
        await addParts(change, added, { number: last.number, node: publication.node });
        return last.number;
      }
    }
    const number = (last?.number ?? 0) + 1;
    await change
      .insertInto('publication')
      .values({
        ...{ number, at: publication.at.getTime(), node: publication.node, hash: publication.hash },
        ...{ origin: publication.origin, of_publication: publication.ofPublication ?? null },
        sources: JSON.stringify(publication.sources.map(writtenSource)),
        audit_id: publication.auditId,
        causes: JSON.stringify(await causesBetween(change, last?.auditId ?? 0, publication.auditId)),
        confirmed_by: publication.confirmedBy ?? null,
      })
      .execute();
    await addParts(change, parts, { number, node: publication.node });
    await removeOld(change, number - kept);
    return number;
  });
}

const placeOf = ({ version, name }: Pick<VersionPart, 'version' | 'name'>): string => `${version}/${name}`;

async function ownParts(change: CatalogueReader, number: number, node: string): Promise<Map<string, string>> {
  const rows = await change
    .selectFrom('publication_part')
    .select(['version', 'name', 'sha256'])
    .where('publication', '=', number)
    .where('node', '=', node)
    .execute();
  return new Map(rows.map(({ version, name, sha256 }) => [`${version}/${name}`, sha256]));
}

async function addParts(
  change: Transaction<CatalogueTables>,
  parts: readonly { readonly part: VersionPart; readonly sha256: string }[],
  { number, node }: { readonly number: number; readonly node: string },
): Promise<void> {
  const pieces = new Map<string, Piece>();
  const cut = new Map<string, string[]>();
  for (const { part, sha256 } of parts) {
    const ofPart =
      cut.get(sha256) ?? piecesOf(part.bytes).map((piece) => (pieces.set(piece.sha256, piece), piece.sha256));
    cut.set(sha256, ofPart);
    await change
      .insertInto('publication_part')
      .values({
        ...{ publication: number, version: part.version, name: part.name, node: isPrivate(part) ? node : '' },
        ...{ content_identifier: part.contentIdentifier, sha256, size: part.bytes.length },
        pieces: Buffer.from(ofPart.join(''), 'hex'),
      })
      .execute();
  }
  await addPieces(change, pieces, number);
}

async function addPieces(
  change: Transaction<CatalogueTables>,
  pieces: ReadonlyMap<string, Piece>,
  number: number,
): Promise<void> {
  const hashes = [...pieces.keys()];
  for (let start = 0; start < hashes.length; start += PIECES_A_STATEMENT) {
    const some = hashes.slice(start, start + PIECES_A_STATEMENT);
    const rows = await change
      .updateTable('publication_piece')
      .set({ last_publication: number })
      .where('sha256', 'in', some)
      .returning('sha256')
      .execute();
    const known = new Set(rows.map(({ sha256 }) => sha256));
    for (const sha256 of some) {
      const piece = pieces.get(sha256);
      if (piece === undefined || known.has(sha256)) continue;
      const content = await packed(piece);
      await change.insertInto('publication_piece').values({ sha256, content, last_publication: number }).execute();
    }
  }
}

/** Removes publications up to a number, but not the one that is restored, and the pieces that no other has. */
async function removeOld(change: Transaction<CatalogueTables>, upTo: number): Promise<void> {
  const pinned = change.selectFrom('publication_hold').select('pinned').where('pinned', 'is not', null);
  await change.deleteFrom('publication').where('number', '<=', upTo).where('number', 'not in', pinned).execute();
  const oldest = await change
    .selectFrom('publication')
    .select((select) => select.fn.min('number').as('number'))
    .executeTakeFirstOrThrow();
  await change
    .deleteFrom('publication_part')
    .where('publication', 'not in', change.selectFrom('publication').select('number'))
    .execute();
  await change.deleteFrom('publication_piece').where('last_publication', '<', oldest.number).execute();
}

export async function lastPublication(catalogue: CatalogueReader): Promise<KeptPublication | undefined> {
  const row = await catalogue
    .selectFrom('publication')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : keptOf(row);
}

/** The sources that each of these names. */
export async function sourcesOfPublications(
  catalogue: CatalogueReader,
  numbers: readonly number[],
): Promise<Map<number, ConfigurationSource[]>> {
  const wanted = [...new Set(numbers)];
  if (wanted.length === 0) return new Map();
  const rows = await catalogue
    .selectFrom('publication')
    .select(['number', 'sources'])
    .where('number', 'in', wanted)
    .execute();
  return new Map(rows.map(({ number, sources }) => [number, (JSON.parse(sources) as WrittenSource[]).map(sourceOf)]));
}

/** Throws `publication_not_found`. */
export async function getPublication(catalogue: CatalogueReader, number: number): Promise<KeptPublication> {
  const row = await catalogue.selectFrom('publication').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) throw drumError('publication_not_found', `Publication ${number} is not kept`);
  return keptOf(row);
}

/** When it was published; long ago, where it is not kept any more. */
export async function publishedAt(catalogue: CatalogueReader, number: number): Promise<Date> {
  const row = await catalogue.selectFrom('publication').select('at').where('number', '=', number).executeTakeFirst();
  return new Date(row?.at ?? 0);
}

/** The newest first. */
export async function listPublications(
  catalogue: CatalogueReader,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly items: readonly KeptPublication[]; readonly totalItems: number }> {
  const rows = await catalogue
    .selectFrom('publication')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(limit)
    .offset(limit * offset)
    .execute();
  const { count } = await catalogue
    .selectFrom('publication')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { items: rows.map(keptOf), totalItems: count };
}

export async function partsOfPublication(catalogue: CatalogueReader, number: number): Promise<KeptPart[]> {
  const rows = await catalogue
    .selectFrom('publication_part')
    .select(['version', 'name', 'node', 'content_identifier', 'sha256', 'size'])
    .where('publication', '=', number)
    .orderBy('version', 'desc')
    .orderBy('name')
    .orderBy('node')
    .execute();
  return rows.map(({ version, content_identifier, ...rest }) => ({
    ...{ ...rest, version: version as ConfigurationVersion, contentIdentifier: content_identifier },
  }));
}

/** The bytes of a part as they were published. Throws `publication_not_found`. */
export async function partBytes(
  catalogue: CatalogueReader,
  { number, version, name, node }: Pick<KeptPart, 'version' | 'name' | 'node'> & { readonly number: number },
): Promise<Buffer> {
  const row = await catalogue
    .selectFrom('publication_part')
    .select(['pieces', 'sha256'])
    .where('publication', '=', number)
    .where('version', '=', version)
    .where('name', '=', name)
    .where('node', '=', node)
    .executeTakeFirst();
  if (row === undefined) throw drumError('publication_not_found', `Publication ${number} has no such part`);
  const hashes = Array.from({ length: row.pieces.length / HASH_BYTES }, (_, index) =>
    row.pieces.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES).toString('hex'),
  );
  const contents = new Map<string, Buffer>();
  for (let start = 0; start < hashes.length; start += PIECES_A_STATEMENT) {
    const some = hashes.slice(start, start + PIECES_A_STATEMENT);
    const rows = await catalogue
      .selectFrom('publication_piece')
      .select(['sha256', 'content'])
      .where('sha256', 'in', some)
      .execute();
    for (const piece of rows) contents.set(piece.sha256, await unpacked(piece.content));
  }
  const bytes = Buffer.concat(hashes.map((hash) => contents.get(hash) ?? Buffer.alloc(0)));
  if (sha256Of(bytes) !== row.sha256) {
    throw drumError('database_error', `Part ${name} of publication ${number} is damaged in the database`);
  }
  return bytes;
}

const keptOf = (row: Selectable<CatalogueTables['publication']>): KeptPublication => ({
  ...{ number: row.number, at: new Date(row.at), node: row.node, hash: row.hash, origin: row.origin },
  ...(row.of_publication === null ? {} : { ofPublication: row.of_publication }),
  sources: (JSON.parse(row.sources) as WrittenSource[]).map(sourceOf),
  auditId: row.audit_id,
  causes: JSON.parse(row.causes) as Cause[],
  ...(row.confirmed_by === null ? {} : { confirmedBy: row.confirmed_by }),
});
