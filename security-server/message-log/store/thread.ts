import { Worker } from 'node:worker_threads';
import { drumError, type DrumError } from '#protocol/errors.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { arrivedError } from '#protocol/errors/carried.ts';
import { NO_KEYS, type LogKeys } from '../encryption/keys.ts';
import type { RecordToStore } from './record-queries.ts';
import type { MessageStore } from './store.ts';
import { STORE_THREAD_FILE } from './thread-main.ts';
import type { FromThread, Method, ThreadStart, ToThread } from './thread-messages.ts';

/** What a commit leaves behind is little, and the machine may be small. */
const YOUNG_MEMORY_MB = 4;

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: DrumError) => void;
}

/** One life of the thread: what was asked of it and not yet answered. */
interface Life {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  readonly calls: Map<number, Call>;
  ended: boolean;
}

export interface ThreadOptions {
  readonly database: DatabaseOptions;
  readonly keys?: LogKeys;
  /** Pause after the thread broke, before it is started again. */
  readonly restartDelayMs: number;
}

/**
 * The store on a thread of its own. When that thread breaks, what it was asked fails with `database_error`, and a later
 * call starts it anew: a record is acknowledged or refused, never in between.
 */
export async function openStoreThread(options: ThreadOptions): Promise<MessageStore> {
  const thread = new StoreThread(options);
  await thread.start();
  const methods: Readonly<Record<Method, true>> = {
    append: true,
    find: true,
    evidence: true,
    pendingTimeStamp: true,
    pendingTimeStampOf: true,
    saveTimeStamp: true,
    timeStampingFailedSince: true,
    setTimeStampingFailedSince: true,
    ownersToArchive: true,
    toArchive: true,
    lastArchive: true,
    saveArchive: true,
    deleteArchived: true,
    deleteUnusedTimeStamps: true,
    namesWithoutRecord: true,
    namedBodies: true,
    addBodyPart: true,
    bodyPart: true,
    bodyBytes: true,
    deleteBodyParts: true,
    deleteBodiesWithoutRecord: true,
    namesWithoutParts: true,
    tryToWrite: true,
  };
  const calls = Object.keys(methods).map((name) => {
    const method = name as Method;
    return [method, (...args: readonly unknown[]) => thread.call(method, args)] as const;
  });
  return {
    // Each function passes its arguments on as they are, and the other side has the same type.
    ...(Object.fromEntries(calls) as unknown as Omit<MessageStore, 'close'>),
    append: async (records) => {
      const { copies, transfer } = ownCopies(records);
      return (await thread.call('append', [copies], [transfer])) as number;
    },
    close: () => thread.close(),
  };
}

class StoreThread {
  private readonly options: ThreadOptions;
  private life: Life | undefined;
  private brokenAt = -Infinity;
  private lastCall = 0;
  private closing = false;

  constructor(options: ThreadOptions) {
    this.options = options;
  }

  start(): Promise<void> {
    this.life = this.begin();
    return this.life.ready;
  }

  async call(method: Method, args: readonly unknown[], transfer: ArrayBuffer[] = []): Promise<unknown> {
    const life = this.living();
    await life.ready;
    return new Promise((resolve, reject) => {
      if (life.ended) {
        reject(ended());
        return;
      }
      this.lastCall += 1;
      life.calls.set(this.lastCall, { resolve, reject });
      const message: ToThread = { kind: 'call', call: this.lastCall, method, args };
      life.worker.postMessage(message, transfer);
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    const { life } = this;
    if (life === undefined || life.ended) return;
    const exited = new Promise<void>((resolve) =>
      life.worker.once('exit', () => {
        resolve();
      }),
    );
    const message: ToThread = { kind: 'close' };
    life.worker.postMessage(message);
    await exited;
  }

  private living(): Life {
    if (this.life !== undefined && !this.life.ended) return this.life;
    if (this.closing || performance.now() - this.brokenAt < this.options.restartDelayMs) throw ended();
    this.life = this.begin();
    return this.life;
  }

  private begin(): Life {
    const start: ThreadStart = {
      kind: 'message-log-store',
      database: this.options.database,
      keys: this.options.keys ?? NO_KEYS,
    };
    const worker = new Worker(STORE_THREAD_FILE, {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
    });
    const opened = Promise.withResolvers<undefined>();
    // Whoever calls waits for it; a failure that nobody waits for must not end the process.
    opened.promise.catch(() => undefined);
    const life: Life = { worker, ready: opened.promise, calls: new Map(), ended: false };
    const end = (cause?: unknown) => {
      if (life.ended) return;
      life.ended = true;
      this.brokenAt = performance.now();
      opened.reject(ended(cause));
      for (const { reject } of life.calls.values()) reject(ended(cause));
      life.calls.clear();
    };
    worker.on('error', end);
    worker.on('exit', () => {
      end();
    });
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') {
        opened.resolve(undefined);
      } else if (message.kind === 'not-opened') {
        opened.reject(arrivedError(message.error));
        end();
      } else {
        settle(life, message.call, message);
      }
    });
    return life;
  }
}

function settle(life: Life, id: number, message: Extract<FromThread, { call: number }>): void {
  const call = life.calls.get(id);
  life.calls.delete(id);
  if (message.kind === 'result') call?.resolve(message.value);
  else call?.reject(arrivedError(message.error));
}

const ended = (cause?: unknown) =>
  drumError('database_error', 'The message log’s writer has stopped and is being started again; see the log', cause);

/**
 * Copies of the records whose bytes all lie in one buffer, which moves to the other thread without being copied again.
 * A Node.js Buffer is often a window onto a much larger pool, and posting it would copy the whole pool.
 */
function ownCopies(records: readonly RecordToStore[]): { copies: RecordToStore[]; transfer: ArrayBuffer } {
  const bytesOf = (record: RecordToStore) => [
    record.message,
    record.signature,
    record.hashChainResult,
    record.hashChain,
    ...record.bodies.flatMap(({ digest, bytes }) => [digest, bytes]),
  ];
  const total = records.flatMap(bytesOf).reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
  const transfer = new ArrayBuffer(total);
  let used = 0;
  const copy = (bytes: Uint8Array): Uint8Array => {
    const window = new Uint8Array(transfer, used, bytes.length);
    window.set(bytes);
    used += bytes.length;
    return window;
  };
  const copyOrNull = (bytes: Uint8Array | null) => (bytes === null ? null : copy(bytes));
  const copies = records.map((record) => ({
    ...record,
    message: copy(record.message),
    signature: copy(record.signature),
    hashChainResult: copyOrNull(record.hashChainResult),
    hashChain: copyOrNull(record.hashChain),
    bodies: record.bodies.map((body) => ({ ...body, digest: copy(body.digest), bytes: copyOrNull(body.bytes) })),
  }));
  return { copies, transfer };
}
