import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';

const common = { id: z.string(), route: z.string() };

const entry = z.discriminatedUnion('outcome', [
  /** All of the answer has come: digests of what was sent, of what came, and of what the service has said in that. */
  z.strictObject({
    ...common,
    outcome: z.literal('answered'),
    request: z.string(),
    answer: z.string(),
    said: z.string(),
  }),
  /** A security server said why not. */
  z.strictObject({ ...common, outcome: z.literal('refused'), status: z.int(), code: z.string() }),
  /** The connection ended, or none was made. */
  z.strictObject({ ...common, outcome: z.literal('broken'), reason: z.string() }),
  /** An answer that is none of a security server's, or not the one to this request. */
  z.strictObject({ ...common, outcome: z.literal('wrong'), reason: z.string() }),
]);

/** How one exchange ended, as its client saw it. */
export type LedgerEntry = z.infer<typeof entry>;

const sync = promisify(fdatasync);

/** What the client was told, on the disk before it counts. */
export class LedgerWriter {
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'a');
  }

  /** Resolves when the entry is on the disk. */
  async append(written: LedgerEntry): Promise<void> {
    writeSync(this.descriptor, `${JSON.stringify(written)}\n`);
    await sync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

export function readLedger(path: string): LedgerEntry[] {
  return lines(path).map((line) => entry.parse(JSON.parse(line)));
}

const call = z.strictObject({ id: z.string(), answer: z.string() });

/** A call as the provider's system noted it: the message id, and the digest of what it answered. */
export type ProviderCall = z.infer<typeof call>;

export function readJournal(path: string): ProviderCall[] {
  return lines(path).map((line) => call.parse(JSON.parse(line)));
}
