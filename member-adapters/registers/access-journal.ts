import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drumError } from '#protocol/errors.ts';
import { withoutPersonalIdentifiers, type IdentifierType } from './identifiers/personal-identifier.ts';
import type { QueryContext } from './query-context.ts';

/** Queries that one commit may hold. */
const BATCH_MAX = 256;
/** How long a commit waits for somebody who holds the file, in milliseconds. Nothing else writes it. */
const BUSY_MS = 250;
const KEY_BYTES = 32;
const DATABASE_FILE = 'access-journal.sqlite';
const KEY_FILE = 'access-journal.key';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS access (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    operation TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('found', 'not-found', 'refused')),
    status INTEGER NOT NULL,
    code TEXT,
    detail TEXT,
    message_id TEXT, client TEXT, case_number TEXT, purpose TEXT, purpose_text TEXT,
    legal_bases TEXT, legal_basis_text TEXT,
    official TEXT, responsible_person TEXT, employee_names TEXT, employee_position TEXT,
    subject TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS access_subject ON access (subject, at);
  CREATE INDEX IF NOT EXISTS access_message ON access (message_id);
  CREATE TRIGGER IF NOT EXISTS access_never_changes BEFORE UPDATE ON access
    BEGIN SELECT RAISE(ABORT, 'a record of access is never changed'); END;
  CREATE TRIGGER IF NOT EXISTS access_never_goes BEFORE DELETE ON access
    BEGIN SELECT RAISE(ABORT, 'a record of access is never deleted'); END;
`;
const INSERT = `
  INSERT INTO access (at, operation, outcome, status, code, detail, message_id, client, case_number, purpose, purpose_text,
    legal_bases, legal_basis_text, official, responsible_person, employee_names, employee_position, subject)
  VALUES (@at, @operation, @outcome, @status, @code, @detail, @messageId, @client, @caseNumber, @purpose, @purposeText,
    @legalBases, @legalBasisText, @official, @responsiblePerson, @employeeNames, @employeePosition, @subject)`;

export interface Subject {
  readonly type: IdentifierType;
  readonly identifier: string;
}

/** One query to the register and what became of it. */
export interface AccessRecord {
  readonly at: Date;
  readonly operation: string;
  readonly outcome: 'found' | 'not-found' | 'refused';
  /** HTTP status of the answer. */
  readonly status: number;
  /** Code and detail of the refusal. */
  readonly code?: string;
  readonly detail?: string;
  readonly context: { readonly [Field in keyof QueryContext]?: QueryContext[Field] | undefined };
  /** About whom; kept as a pseudonym only. */
  readonly subject?: Subject;
}

type Row = Readonly<Record<string, string | number | null>>;
interface Waiting {
  readonly row: Row;
  readonly committed: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * Who asked about whom, when, in which case and on what basis: a SQLite file that only grows. A person stands in it as a
 * keyed pseudonym (HMAC-SHA-256), so it can be searched by somebody who knows the person's number and holds the key, and
 * tells nothing to one who copies the file. Free text is cleared of personal numbers likewise. The asking member
 * (`client`) is kept as it is: who may look is not a secret.
 */
export class AccessJournal {
  private readonly database: Database.Database;
  private readonly key: Buffer;
  private readonly insert: Database.Statement<[Row]>;
  private waiting: Waiting[] = [];
  private scheduled = false;

  constructor(database: Database.Database, key: Buffer) {
    this.database = database;
    this.key = key;
    database.pragma('journal_mode = WAL');
    // A record is on the disk before its answer leaves.
    database.pragma('synchronous = FULL');
    database.exec(SCHEMA);
    this.insert = database.prepare(INSERT);
  }

  /** What the journal knows the person by. */
  pseudonym({ type, identifier }: Subject): string {
    return createHmac('sha256', this.key).update(`${type}:${identifier}`).digest('hex');
  }

  /**
   * Resolves when the record is on the disk; rejects when it could not be written. Records that come in one turn of the
   * event loop share a commit, since it is the disk's sync that costs.
   */
  record(record: AccessRecord): Promise<void> {
    const row = this.row(record);
    return new Promise((committed, failed) => {
      this.waiting.push({ row, committed, failed });
      if (this.scheduled) return;
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.commitWaiting();
      });
    });
  }

  /** Throws when the journal cannot be read. */
  check(): void {
    this.database.prepare('SELECT max(id) FROM access').get();
  }

  close(): void {
    this.commitWaiting();
    this.database.close();
  }

  private commitWaiting(): void {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MAX);
      try {
        this.database.transaction(() => {
          for (const { row } of batch) this.insert.run(row);
        })();
      } catch (error) {
        const failure = drumError('database_error', 'The access journal could not be written', error);
        for (const { failed } of batch) failed(failure);
        continue;
      }
      for (const { committed } of batch) committed();
    }
  }

  private row({ at, operation, outcome, status, code, detail, context, subject }: AccessRecord): Row {
    const clear = (text: string | undefined) =>
      text === undefined
        ? null
        : withoutPersonalIdentifiers(
            text,
            at,
            (type, identifier) => `[${this.pseudonym({ type, identifier }).slice(0, 16)}]`,
            subject,
          );
    return {
      at: at.toISOString(),
      operation,
      outcome,
      status,
      code: code ?? null,
      detail: detail ?? null,
      messageId: clear(context.messageId),
      client: context.client ?? null,
      caseNumber: clear(context.caseNumber),
      purpose: context.purpose?.code ?? null,
      purposeText: clear(context.purpose?.text),
      legalBases: clear(context.legalBasis?.codes.join(',')),
      legalBasisText: clear(context.legalBasis?.text),
      official: clear(context.official),
      responsiblePerson: clear(context.responsiblePerson),
      employeeNames: clear(context.employeeNames),
      employeePosition: clear(context.employeePosition),
      subject: subject === undefined ? null : this.pseudonym(subject),
    };
  }
}

/**
 * Opens the journal in `folder`, with a key of its own made at the first start. Throws `malformed_server_conf` where the
 * journal is there without its key (new pseudonyms would not match the old ones), `database_error` where it cannot be opened.
 */
export function openAccessJournal(folder: string): AccessJournal {
  const path = join(folder, DATABASE_FILE);
  const key = readKey(join(folder, KEY_FILE), existsSync(path));
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: BUSY_MS });
    return new AccessJournal(database, key);
  } catch (error) {
    database?.close();
    throw drumError('database_error', `The access journal ${path} cannot be opened`, error);
  }
}

function readKey(path: string, expected: boolean): Buffer {
  if (!existsSync(path)) {
    if (expected) throw drumError('malformed_server_conf', `The key of the access journal is missing: ${path}`);
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`).test(text)) {
    throw drumError('malformed_server_conf', `The key of the access journal is damaged: ${path}`);
  }
  return Buffer.from(text, 'hex');
}
