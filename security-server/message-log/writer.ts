import { open } from 'node:fs/promises';
import type { Clock } from '#config/clock.ts';
import { metadataOf } from '#protocol/container/metadata.ts';
import { drumError, DrumError } from '#protocol/errors.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { failureText } from '#storage/failure.ts';
import type { Bodies } from './bodies.ts';
import { bodyLogging, isMetadataLogging } from './body-logging.ts';
import { GroupCommit } from './group-commit.ts';
import type { MessageLogParameters } from './parameters.ts';
import { BODIES_MAX, type LoggedBody, type NewMessageRecord } from './record.ts';
import type { RecordToStore, StoredBody } from './store/record-queries.ts';
import type { MessageStore } from './store/store.ts';

export interface WriterState {
  /** `failing` from a failed commit to the next that succeeds, be it only tried; every record is tried all the same. */
  readonly state: 'ready' | 'failing';
  readonly failing?: { readonly since: Date; readonly reason: string };
  readonly commits: number;
  readonly records: number;
  readonly queuedRecords: number;
  readonly queuedBytes: number;
}

/** X-Road's column has the same bound; an index entry of PostgreSQL has one, too. */
const MESSAGE_ID_CHARACTERS_MAX = 255;

/** How often a log that could not be written is tried again, while no record comes that would show it. */
const RETRY_MS = 1_000;
const TRIED_BODY = Buffer.alloc(64 * 1024);

/** Makes records durable, many with one commit. */
export class RecordWriter {
  private readonly store: MessageStore;
  private readonly bodies: Bodies;
  private readonly clock: Clock;
  private readonly parameters: MessageLogParameters;
  private readonly group: GroupCommit<RecordToStore>;
  private failing: WriterState['failing'];
  private retry: NodeJS.Timeout | undefined;
  private retrying: Promise<void> | undefined;
  private closed = false;

  constructor(store: MessageStore, bodies: Bodies, clock: Clock, parameters: MessageLogParameters) {
    this.store = store;
    this.bodies = bodies;
    this.clock = clock;
    this.parameters = parameters;
    this.group = new GroupCommit((records) => this.commit(() => store.append(records)), parameters);
  }

  /** Resolves with the record's id when it is on the disk. Throws `logging_failed`. */
  async append(record: NewMessageRecord): Promise<number> {
    const bodies = record.bodies.length === 0 ? [] : await this.storedBodies(record);
    try {
      const isMetadata = isMetadataLogging(record, this.parameters);
      const message = isMetadata ? metadataOf(record.message) : record.message;
      const toStore = recordToStore({ ...record, message }, { bodies, isMetadata, parameters: this.parameters });
      return await this.group.add(toStore, weightOf(toStore));
    } catch (error) {
      await this.remove(bodies);
      throw loggingFailed(error);
    }
  }

  get state(): WriterState {
    const { failing } = this;
    return { state: failing === undefined ? 'ready' : 'failing', ...(failing && { failing }), ...this.group.counts };
  }

  /** Resolves when no record waits. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await Promise.all([this.group.idle(), this.retrying]);
  }

  private async commit<T>(write: () => Promise<T>): Promise<T> {
    try {
      const written = await write();
      this.failing = undefined;
      return written;
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** A server that says it cannot log gets no messages, so none of them will show that it can again. */
  private retryLater(): void {
    if (this.closed || this.retry !== undefined) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      if (this.failing === undefined) return;
      this.retrying = this.commit(() => this.tryToWrite()).catch(() => undefined);
    }, RETRY_MS).unref();
  }

  private async tryToWrite(): Promise<void> {
    const name = await this.bodies.keep(TRIED_BODY, TRIED_BODY.length);
    await this.bodies.remove([name]);
    await this.store.tryToWrite();
  }

  private failed(error: unknown): DrumError {
    const failure = loggingFailed(error);
    this.failing = { since: this.failing?.since ?? this.clock.now(), reason: reasonOf(error) };
    this.retryLater();
    return failure;
  }

  private async storedBodies({ bodies, ...exchange }: NewMessageRecord): Promise<StoredBody[]> {
    const { maxLoggableMessageBodyBytes: bytesMax, inlineBodyBytesMax, commitBytesMax } = this.parameters;
    if (bodies.length > BODIES_MAX) {
      throw drumError('logging_failed', `The message has more than ${BODIES_MAX} attachments`);
    }
    // All are judged before any is kept.
    const loggings = bodies.map(({ sizeBytes }) => bodyLogging(sizeBytes, exchange, this.parameters));
    const stored: StoredBody[] = [];
    let inlineBytes = 0;
    try {
      for (const [index, { sizeBytes, digest, content }] of bodies.entries()) {
        const logging = loggings[index];
        const body = { sizeBytes, digest, truncated: logging === 'beginning', bytes: null, name: null };
        const keptBytes = Math.min(sizeBytes, bytesMax);
        if (logging === 'digest') stored.push(body);
        else if (keptBytes <= inlineBodyBytesMax && inlineBytes + keptBytes <= commitBytesMax) {
          stored.push({ ...body, bytes: await firstBytes(content, keptBytes) });
          inlineBytes += keptBytes;
        } else stored.push({ ...body, name: await this.bodies.keep(content, bytesMax) });
      }
      return stored;
    } catch (error) {
      await this.remove(stored);
      throw this.failed(error);
    }
  }

  /** What cannot be removed now is swept at the next start. */
  private async remove(bodies: readonly StoredBody[]): Promise<void> {
    const names = bodies.flatMap(({ name }) => name ?? []);
    if (names.length > 0) await this.bodies.remove(names).catch(() => undefined);
  }
}

function recordToStore(
  record: NewMessageRecord,
  {
    bodies,
    isMetadata,
    parameters,
  }: {
    readonly bodies: readonly StoredBody[];
    readonly isMetadata: boolean;
    readonly parameters: MessageLogParameters;
  },
): RecordToStore {
  const { queryId, requestId, side, client, service } = record;
  if (queryId.length > MESSAGE_ID_CHARACTERS_MAX || requestId.length > MESSAGE_ID_CHARACTERS_MAX) {
    throw drumError('logging_failed', `A message id has more than ${MESSAGE_ID_CHARACTERS_MAX} characters`);
  }
  return {
    queryId,
    requestId,
    direction: record.direction,
    side,
    // Whose evidence it is: who asks for a container later is the one that this server serves.
    owner: keyOf(side === 'client' ? client : clientOfService(service)),
    client: keyOf(client),
    service: keyOf(service),
    timeMs: record.time.getTime(),
    message: record.message,
    isMetadata,
    signature: record.signature,
    hashChainResult: record.hashChainResult ?? null,
    hashChain: record.hashChain ?? null,
    digestAlgorithm: parameters.hashAlgorithm,
    bodies,
    decision: record.decision === undefined ? null : JSON.stringify(record.decision),
  };
}

async function firstBytes(content: LoggedBody['content'], count: number): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content.subarray(0, count);
  const file = await open(content.file, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function weightOf({ message, signature, hashChainResult, hashChain, bodies }: RecordToStore): number {
  const parts = [message, signature, hashChainResult, hashChain, ...bodies.map(({ bytes }) => bytes)];
  return parts.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
}

/** For the peer: no path, no text of the database. */
function loggingFailed(error: unknown): DrumError {
  if (error instanceof DrumError && error.code === 'logging_failed') return error;
  return drumError('logging_failed', 'The message could not be recorded in the message log', error);
}

/** For the operator. */
function reasonOf(error: unknown): string {
  return error instanceof DrumError ? error.message : `Bodies of the message log: ${failureText(error)}`;
}
