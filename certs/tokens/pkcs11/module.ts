import pkcs11 from 'pkcs11js';
import { drumError } from '#protocol/errors.ts';
import type { ThreadStart } from './messages.ts';
import { isValue, nameOf, regardless } from './return-value.ts';

/** What holds handles of the module. */
export interface HandleHolder {
  /** Whether it holds any, and they are good. */
  isAlive(): boolean;
  /** They mean nothing from now on. */
  forgetHandles(): void;
}

/** A PKCS#11 library, in the one thread that calls it. */
export class CryptokiModule {
  readonly library = new pkcs11.PKCS11();
  readonly retryMs: number;
  private readonly path: string;
  private readonly flags: number;
  private readonly holders = new Set<HandleHolder>();
  private isInitialised = false;

  /** Throws `token_not_available` for a library that cannot be loaded. */
  constructor({ module: path, osLocking, ownThreads, retryMs }: ThreadStart) {
    this.path = path;
    this.retryMs = retryMs;
    this.flags =
      (osLocking ? pkcs11.CKF_OS_LOCKING_OK : 0) | (ownThreads ? 0 : pkcs11.CKF_LIBRARY_CANT_CREATE_OS_THREADS);
    try {
      this.library.load(path);
    } catch (error) {
      throw drumError('token_not_available', `${path} cannot be loaded as a PKCS#11 module`, error);
    }
  }

  add(holder: HandleHolder): void {
    this.holders.add(holder);
  }

  remove(holder: HandleHolder): void {
    this.holders.delete(holder);
  }

  /** Throws `token_not_available`, saying what the module answered. */
  initialise(): void {
    if (this.isInitialised) return;
    try {
      this.library.C_Initialize({ flags: this.flags });
    } catch (error) {
      if (!isValue(error, pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
        throw drumError('token_not_available', `${this.path} cannot be started (${nameOf(error)})`, error);
      }
    }
    this.isInitialised = true;
  }

  /**
   * Starts the module anew: many see only so that a token has come back. All handles of it are gone then, so it is not done
   * while another token works. Returns whether it was done.
   */
  startAnew(asking: HandleHolder): boolean {
    for (const holder of this.holders) {
      if (holder !== asking && holder.isAlive()) return false;
    }
    this.end();
    this.initialise();
    return true;
  }

  /** Slots with a token. */
  slots(): Buffer[] {
    return this.library.C_GetSlotList(true);
  }

  close(): void {
    this.end();
    regardless(() => {
      this.library.close();
    });
  }

  private end(): void {
    for (const holder of this.holders) holder.forgetHandles();
    if (!this.isInitialised) return;
    this.isInitialised = false;
    regardless(() => {
      this.library.C_Finalize();
    });
  }
}
