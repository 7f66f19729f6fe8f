import type { Kysely } from 'kysely';
import type { ColumnTypes } from '#storage/dialect.ts';

/** Publications as they are kept, what holds the next one, and who has fetched. Times are milliseconds since 1970 UTC. */
export interface PublicationTables {
  /** A publication whose content differs from the one before. */
  publication: {
    number: number;
    at: number;
    /** The node that kept it, which was the first to publish it. */
    node: string;
    /** What tells its content from others: SHA-256, hexadecimal. */
    hash: string;
    /** What it was made of: the catalogue, one before it (`of_publication`), or the last one while publication was held. */
    origin: 'CATALOGUE' | 'RESTORED' | 'HELD';
    of_publication: number | null;
    /** JSON: the configuration sources that it names. */
    sources: string;
    /** The last audit event that it takes in. */
    audit_id: number;
    /** JSON: the audit events that led to it, as far as there are any. */
    causes: string;
    /** Who confirmed it, where it had been held. */
    confirmed_by: string | null;
  };
  publication_part: {
    publication: number;
    version: number;
    name: string;
    /** Whose it is; empty: the same on all nodes. */
    node: string;
    content_identifier: string;
    sha256: string;
    size: number;
    /** SHA-256 of its pieces, one after the other. */
    pieces: Buffer;
  };
  /** A piece of parts, deflated; it stays as long as the last publication that has it. */
  publication_piece: { sha256: string; content: Buffer; last_publication: number };
  /** One row: what holds publication. */
  publication_hold: {
    id: number;
    /** By hand: when, by whom, why. */
    manual_at: number | null;
    manual_by: string | null;
    manual_reason: string | null;
    /** The older publication that is published instead of the catalogue. */
    pinned: number | null;
    /** By itself: the content that waits, since when, and (JSON) the servers that it would cut off. */
    waiting_hash: string | null;
    waiting_at: number | null;
    waiting_reasons: string;
    confirmed_hash: string | null;
    confirmed_by: string | null;
  };
  /** When a node published last, what, and the code of why it could not since. */
  publication_node: { node: string; at: number | null; publication: number | null; problem: string | null };
  /** A security server's last download of configuration from a node. */
  server_seen: {
    server_key: string;
    node: string;
    at: number;
    version: number;
    address: string;
    /** Whether the address alone told who it was, or also what the server said of itself. */
    known_by: 'ADDRESS' | 'ADDRESS_AND_NAME';
    publication: number | null;
  };
}

/** The one row of `publication_hold`. */
export const HOLD_ID = 1;

export async function addPublications(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await addKeptTables(schema, types);
  await schema.schema
    .createTable('publication_hold')
    .addColumn('id', types.id, (column) => column.primaryKey())
    .addColumn('manual_at', types.integer)
    .addColumn('manual_by', types.text)
    .addColumn('manual_reason', types.text)
    .addColumn('pinned', types.integer)
    .addColumn('waiting_hash', types.text)
    .addColumn('waiting_at', types.integer)
    .addColumn('waiting_reasons', types.text, (column) => column.notNull())
    .addColumn('confirmed_hash', types.text)
    .addColumn('confirmed_by', types.text)
    .execute();
  await (schema as Kysely<PublicationTables>)
    .insertInto('publication_hold')
    .values({ ...NO_HOLD, id: HOLD_ID })
    .execute();
  await schema.schema
    .createTable('publication_node')
    .addColumn('node', types.text, (column) => column.primaryKey())
    .addColumn('at', types.integer)
    .addColumn('publication', types.integer)
    .addColumn('problem', types.text)
    .execute();
  await schema.schema
    .createTable('server_seen')
    .addColumn('server_key', types.text, (column) => column.notNull())
    .addColumn('node', types.text, (column) => column.notNull())
    .addColumn('at', types.integer, (column) => column.notNull())
    .addColumn('version', types.integer, (column) => column.notNull())
    .addColumn('address', types.text, (column) => column.notNull())
    .addColumn('known_by', types.text, (column) => column.notNull())
    .addColumn('publication', types.integer)
    .addPrimaryKeyConstraint('server_seen_key', ['server_key', 'node'])
    .execute();
}

const NO_HOLD: Omit<PublicationTables['publication_hold'], 'id'> = {
  ...{ manual_at: null, manual_by: null, manual_reason: null, pinned: null },
  ...{ waiting_hash: null, waiting_at: null, waiting_reasons: '[]', confirmed_hash: null, confirmed_by: null },
};

async function addKeptTables(schema: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await schema.schema
    .createTable('publication')
    .addColumn('number', types.id, (column) => column.primaryKey())
    .addColumn('at', types.integer, (column) => column.notNull())
    .addColumn('node', types.text, (column) => column.notNull())
    .addColumn('hash', types.text, (column) => column.notNull())
    .addColumn('origin', types.text, (column) => column.notNull())
    .addColumn('of_publication', types.integer)
    .addColumn('sources', types.text, (column) => column.notNull())
    .addColumn('audit_id', types.integer, (column) => column.notNull())
    .addColumn('causes', types.text, (column) => column.notNull())
    .addColumn('confirmed_by', types.text)
    .execute();
  await schema.schema
    .createTable('publication_part')
    .addColumn('publication', types.integer, (column) => column.notNull())
    .addColumn('version', types.integer, (column) => column.notNull())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('node', types.text, (column) => column.notNull())
    .addColumn('content_identifier', types.text, (column) => column.notNull())
    .addColumn('sha256', types.text, (column) => column.notNull())
    .addColumn('size', types.integer, (column) => column.notNull())
    .addColumn('pieces', types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('publication_part_key', ['publication', 'version', 'name', 'node'])
    .execute();
  await schema.schema
    .createTable('publication_piece')
    .addColumn('sha256', types.text, (column) => column.primaryKey())
    .addColumn('content', types.bytes, (column) => column.notNull())
    .addColumn('last_publication', types.integer, (column) => column.notNull())
    .execute();
  await schema.schema
    .createIndex('publication_piece_last')
    .on('publication_piece')
    .column('last_publication')
    .execute();
}
