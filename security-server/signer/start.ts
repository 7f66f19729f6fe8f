import { spawn, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { Fields, Log } from '#config/log.ts';
import { drumError, DrumError } from '#protocol/errors.ts';
import { RestartDelay } from '../restart-delay.ts';
import { SignerClient } from './client.ts';
import { handOverPin, type PinSource } from './pin.ts';
import { checkSocketPath, signerSocketPath } from './socket-path.ts';

const START_MS_MAX = 30_000;
const STOP_MS_MAX = 5_000;

export interface SignerOptions {
  /** Holds `keyconf.json` and the software token. */
  readonly directory: string;
  /** Default: `signerSocketPath(directory)`. */
  readonly socketPath?: string;
  readonly pin: PinSource;
  /** PKCS#11 tokens, with the files of their PINs. */
  readonly devices?: readonly Pkcs11Declaration[];
  /** System parameter `signer.client-timeout`. */
  readonly clientTimeoutMs: number;
  readonly log: Log;
  /** Of the signer's own log, which goes to the standard error of the process that starts it. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
}

/** What the signer's process tells its parent, over the channel that Node.js gives a child. */
export type SignerMessage =
  | {
      readonly kind: 'ready';
      readonly loginFailure?: string;
      /** Devices that did not take their PINs. */
      readonly refused: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Starts the signer of a directory as a process of its own, keeps it running (with back-off) until `stop`, and resolves when
 * it answers. A wrong PIN does not stop it: its token is then logged out, which `client.status()` says, and `login` is
 * possible. Throws what kept the first process from starting: `malformed_server_conf`, `data_in_use`, `token_not_available`.
 */
export async function startSigner(options: SignerOptions): Promise<RunningSigner> {
  const signer = new RunningSigner(options);
  try {
    await signer.start();
    return signer;
  } catch (error) {
    await signer.stop();
    throw error;
  }
}

export class RunningSigner {
  readonly socketPath: string;
  private readonly options: SignerOptions;
  private child: ChildProcess | undefined;
  private pin: PinSource;
  private devices: readonly Pkcs11Declaration[];
  private readonly restartDelay = new RestartDelay();
  private restarting: NodeJS.Timeout | undefined;
  private stopping = false;
  private ownClient: SignerClient | undefined;

  constructor(options: SignerOptions) {
    this.options = options;
    this.pin = options.pin;
    this.devices = options.devices ?? [];
    this.socketPath = options.socketPath ?? signerSocketPath(options.directory);
    checkSocketPath(this.socketPath);
  }

  /** Of the process that runs now; undefined between two. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** The connection of the process that started the signer. Workers make their own, with `socketPath`. */
  get client(): SignerClient {
    this.ownClient ??= new SignerClient({
      socketPath: this.socketPath,
      timeoutMs: this.options.clientTimeoutMs,
      log: this.options.log,
    });
    return this.ownClient;
  }

  /** Starts a process and resolves when it answers. */
  async start(): Promise<void> {
    const startedAt = performance.now();
    const handover = handOverPin(this.pin);
    // What a descriptor held is gone once it has been read.
    if (this.pin.kind === 'descriptor') this.pin = { kind: 'none' };
    const child = spawn(process.execPath, this.commandLine(), {
      // Descriptor 3 is where the signer reads its PIN; standard output is for results, which it has none of.
      stdio: ['ignore', 'ignore', 'inherit', handover.stdio, 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    handover.close();
    this.child = child;
    child.once('exit', (code, signal) => {
      this.ended(child, { code, signal, livedMs: performance.now() - startedAt });
    });
    child.once('error', (error) => {
      this.ended(child, { error, livedMs: performance.now() - startedAt });
    });
    givePin(child, handover.text);
    const { loginFailure, refused } = await readyMessage(child);
    // A token counts wrong PINs and locks itself: the same one is not tried again at every restart.
    if (loginFailure === 'pin_incorrect') this.pin = { kind: 'none' };
    this.devices = this.devices.map((device) => (refused.includes(device.id) ? withoutPin(device) : device));
  }

  /** Lets the signer finish what is under way and end. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restarting);
    this.ownClient?.close();
    const { child } = this;
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise((done) => child.once('exit', done));
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(timer);
  }

  private commandLine(): string[] {
    // The same form as this file: TypeScript in the source tree, JavaScript in a package.
    const program = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
    // Without the flag, SIGUSR1 would open a debugger, and with it the keys, to every process of the same user.
    const { directory, logLevel = 'info' } = this.options;
    // Small pieces of young memory (MiB): what a signature leaves behind is little, and the machine may be small.
    return [
      '--disable-sigusr1',
      '--max-semi-space-size=1',
      program,
      directory,
      this.socketPath,
      logLevel,
      JSON.stringify(this.devices),
    ];
  }

  private ended(child: ChildProcess, end: { readonly livedMs: number } & Fields): void {
    if (this.child !== child) return;
    this.child = undefined;
    if (this.stopping) return;
    this.restartDelay.lived(end.livedMs);
    const restartMs = this.restartDelay.next();
    this.options.log.error('The signer has ended; it is started again', { ...end, restartMs });
    this.restart(restartMs);
  }

  private restart(delayMs: number): void {
    clearTimeout(this.restarting);
    this.restarting = setTimeout(() => {
      this.start().catch((error: unknown) => {
        this.options.log.error('The signer could not be started again', { error });
        // Where no process was made (no file with the PIN), none will end and bring the next attempt.
        if (this.child === undefined && !this.stopping) this.restart(this.restartDelay.next());
      });
    }, delayMs);
  }
}

function withoutPin(device: Pkcs11Declaration): Pkcs11Declaration {
  const kept = { ...device };
  delete kept.pin;
  return kept;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function givePin(child: ChildProcess, pin: string | undefined): void {
  const pipe = child.stdio[3];
  if (pin === undefined || !(pipe !== null && pipe !== undefined && 'end' in pipe)) return;
  // A child that died at once closes the pipe; its exit is what is reported.
  pipe.on('error', () => undefined);
  pipe.end(pin);
}

function readyMessage(child: ChildProcess): Promise<Extract<SignerMessage, { kind: 'ready' }>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(drumError('token_not_available', `The signer did not start within ${START_MS_MAX} ms`));
    }, START_MS_MAX);
    child.once('message', (message: SignerMessage) => {
      clearTimeout(timer);
      if (message.kind === 'ready') resolve(message);
      else reject(new DrumError(message.code, message.message));
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(drumError('token_not_available', 'The signer ended before it was ready'));
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(drumError('token_not_available', 'The signer could not be started', error));
    });
  });
}
