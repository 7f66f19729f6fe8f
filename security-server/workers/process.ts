import { fork, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { arrivedError } from '#protocol/errors/carried.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';
import { answerCall } from './answer-call.ts';
import type {
  CallAnswer,
  FromWorker,
  MetricsSnapshot,
  ServerService,
  ServerState,
  ToWorker,
  WorkerStart,
} from './messages.ts';
import { Outbox } from './outbox.ts';

const START_MS_MAX = 30_000;
const METRICS_MS_MAX = 2_000;
/** Beyond the time that the worker takes for what is under way. */
const STOP_MARGIN_MS = 3_000;
/** The same form as this file: TypeScript in the source tree, JavaScript in a package. */
const PROGRAM = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
/** SIGUSR1 would open a debugger to every process of the same user. Pieces of young memory (MiB): what an exchange leaves is little. */
const NODE_OPTIONS = ['--disable-sigusr1', '--max-semi-space-size=4'];

export interface WorkerServices {
  /** Answers what the worker asks. */
  readonly server: ServerService;
  readonly record: (record: OperationalRecord) => void;
  readonly programLog: Log;
}

/** One worker's process, as the server has it. */
export class WorkerProcess {
  private readonly services: WorkerServices;
  private readonly process: ChildProcess;
  private readonly answers: Outbox<CallAnswer>;
  private readonly metricsAsked = new Map<number, (metrics: MetricsSnapshot) => void>();
  private readonly started = Promise.withResolvers<undefined>();
  private readonly ended: Promise<void>;
  private lastQuestion = 0;
  private openToPeers = false;

  /** Forks; what is told from here on arrives behind `start`. */
  constructor(start: WorkerStart, services: WorkerServices) {
    this.services = services;
    this.process = fork(PROGRAM, [], {
      execArgv: NODE_OPTIONS,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.answers = new Outbox((answers) => {
      this.send({ kind: 'answers', answers });
    });
    this.process.on('message', (message: FromWorker) => {
      this.hear(message);
    });
    this.process.on('error', (error) => {
      services.programLog.error('A worker cannot be reached', { error });
    });
    this.started.promise.catch(() => undefined);
    this.ended = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        this.started.reject(
          drumError('internal_error', `A worker ended before it was ready (${signal ?? String(code)})`),
        );
        for (const resolveMetrics of this.metricsAsked.values()) resolveMetrics([]);
        resolve();
      });
    });
    this.send({ kind: 'begin', start });
  }

  /** Resolves when the worker takes exchanges. Throws what keeps it from that, such as a port that is taken; then it has ended. */
  async ready(): Promise<void> {
    const late = setTimeout(() => {
      this.started.reject(drumError('internal_error', `A worker did not start within ${START_MS_MAX} ms`));
    }, START_MS_MAX);
    try {
      await this.started.promise;
    } catch (error) {
      this.kill();
      await this.ended;
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  get isOpenToPeers(): boolean {
    return this.openToPeers;
  }

  /** Calls `listener` when the process has ended. */
  onEnd(listener: () => void): void {
    void this.ended.then(listener);
  }

  tell(state: ServerState): void {
    this.send({ kind: 'state', state });
  }

  /** Nothing from a worker that does not answer in time. */
  metrics(): Promise<MetricsSnapshot> {
    this.lastQuestion += 1;
    const question = this.lastQuestion;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.metricsAsked.get(question)?.([]), METRICS_MS_MAX);
      this.metricsAsked.set(question, (metrics) => {
        clearTimeout(timer);
        this.metricsAsked.delete(question);
        resolve(metrics);
      });
      this.send({ kind: 'metrics', question });
    });
  }

  /** Lets it end what is under way, within `drainMs`. */
  async stop(drainMs: number): Promise<void> {
    this.send({ kind: 'stop' });
    const timer = setTimeout(() => {
      this.kill();
    }, drainMs + STOP_MARGIN_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private kill(): void {
    this.process.kill('SIGKILL');
  }

  private send(message: ToWorker): void {
    if (!this.process.connected) return;
    this.process.send(message, (error) => {
      // It is ending; what was asked of it is answered by its end.
      if (error !== null) this.services.programLog.debug('A worker could not be told', { error });
    });
  }

  private hear(message: FromWorker): void {
    switch (message.kind) {
      case 'started':
        this.started.resolve(undefined);
        return;
      case 'not-started':
        this.started.reject(arrivedError(message.error));
        return;
      case 'open-to-peers':
        this.openToPeers = true;
        return;
      case 'metrics':
        this.metricsAsked.get(message.question)?.(message.metrics);
        return;
      case 'work':
        for (const record of message.records) this.services.record(record);
        for (const call of message.calls) {
          void answerCall(this.services.server, call).then((answer) => {
            this.answers.add(answer);
          });
        }
    }
  }
}
