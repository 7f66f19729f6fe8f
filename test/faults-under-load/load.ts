import { HelperProcess } from './processes/helper-process.ts';
import { LOAD_PROCESS, type LoadMessage, type LoadSettings } from './processes/load-process.ts';

/** Milliseconds on the clock that all processes of this machine share. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

interface Waiting {
  readonly route: string;
  readonly afterMs: number;
  readonly answered: (atMs: number) => void;
}

/** The client systems, in a process of their own, and what the harness hears of them. */
export class Load {
  private readonly helper: HelperProcess<LoadMessage>;
  private readonly routes: readonly string[];
  private waiting: Waiting[] = [];

  constructor(settings: LoadSettings) {
    this.routes = settings.routes.map(({ name }) => name);
    this.helper = new HelperProcess<LoadMessage>('load', LOAD_PROCESS, settings, (message) => {
      this.hear(message);
    });
  }

  start(): Promise<void> {
    return this.helper.start();
  }

  /** Asks without a pause, so that whatever is broken next breaks exchanges under way. */
  hurry(): void {
    this.helper.send({ kind: 'pace', pace: 'hurried' });
  }

  calm(): void {
    this.helper.send({ kind: 'pace', pace: 'calm' });
  }

  /**
   * Resolves with the time at which each route had an answer to an exchange begun after `afterMs`, the last of them; throws
   * the names of those that had none in time.
   */
  async recovered(afterMs: number, msMax: number): Promise<number> {
    const open = new Set(this.routes);
    const answers = this.routes.map(
      (route) =>
        new Promise<number>((resolve) => {
          const answered = (atMs: number): void => {
            open.delete(route);
            resolve(atMs);
          };
          this.waiting.push({ route, afterMs, answered });
        }),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer on ${[...open].join(', ')} within ${msMax / 1000} s`));
      }, msMax);
    });
    try {
      return Math.max(...(await Promise.race([Promise.all(answers), late])));
    } finally {
      clearTimeout(timer);
      this.waiting = this.waiting.filter((each) => each.afterMs !== afterMs);
    }
  }

  /** Begins no exchange any more, and resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.helper.send({ kind: 'stop' });
    await this.helper.ended();
  }

  async kill(): Promise<void> {
    await this.helper.end('SIGKILL');
  }

  private hear({ route, begunMs }: LoadMessage): void {
    const fits = (each: Waiting): boolean => each.route === route && begunMs >= each.afterMs;
    for (const each of this.waiting.filter(fits)) each.answered(nowMs());
    this.waiting = this.waiting.filter((each) => !fits(each));
  }
}
