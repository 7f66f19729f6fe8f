import { createPrivateKey, type KeyObject } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Log } from '#config/log.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { ANSWER_BYTES_MAX, FrameReader, REQUEST_BYTES_MAX, REQUEST_ID_MAX, writeFrame, type Frame } from './frames.ts';
import type { KeyUsage, RequestEntry } from './key-configuration.ts';
import {
  OPERATIONS,
  OUTCOMES,
  readFailure,
  writePinChange,
  writeSignRequest,
  writeTokenAndPin,
  type ChangeCertificate,
  type GenerateKey,
  type ImportCertificate,
  type OperationName,
  type SignerState,
  type SignerStatus,
  type SignRequest,
} from './messages.ts';
import { checkSocketPath } from './socket-path.ts';

/** Requests that wait for an answer at most, each of at most 64 KiB. */
const WAITING_MAX = 4_096;
/** How often a request is sent at most: once more when the signer died over it, so that no request kills it for ever. */
const SENDINGS_MAX = 2;
const RECONNECT_MS_MIN = 20;
const RECONNECT_MS_MAX = 1_000;

/** Asking twice is as good as asking once: these are sent again when the signer comes back. */
const REPEATABLE: ReadonlySet<OperationName> = new Set(['sign', 'keys', 'authenticationKey', 'status']);

interface Waiting {
  readonly operation: OperationName;
  readonly frame: Buffer;
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: DrumError) => void;
  readonly timer: NodeJS.Timeout;
  sendings: number;
}

/**
 * The server's side of the signer's socket: one connection, on which requests do not wait for each other, made anew
 * whenever it breaks. Every request ends within the timeout, with an answer or with a code: the signer's own, or `cannot_sign`
 * (`token_not_available` for what is no signature) when the signer is away or silent.
 */
export class SignerClient {
  private readonly socketPath: string;
  private readonly timeoutMs: number;
  private readonly log: Log;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<() => void>();
  private socket: Socket | undefined;
  private connected = false;
  private reconnectMs = RECONNECT_MS_MIN;
  private reconnecting: NodeJS.Timeout | undefined;
  private closed = false;
  private lastId = 0;
  private state: Promise<SignerState> | undefined;

  /** @param options.timeoutMs system parameter `signer.client-timeout` */
  constructor(options: { readonly socketPath: string; readonly timeoutMs: number; readonly log: Log }) {
    checkSocketPath(options.socketPath);
    this.socketPath = options.socketPath;
    this.timeoutMs = options.timeoutMs;
    this.log = options.log;
    this.connect();
  }

  /** The signature's bytes. Codes: `token_not_active`, `key_not_found`, `unsupported_sign_algorithm`, `cannot_sign`. */
  sign(request: SignRequest): Promise<Buffer> {
    return this.ask('sign', ...writeSignRequest(request));
  }

  /** Keys and certificates, remembered until the signer says that they have changed. */
  keys(): Promise<SignerState> {
    if (this.state === undefined) {
      const asked = this.askForJson<SignerState>('keys');
      this.state = asked;
      asked.catch(() => {
        if (this.state === asked) this.state = undefined;
      });
    }
    return this.state;
  }

  status(): Promise<SignerStatus> {
    return this.askForJson<SignerStatus>('status');
  }

  /** The private key of an authentication key, for the server's TLS. A signing key is refused with `wrong_cert_usage`. */
  async authenticationKey(keyId: string): Promise<KeyObject> {
    const der = await this.ask('authenticationKey', Buffer.from(keyId));
    try {
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    } finally {
      der.fill(0);
    }
  }

  async login(tokenId: string, pin: string): Promise<void> {
    await this.ask('login', ...writeTokenAndPin(tokenId, Buffer.from(pin)));
  }

  async logout(tokenId: string): Promise<void> {
    await this.ask('logout', Buffer.from(tokenId));
  }

  /** Gives a new token its PIN, and logs in. */
  async initialise(tokenId: string, pin: string): Promise<void> {
    await this.ask('initialise', ...writeTokenAndPin(tokenId, Buffer.from(pin)));
  }

  /** Of the software token. Throws `pin_incorrect`, `token_pin_policy_failure`, `token_not_available`. */
  async changePin(tokenId: string, oldPin: string, newPin: string): Promise<void> {
    await this.ask('changePin', ...writePinChange(tokenId, oldPin, newPin));
  }

  async nameToken(tokenId: string, name: string): Promise<void> {
    await this.tell('nameToken', { tokenId, name });
  }

  async nameKey(keyId: string, name: string): Promise<void> {
    await this.tell('nameKey', { keyId, name });
  }

  /** Forgets a token that is not at hand, with its keys and certificates. */
  async forgetToken(tokenId: string): Promise<void> {
    await this.tell('forgetToken', { tokenId });
  }

  /** The new key's id. */
  async generateKey(request: GenerateKey): Promise<string> {
    return (await this.tell('generateKey', request)).toString();
  }

  async deleteKey(keyId: string): Promise<void> {
    await this.tell('deleteKey', { keyId });
  }

  /** The request says what its key is for, where nothing has yet. */
  async recordRequest(keyId: string, usage: KeyUsage, request: RequestEntry): Promise<void> {
    await this.tell('recordRequest', { keyId, usage, request });
  }

  /** Throws `csr_not_found`. */
  async deleteRequest(requestId: string): Promise<void> {
    await this.tell('deleteRequest', { requestId });
  }

  /** The id of the key that the certificate belongs to. */
  async importCertificate(request: ImportCertificate): Promise<string> {
    return (await this.tell('importCertificate', request)).toString();
  }

  async changeCertificate(request: ChangeCertificate): Promise<void> {
    await this.tell('changeCertificate', request);
  }

  async deleteCertificate(sha256: string): Promise<void> {
    await this.tell('deleteCertificate', { sha256 });
  }

  /** Calls `listener` whenever keys, certificates or logins may have changed. Returns what ends this. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends the connection; what still waits fails. */
  close(): void {
    this.closed = true;
    clearTimeout(this.reconnecting);
    this.socket?.destroy();
    for (const [id, waiting] of this.waiting) this.fail(id, awayError(waiting.operation, 'is no longer asked'));
  }

  private tell(operation: OperationName, body: unknown): Promise<Buffer> {
    return this.ask(operation, Buffer.from(JSON.stringify(body)));
  }

  private async askForJson<T>(operation: OperationName): Promise<T> {
    return JSON.parse((await this.ask(operation)).toString()) as T;
  }

  private ask(operation: OperationName, ...body: readonly Uint8Array[]): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw awayError(operation, 'is no longer asked');
      if (this.waiting.size >= WAITING_MAX) throw awayError(operation, `has ${WAITING_MAX} requests before it`);
      const id = this.nextId();
      const frame = writeFrame(id, OPERATIONS[operation], ...body);
      if (frame.length > REQUEST_BYTES_MAX) {
        throw drumError('invalid_request', `The signer takes no request above ${REQUEST_BYTES_MAX} bytes`);
      }
      const timer = setTimeout(() => {
        this.fail(id, awayError(operation, `did not answer within ${this.timeoutMs} ms`));
      }, this.timeoutMs);
      const waiting: Waiting = { operation, frame, resolve, reject, timer, sendings: 0 };
      this.waiting.set(id, waiting);
      if (this.connected) this.send(waiting);
    });
  }

  private nextId(): number {
    do {
      this.lastId = this.lastId === REQUEST_ID_MAX ? 1 : this.lastId + 1;
    } while (this.waiting.has(this.lastId));
    return this.lastId;
  }

  private send(waiting: Waiting): void {
    waiting.sendings += 1;
    const { socket } = this;
    if (socket === undefined) return;
    if (socket.writableCorked === 0) {
      // What is asked in one turn of the event loop goes with one write.
      socket.cork();
      process.nextTick(() => {
        socket.uncork();
      });
    }
    socket.write(waiting.frame);
  }

  private connect(): void {
    const socket = connect(this.socketPath);
    const reader = new FrameReader(ANSWER_BYTES_MAX);
    this.socket = socket;
    socket.on('connect', () => {
      this.connected = true;
      this.reconnectMs = RECONNECT_MS_MIN;
      for (const waiting of this.waiting.values()) this.send(waiting);
      this.changed();
    });
    socket.on('data', (chunk) => {
      try {
        for (const frame of reader.push(chunk)) this.take(frame);
      } catch (error) {
        this.log.error('The signer does not speak its protocol', { error });
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      this.log.debug('The connection to the signer broke', { error });
    });
    socket.on('close', () => {
      this.disconnected();
    });
  }

  private take({ id, kind, body }: Frame): void {
    if (id === 0) {
      if (kind === OUTCOMES.changed) this.changed();
      return;
    }
    const waiting = this.waiting.get(id);
    // It has timed out before: nobody waits for this answer any more.
    if (waiting === undefined) return;
    if (kind !== OUTCOMES.done) {
      this.fail(id, readFailure(body));
      return;
    }
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(body);
  }

  private disconnected(): void {
    if (this.closed) return;
    this.connected = false;
    for (const [id, waiting] of this.waiting) {
      if (waiting.sendings === 0) continue;
      const again = REPEATABLE.has(waiting.operation) && waiting.sendings < SENDINGS_MAX;
      if (!again) this.fail(id, awayError(waiting.operation, 'died before it answered'));
    }
    this.reconnecting = setTimeout(() => {
      this.connect();
    }, this.reconnectMs);
    this.reconnectMs = Math.min(this.reconnectMs * 2, RECONNECT_MS_MAX);
  }

  private fail(id: number, error: DrumError): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.reject(error);
  }

  private changed(): void {
    this.state = undefined;
    for (const listener of this.listeners) listener();
  }
}

function awayError(operation: OperationName, what: string): DrumError {
  return drumError(operation === 'sign' ? 'cannot_sign' : 'token_not_available', `The signer ${what}`);
}
