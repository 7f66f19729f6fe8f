import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { drumError } from '#protocol/errors.ts';

/** Certificates that one authority issues. */
const CERTIFICATES_MAX = 100_000;
/** A certificate takes some 250 bytes, each change of status some 100. */
const LEDGER_BYTES_MAX = 128 * 1024 * 1024;

export type IssuerName = 'root' | 'intermediate';

/** `suspended` is revocation with reason certificateHold, which alone can be taken back (RFC 5280 §5.3.1). */
export type CertificateStanding = 'good' | 'revoked' | 'suspended' | 'unknown';

const issuedLine = z.strictObject({
  serial: z.string(),
  issuer: z.enum(['root', 'intermediate']),
  profile: z.string(),
  subject: z.string(),
});
const standingLine = z.strictObject({
  serial: z.string(),
  standing: z.enum(['good', 'revoked', 'suspended', 'unknown']),
  at: z.iso.datetime(),
});
const line = z.union([issuedLine, standingLine]);

export interface IssuedRecord {
  /** Lower-case hex. */
  readonly serial: string;
  readonly issuer: IssuerName;
  readonly profile: string;
  /** RFC 2253. */
  readonly subject: string;
}

export interface Standing {
  readonly standing: CertificateStanding;
  /** When it came to be so. */
  readonly at: Date;
}

/**
 * What an authority has issued and taken back: a file of one JSON object a line, only ever appended to, each line on the disk
 * before it counts. A line that a crash cut off never counted, and is removed.
 */
export class Ledger {
  private readonly file: FileHandle;
  private readonly issued: Map<string, IssuedRecord>;
  private readonly standings: Map<string, Standing>;
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, issued: Map<string, IssuedRecord>, standings: Map<string, Standing>) {
    this.file = file;
    this.issued = issued;
    this.standings = standings;
  }

  /** Throws `malformed_server_conf` for a line that is none of ours. */
  static async open(path: string): Promise<Ledger> {
    const text = await wholeLines(path);
    const issued = new Map<string, IssuedRecord>();
    const standings = new Map<string, Standing>();
    for (const [index, row] of text.split('\n').slice(0, -1).entries()) {
      const entry = readLine(row, index + 1);
      if ('standing' in entry) standings.set(entry.serial, { standing: entry.standing, at: new Date(entry.at) });
      else issued.set(entry.serial, entry);
    }
    return new Ledger(await open(path, 'a', 0o600), issued, standings);
  }

  get count(): number {
    return this.issued.size;
  }

  get(serial: string): IssuedRecord | undefined {
    return this.issued.get(serial);
  }

  all(): IssuedRecord[] {
    return [...this.issued.values()];
  }

  standing(serial: string): Standing | undefined {
    return this.standings.get(serial);
  }

  /** Serials of certificates whose standing was changed, whatever it is now. */
  changed(): string[] {
    return [...this.standings.keys()];
  }

  async recordIssued(record: IssuedRecord): Promise<void> {
    if (this.issued.size >= CERTIFICATES_MAX) {
      throw drumError('overloaded', `The authority issues at most ${CERTIFICATES_MAX} certificates`);
    }
    await this.append(record);
    this.issued.set(record.serial, record);
  }

  async recordStanding(serial: string, { standing, at }: Standing): Promise<void> {
    await this.append({ serial, standing, at: at.toISOString() });
    this.standings.set(serial, { standing, at });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private append(entry: z.infer<typeof line>): Promise<void> {
    const written = this.writing.then(async () => {
      if ((await this.file.stat()).size > LEDGER_BYTES_MAX) throw drumError('overloaded', 'The ledger is full');
      await this.file.appendFile(`${JSON.stringify(entry)}\n`);
      await this.file.sync();
    });
    this.writing = written.catch(() => undefined);
    return written;
  }
}

async function wholeLines(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  return whole;
}

function readLine(row: string, number: number): z.infer<typeof line> {
  try {
    return line.parse(JSON.parse(row));
  } catch (error) {
    throw drumError('malformed_server_conf', `Line ${number} of the authority's ledger cannot be read`, error);
  }
}
